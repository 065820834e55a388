import type { BillSummary } from '@dingdee/shared/bill';
import type { BillRefs } from '@dingdee/shared/bill-batch';
import type { RemapResult } from '@dingdee/shared/mapping';
import type { KeptBills } from '@dingdee/shared/page';
import { watch } from 'vue';
import { fixWords } from '../../mapping/fix-words.js';
import { usePushOrder } from '../../push/usePushOrder.js';
import { useSession } from '../../session/useSession.js';
import { useUndo } from '../../ui/useUndo.js';
import { useApproving } from './useApproving.js';
import { useAsking } from './useAsking.js';
import { useAssigning } from './useAssigning.js';
import { useBatch } from './useBatch.js';
import { useDeskCommands } from './useDeskCommands.js';
import { type DeskKeys, useDeskKeys } from './useDeskKeys.js';
import type { DeskState } from './useDeskState.js';
import { useGroupActions } from './useGroupActions.js';
import { useGroupNews } from './useGroupNews.js';
import { useResending } from './useResending.js';
import { useSelectionActs } from './useSelectionActs.js';

/** What a person does on the desk: with the current bill, with the selection, with a whole group; by buttons, keys and the palette. */
export function useDeskActions(desk: DeskState) {
  const { at, list, current, currentId, selection, offers, actions, ticks, wide, drawer, grid, detail } = desk;
  const session = useSession();
  const push = usePushOrder();
  const undo = useUndo();
  const batch = useBatch(actions, selection, list);
  const resending = useResending(selection, batch, list);
  const assigning = useAssigning(selection, batch, list);
  const approving = useApproving(list, current, selection, ticks, actions, batch, desk);
  const asks = useAsking(batch, actions, current);

  function choose(bill: BillSummary): void {
    currentId.value = bill.id;
    if (!wide.value) drawer.value = true;
  }
  async function move(by: 1 | -1, extend: boolean): Promise<void> {
    const before = currentId.value;
    const next = await current.step(by);
    if (!next) return;
    if (extend) ticks.extendFrom(before, next.bill);
    await grid.value?.reveal(next.place);
    // A person who starts with J has the focus on a row from then on.
    if (document.activeElement === document.body) grid.value?.focusCurrent();
  }

  function pushThese(refs: BillRefs | null): void {
    if (refs) void push.prepare(refs);
  }
  const pushOne = ({ id, version }: Pick<BillSummary, 'id' | 'version'>) => pushThese({ items: [{ id, version }] });
  /** Pushes exactly the approved bills: the server has frozen them in that state. */
  const pushKept = ({ id, ...shown }: KeptBills) => pushThese({ selectionId: id, shown });
  const acts = useSelectionActs(list, selection, offers, batch, {
    ...asks,
    approve: approving.askToApprove,
    push: pushThese,
  });
  const groups = useGroupActions(list, selection, ticks, useGroupNews(list.segments), {
    ...desk,
    choose,
    approve: approving.askToApprove,
    push: pushThese,
    tryNow: (refs) => {
      if (refs) void batch.tryNow(refs);
    },
    resend: resending.ask,
  });

  // Messages about one stage are not shown over another.
  watch(at.stage, () => {
    batch.forget();
    actions.dismiss();
  });

  function fixed(billId: string, { remapped, becameReady, stillMissing, released }: RemapResult): void {
    desk.leavesByOwnHand(billId);
    if (released && session.allows('approve')) void at.setReleased(released.id);
    undo.show(fixWords.done(remapped, becameReady.count, stillMissing.count));
  }

  /** The current row as the list holds it. */
  const currentRow = (): BillSummary[] =>
    list.segments.value.flatMap((s) => s.pages.items).filter((bill) => bill.id === currentId.value);
  function openAnd(work: () => void): void {
    if (wide.value || drawer.value) work();
    else drawer.value = true;
  }
  /** Opens the dialog for the selection, otherwise for the current bill; if the action fits no bill, nothing opens. */
  function askOf(action: 'handle-outside' | 'restore'): void {
    if (selection.count.value === 0) openAnd(() => detail.value?.askFor(action));
    else if ((offers.of(action)?.fits.count ?? 0) > 0) acts.actOnSelection(action);
  }
  const keys: DeskKeys = {
    move: (by, extend) => void move(by, extend),
    tick: (extend) => {
      for (const bill of currentRow()) ticks.tick(bill, extend);
    },
    open: () => {
      drawer.value = true;
    },
    edit: () => openAnd(() => detail.value?.editProblem('bill')),
    fillDown: () => openAnd(() => detail.value?.editProblem('form')),
    nextProblem: () => desk.showDetail.value && (detail.value?.focusProblem() ?? false),
    approve: () => openAnd(() => detail.value?.approve()),
    hold: () => asks.ask('hold', currentRow()),
    outside: () => askOf('handle-outside'),
    restore: () => askOf('restore'),
    editTogether: acts.editTogether,
    why: () => openAnd(() => detail.value?.toggleWhy()),
    onlyConverted: () => detail.value?.toggleConverted(),
    filter: () => desk.head.value?.focusSearch(),
    help: () => {
      desk.help.value = true;
    },
  };
  useDeskKeys(keys);
  useDeskCommands(selection, offers, current, keys, {
    onSelection: acts.actOnSelection,
    push: (id, version) => pushOne({ id, version }),
    all: () => void ticks.tickAll(),
    handOver: session.allows('approve') ? () => (assigning.open.value = 'hand') : null,
  });

  return { batch, resending, assigning, approving, asks, acts, ...groups, choose, pushOne, pushKept, fixed };
}
