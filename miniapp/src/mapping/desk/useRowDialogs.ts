import type { MappingRow, UnmappedValue } from '@dingdee/shared/mapping';
import { computed, ref } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import { type RowChoice, rowWritten, type ShownRow } from '../row-days.js';
import type { useMappingTable } from '../useMappingTable.js';

/** Subject of the choice: an unmapped value, a changing row, or a new row ("" as key). */
export interface Picking extends ShownRow {
  key: string;
  keyLabel: string;
  orgNumbers: readonly string[];
}

/**
 * Holds the dialogs that change and remove a row. Each stays open with its typed text until the server has answered; a refusal is shown in the
 * dialog. If the dialog is closed before the answer, the page shows it.
 */
export function useRowDialogs({ put, remove }: Pick<ReturnType<typeof useMappingTable>, 'put' | 'remove'>) {
  const picking = ref<Picking | null>(null);
  const removing = ref<MappingRow | null>(null);
  const problemOf = (error: unknown) => (error instanceof ApiProblem ? error : null);
  const putProblem = computed(() => problemOf(put.error.value));
  const removeProblem = computed(() => problemOf(remove.error.value));

  function pick(at: Picking): void {
    if (!put.isPending.value) put.reset();
    picking.value = at;
  }
  function pickFor({ key, keyLabel, orgNumbers }: UnmappedValue): void {
    pick({ key, keyLabel, orgNumbers, current: null, fromDay: '' });
  }
  function change({ id, key, keyLabel, orgNumber, targetNumber, fromDay = '' }: MappingRow): void {
    pick({ id, key, keyLabel, orgNumbers: [orgNumber], current: targetNumber, fromDay });
  }
  function add(): void {
    pick({ key: '', keyLabel: '', orgNumbers: [''], current: null, fromDay: '' });
  }
  function picked(choice: RowChoice): void {
    const at = picking.value;
    if (!at || put.isPending.value) return;
    const { key, targetNumber, orgNumbers } = choice;
    // The label of a row that stands names its scope as well.
    const keyLabel = (at.id === undefined && at.keyLabel) || undefined;
    const row = { key, targetNumber, orgNumbers, keyLabel, ...rowWritten(at, choice) };
    put.mutate(row, {
      onSuccess: () => {
        if (picking.value === at) picking.value = null;
      },
    });
  }
  function askToRemove(row: MappingRow): void {
    if (!remove.isPending.value) remove.reset();
    removing.value = row;
  }
  function removeNow(): void {
    const row = removing.value;
    if (!row || remove.isPending.value) return;
    remove.mutate(row.id, {
      onSuccess: () => {
        if (removing.value?.id === row.id) removing.value = null;
      },
    });
  }
  /** The person has read the refusal and closed the dialog; the page does not repeat it. */
  function close(): void {
    if (picking.value && !put.isPending.value) put.reset();
    if (removing.value && !remove.isPending.value) remove.reset();
    picking.value = null;
    removing.value = null;
  }
  /** Message of the page itself: the answer to a dialog that was closed before it. */
  const outside = computed(
    () => (picking.value ? null : putProblem.value) ?? (removing.value ? null : removeProblem.value),
  );

  return {
    picking,
    removing,
    putProblem,
    removeProblem,
    outside,
    pickFor,
    change,
    add,
    picked,
    askToRemove,
    removeNow,
    close,
  };
}
