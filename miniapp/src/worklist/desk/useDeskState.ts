import { useQuery } from '@tanstack/vue-query';
import { computed, ref, shallowRef, toRef, watch } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import { intakeApi } from '../../api/intake-api.js';
import { useBillActions } from '../../bill/useBillActions.js';
import { useBillDetail } from '../../bill/useBillDetail.js';
import type BillDetail from '../../detail/desk/BillDetail.vue';
import { useOrgNames } from '../../mapping/useOrgNames.js';
import { usePushOrder } from '../../push/usePushOrder.js';
import { useSession } from '../../session/useSession.js';
import { useLayer } from '../../ui/useLayers.js';
import { useMediaQuery } from '../../ui/useMediaQuery.js';
import { useOffers } from '../useOffers.js';
import { useSelection } from '../useSelection.js';
import type BillGrid from './grid/BillGrid.vue';
import { isGroupable } from './grid/group-action.js';
import { billAt, stepFrom } from './grid/segments.js';
import { useCurrent } from './useCurrent.js';
import { useDeskList } from './useDeskList.js';
import { useDeskRoute } from './useDeskRoute.js';
import { useFieldToEdit } from './useFieldToEdit.js';
import { useFirstStage } from './useFirstStage.js';
import { useKeptSelection } from './useKeptSelection.js';
import { useLeavers } from './useLeavers.js';
import { useLooks } from './useLooks.js';
import { useOpening } from './useOpening.js';
import { usePushBeside } from './usePushBeside.js';
import { useTicks } from './useTicks.js';

/** Holds what the desk shows: the list of the address, the current bill with its detail, the selection, and the open push sheet. */
export function useDeskState() {
  const at = useDeskRoute();
  const orgName = useOrgNames();
  const wide = useMediaQuery('(min-width: 1280px)');

  const { group } = at;
  const canGroup = computed(() => isGroupable(at.stage.value));
  const list = useDeskList({
    stage: at.stage,
    schemeId: at.schemeId,
    narrowed: at.narrowed,
    sort: at.sort,
    grouped: computed(() => group.value !== 'off' && canGroup.value),
    by: computed(() => (group.value === 'off' ? 'reason' : group.value)),
    released: at.released,
  });
  useFirstStage(at);
  const current = useCurrent(list);
  const { currentId } = current;
  const selection = useSelection();
  useKeptSelection(selection, at, useSession().me?.userId ?? '');
  const offers = useOffers(selection);
  const ticks = useTicks(selection, list, at);
  const { data: schemes } = useQuery({ queryKey: ['schemes'], queryFn: intakeApi.schemes, staleTime: 60_000 });

  /** Mounted parts that the desk focuses or scrolls; null while they are not on screen. */
  const grid = shallowRef<InstanceType<typeof BillGrid> | null>(null);
  const head = shallowRef<{ focusSearch(): void } | null>(null);
  const detail = shallowRef<InstanceType<typeof BillDetail> | null>(null);

  // The detail is beside the list; on narrow windows it covers the list only on request.
  const drawer = ref(false);
  const { sheetOpen, watched, blocked } = usePushBeside(usePushOrder(), wide, selection, () => {
    if (currentId.value) ownLeavers.add(currentId.value);
  });
  const { lost, wantsFirst } = useOpening(at, list, current, grid, drawer);
  const showDetail = computed(
    () =>
      currentId.value !== null &&
      !(lost.value && currentId.value === at.linkedBill.value) &&
      (wide.value ? !sheetOpen.value : drawer.value),
  );
  const inFront = useBillDetail(currentId);
  useLooks(
    computed(() => (inFront.bill.value?.id === currentId.value ? inFront.bill.value : null)),
    showDetail,
  );
  useLayer(
    toRef(() => !wide.value && drawer.value),
    () => {
      drawer.value = false;
      grid.value?.focusCurrent();
    },
  );

  const { ownLeavers, leavesByOwnHand, followLeavers } = useLeavers(list, current, grid, wantsFirst, at.released);
  // A bill that another person moved out of the list stays on screen with a notice, so that no key reaches another bill.
  watch(
    () => list.segments.value.flatMap((s) => s.pages.items),
    (bills) => {
      selection.refreshFrom(bills);
      void selection.lookAgain();
      if (bills.length > 0) followLeavers();
    },
  );
  // The next bill is read ahead, so that passing a bill and moving on need not wait.
  watch([currentId, detail], () => {
    const next = detail.value && current.place.value && stepFrom(list.segments.value, current.place.value, 1);
    const bill = next && billAt(list.segments.value, next);
    if (bill) inFront.prefetch(bill.id);
  });

  return {
    at,
    orgName,
    wide,
    canGroup,
    list,
    /** Why the list cannot be read. */
    problem: computed(() => (list.problem.value instanceof ApiProblem ? list.problem.value : null)),
    current,
    currentId,
    selection,
    offers,
    actions: useBillActions(),
    ticks,
    schemes: computed(() => schemes.value?.items ?? []),
    grid,
    head,
    detail,
    drawer,
    showDetail,
    sheetOpen,
    watched,
    blocked,
    lost,
    ownLeavers,
    leavesByOwnHand,
    ...useFieldToEdit(currentId),
    /** The dialog that saves the present list as a view is open. */
    keeping: ref(false),
    /** The list of all keys is open. */
    help: ref(false),
  };
}
export type DeskState = ReturnType<typeof useDeskState>;
