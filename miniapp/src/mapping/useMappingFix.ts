import type { BaseDataItem } from '@dingdee/shared/base-data';
import type { FixScope, MappingFix, MappingImpact, RemapResult } from '@dingdee/shared/mapping';
import { computed, type Ref, readonly, ref, shallowReadonly, shallowRef, watch } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { type MappingApi, mappingApi } from '../api/mapping-api.js';

/** Value for the field: a number of the base data, or plain text if the field has no list. */
export type FixValue = Pick<BaseDataItem, 'number' | 'name'>;

/** The field that is being fixed: path as in PairValue.path, on the bill on screen. */
export interface FixTarget {
  billId: string;
  version: number;
  path: string;
}

/**
 * "修一次，记住": choose a value, choose the scope, see the impact, save. The impact is read again after every choice; saving is possible only while the
 * shown impact belongs to the choice.
 */
export function useMappingFix(
  target: Readonly<Ref<FixTarget | null>>,
  api: Pick<MappingApi, 'previewFix' | 'saveFix'> = mappingApi,
) {
  const chosen = shallowRef<FixValue | null>(null);
  const scope = ref<FixScope>('bill');
  const impact = shallowRef<MappingImpact | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const previewing = ref(false);
  const saving = ref(false);
  let asked = 0;

  const fix = computed<MappingFix | null>(() =>
    target.value && chosen.value ? { ...target.value, targetNumber: chosen.value.number, scope: scope.value } : null,
  );
  const canSave = computed(() => fix.value !== null && impact.value !== null && !previewing.value && !saving.value);
  /** Bills that the fix maps again: the count on the save button. */
  const touched = computed(() => impact.value?.scopes.find((row) => row.scope === scope.value) ?? null);

  watch(
    () => target.value && `${target.value.billId} ${target.value.path}`,
    () => reset(),
  );
  watch(fix, async (wanted) => {
    problem.value = null;
    await count(wanted);
  });
  async function count(wanted: MappingFix | null): Promise<void> {
    asked += 1;
    const mine = asked;
    if (!wanted) {
      impact.value = null;
      previewing.value = false;
      return;
    }
    previewing.value = true;
    try {
      const answer = await api.previewFix(wanted);
      if (mine === asked) impact.value = answer;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (mine !== asked) return;
      impact.value = null;
      problem.value = error;
    } finally {
      if (mine === asked) previewing.value = false;
    }
  }

  function reset(): void {
    chosen.value = null;
    scope.value = 'bill';
    impact.value = null;
    problem.value = null;
  }

  /** Chooses an entry. Unusable entries cannot be chosen: Kingdee would refuse them. */
  function choose(item: BaseDataItem): void {
    if (item.usable) chosen.value = item;
  }
  function chooseText(text: string): void {
    chosen.value = text.trim() === '' ? null : { number: text.trim(), name: '' };
  }

  /** @param reach scope of the fix; the chosen scope if left out (只改此单 passes 'bill') */
  async function save(reach: FixScope = scope.value): Promise<RemapResult | null> {
    const wanted = fix.value;
    if (!wanted || !canSave.value) return null;
    saving.value = true;
    problem.value = null;
    try {
      // A single bill is named by its version.
      const said = reach === 'bill' ? undefined : impact.value?.scopes.find((row) => row.scope === reach);
      const shown = said && { count: said.count, amount: said.amount };
      const result = await api.saveFix({ ...wanted, scope: reach, ...(shown && { shown }) });
      reset();
      return result;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
      // The fix now touches other bills: they are counted again, and the person must confirm again.
      if (error.code === 'selection/not-as-shown') await count(wanted);
      return null;
    } finally {
      saving.value = false;
    }
  }

  return {
    chosen: shallowReadonly(chosen),
    scope,
    impact: shallowReadonly(impact),
    problem: shallowReadonly(problem),
    previewing: readonly(previewing),
    saving: readonly(saving),
    canSave,
    touched,
    choose,
    chooseText,
    save,
    reset,
  };
}
