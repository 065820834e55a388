import type { PairValue } from '@dingdee/shared/bill-detail';
import { computed, type InjectionKey, inject, provide, ref, shallowRef } from 'vue';
import { useRoute } from 'vue-router';
import { usePhoneActions } from '../../bill/phone/usePhoneActions.js';
import { useBillDetail } from '../../bill/useBillDetail.js';
import { useSeen } from '../../bill/useSeen.js';
import { detailWords } from '../words.js';

function createPhoneDetail() {
  const route = useRoute();
  const id = computed(() => (typeof route.params.id === 'string' ? route.params.id : null));
  const { bill, error, refetch } = useBillDetail(id);
  const { seen, change, look, mine } = useSeen(bill);
  /** "#files", "#history": only the requested section is open. */
  const section = route.hash.slice(1);
  /** The field whose sheet is open: its explanation, or its change. */
  const why = shallowRef<PairValue | null>(null);
  const fixing = shallowRef<PairValue | null>(null);
  return {
    id,
    bill,
    error,
    refetch,
    seen,
    change,
    /** True if the bill changed after the person looked at it; the person must look again first. */
    changed: computed(() => change.value !== null),
    look,
    mine,
    actions: usePhoneActions(),
    /** Names of the open sections; they stay open on the way to a sibling bill. */
    open: ref<string[]>(section in detailWords.sections ? [section] : ['pairs', 'rows']),
    why,
    fixing,
    /** Opens the sheet that changes this field, instead of its explanation. */
    fix: (field: PairValue): void => {
      why.value = null;
      fixing.value = field;
    },
  };
}
type PhoneDetail = ReturnType<typeof createPhoneDetail>;
const DETAIL: InjectionKey<PhoneDetail> = Symbol('phone detail');

/** Creates the store of the phone's bill page and provides it to the panes. The store ends with the page that calls this. */
export function providePhoneDetail(): PhoneDetail {
  const detail = createPhoneDetail();
  provide(DETAIL, detail);
  return detail;
}

/** Returns the store of the phone's bill page: the bill of the address, what changed since the person looked, and the open sheets. */
export function usePhoneDetail(): PhoneDetail {
  const detail = inject(DETAIL);
  if (!detail) throw new Error('no bill page above this component');
  return detail;
}
