import type { BatchResult, BillRefs } from '@dingdee/shared/bill-batch';
import { shallowReadonly, shallowRef } from 'vue';
import { useUndo } from '../../ui/useUndo.js';
import type { BillSelection } from '../useSelection.js';
import type { Batch } from './useBatch.js';
import type { DeskList } from './useDeskList.js';
import { sumOf } from './useTicks.js';
import { batchWords as words } from './words.js';

/** 金蝶里都没有，再推送: sends the whole selection again after its sheet was read. */
export function useResending(
  selection: Pick<BillSelection, 'refs' | 'settle'>,
  batch: Pick<Batch, 'tell'>,
  list: Pick<DeskList, 'refresh'>,
) {
  const undo = useUndo();
  const refs = shallowRef<BillRefs | null>(null);

  async function done({ done: sent, skipped }: BatchResult): Promise<void> {
    refs.value = null;
    await selection.settle(skipped.map(({ id }) => id));
    list.refresh();
    batch.tell(skipped);
    if (sent.count > 0) undo.show(words.resent(sumOf(sent)));
  }
  return {
    refs: shallowReadonly(refs),
    ask: () => {
      refs.value = selection.refs.value;
    },
    close: () => {
      refs.value = null;
    },
    done,
  };
}
