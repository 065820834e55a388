import type { BillDetail } from '@dingdee/shared/bill-detail';
import { computed, type Ref, reactive, ref, watch } from 'vue';
import type { ApiProblem } from '../../api/api-problem.js';
import { fileUrl } from '../../api/file-api.js';
import { retryHelps } from './retry-helps.js';
import { useOriginal } from './useOriginal.js';

/** The files of a bill's approval, each with where it lies. */
export const filesOf = ({ id, attachmentList }: Pick<BillDetail, 'id' | 'attachmentList'>) =>
  attachmentList.map((file, index) => ({ ...file, url: fileUrl(id, index) }));

/**
 * The files of a bill's approval: where each lies, which one is looked at, what did not come, and how the approval itself is opened.
 * @param elsewhere looks at a file, where that is not done here.
 */
export function useFiles(bill: Ref<Pick<BillDetail, 'id' | 'attachmentList'>>, elsewhere?: (index: number) => void) {
  const files = computed(() => filesOf(bill.value));
  /** Place of the file that is looked at; null: none is. */
  const viewing = ref<number | null>(null);
  const problems = reactive(new Map<number, ApiProblem>());
  /** How often each was asked for again. */
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
  /** It did not come, and may come when it is asked for again. */
  function mayCome(index: number): boolean {
    const problem = problems.get(index);
    return problem !== undefined && retryHelps(problem.code);
  }
  /** Opens a file; one that did not come and still may is asked for again in its place. */
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
