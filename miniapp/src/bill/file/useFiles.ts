import type { BillDetail } from '@dingdee/shared/bill-detail';
import { computed, type Ref, reactive, ref, watch } from 'vue';
import type { ApiProblem } from '../../api/api-problem.js';
import { fileUrl } from '../../api/file-api.js';
import { retryHelps } from './retry-helps.js';
import { useOriginal } from './useOriginal.js';

/** Returns the files of a bill's approval, each with its address. */
export const filesOf = ({ id, attachmentList }: Pick<BillDetail, 'id' | 'attachmentList'>) =>
  attachmentList.map((file, index) => ({ ...file, url: fileUrl(id, index) }));

/**
 * Holds the files of a bill's approval: addresses, the open file, failed downloads, and the way to open the approval itself.
 * @param elsewhere shows a file, if another part does that
 */
export function useFiles(bill: Ref<Pick<BillDetail, 'id' | 'attachmentList'>>, elsewhere?: (index: number) => void) {
  const files = computed(() => filesOf(bill.value));
  /** Index of the open file; null if none is open. */
  const viewing = ref<number | null>(null);
  const problems = reactive(new Map<number, ApiProblem>());
  /** Number of repeated downloads, by file. */
  const tries = reactive(new Map<number, number>());
  watch(
    () => bill.value.id,
    () => {
      viewing.value = null;
      problems.clear();
      tries.clear();
    },
  );

  function note(index: number, problem: ApiProblem | null): void {
    if (problem === null) problems.delete(index);
    else problems.set(index, problem);
  }
  /** Returns true if the file failed to load and another try may help. */
  function mayCome(index: number): boolean {
    const problem = problems.get(index);
    return problem !== undefined && retryHelps(problem.code);
  }
  /** Opens a file; a file that failed and may still load is loaded again in its tile instead. */
  function press(index: number): void {
    if (mayCome(index)) tries.set(index, (tries.get(index) ?? 0) + 1);
    else if (elsewhere) elsewhere(index);
    else viewing.value = index;
  }
  const failed = computed(() =>
    files.value.flatMap(({ name }, index) => {
      const problem = problems.get(index);
      return problem ? [{ name, index, problem }] : [];
    }),
  );
  return { files, viewing, problems, tries, failed, note, mayCome, press, original: useOriginal() };
}
