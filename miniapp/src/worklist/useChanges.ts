import type { BillSummary } from '@dingdee/shared/bill';
import { computed, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { type BillApi, billApi } from '../api/bill-api.js';
import { type BillChange, handOf } from '../bill/is-other.js';

/**
 * Bills that changed after they were ticked: kept with what was seen then until the person has looked.
 * @param isTicked whether a bill still is, as it was seen then, when its news arrive
 */
export function useChanges(isTicked: (seen: BillSummary) => boolean, api: Pick<BillApi, 'get'> = billApi) {
  const changes = shallowRef<ReadonlyMap<string, BillChange>>(new Map());

  function put(id: string, change: BillChange | null): void {
    const next = new Map(changes.value);
    if (change) next.set(id, change);
    else next.delete(id);
    changes.value = next;
  }

  /** A ticked bill as a list shows it now. */
  function note(seen: BillSummary, now: BillSummary): void {
    const known = changes.value.get(seen.id);
    if (now.version === seen.version || known?.now.version === now.version) return;
    put(seen.id, { seen, now, hand: known?.hand ?? null });
    void look(seen);
  }

  /** Asks the server whether it is still what was seen, and who changed it. @returns whether it has changed. */
  async function look(seen: BillSummary): Promise<boolean> {
    try {
      const bill = await api.get(seen.id);
      const changed = bill.version !== seen.version && isTicked(seen);
      if (changed) put(seen.id, { seen, now: bill, hand: handOf(bill) });
      return changed;
    } catch (error) {
      // A bill that cannot be read just now: what the list says of it is shown, without who changed it.
      if (!(error instanceof ApiProblem)) throw error;
      return changes.value.has(seen.id);
    }
  }

  return {
    changes: computed(() => changes.value),
    note,
    look,
    forget: (id: string) => {
      if (changes.value.has(id)) put(id, null);
    },
    clear: () => {
      if (changes.value.size > 0) changes.value = new Map();
    },
  };
}
