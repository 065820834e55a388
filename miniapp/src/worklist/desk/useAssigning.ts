import type { AssignResult } from '@dingdee/shared/assignment';
import { ref } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import { useBillChanged } from '../../api/useBillChanged.js';
import { useUndo } from '../../ui/useUndo.js';
import type { BillSelection } from '../useSelection.js';
import type { Batch } from './useBatch.js';
import type { DeskList } from './useDeskList.js';
import { sumOf } from './useTicks.js';

/** Holds 指派 and 交接: the open dialog, the result, and its undo for ten seconds. */
export function useAssigning(selection: BillSelection, batch: Batch, list: DeskList) {
  const undo = useUndo();
  const billChanged = useBillChanged();
  const open = ref<'assign' | 'hand' | null>(null);
  function refresh(): void {
    billChanged();
    list.refresh();
  }
  async function takeBack(act: string): Promise<void> {
    const [{ assignmentApi }, { assignWords }] = await Promise.all([
      import('../../api/assignment-api.js'),
      import('../../bill/assign-words.js'),
    ]);
    try {
      undo.show(assignWords.undone((await assignmentApi.undo(act)).count));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      undo.show(error.detail);
    }
    refresh();
  }
  /** @param to name of the person; null if the bills are now in nobody's hand */
  async function done({ act, done: sum, skipped }: AssignResult, to: string | null, handed = false): Promise<void> {
    const { assignWords } = await import('../../bill/assign-words.js');
    open.value = null;
    if (!handed) await selection.settle(skipped.map(({ id }) => id));
    batch.tell(skipped);
    refresh();
    if (sum.count === 0) return;
    const told = handed ? assignWords.hand.done : assignWords.done;
    undo.show(to === null ? assignWords.freed(sumOf(sum)) : told(to, sumOf(sum)), () => void takeBack(act));
  }
  function close(): void {
    open.value = null;
  }
  return { open, done, close };
}
