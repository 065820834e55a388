import type { BillSummary } from '@dingdee/shared/bill';
import { computed, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { type BillApi, billApi } from '../api/bill-api.js';
import { type BillChange, handOf } from '../bill/is-other.js';

/**
 * Holds bills that changed after they were ticked, with the version seen then, until the person has looked.
 * @param isTicked returns whether a bill is still ticked in the seen version when its change arrives
 */
export function useChanges(isTicked: (seen: BillSummary) => boolean, api: Pick<BillApi, 'get'> = billApi) {
  const changes = shallowRef<ReadonlyMap<string, BillChange>>(new Map());

  function put(id: string, change: BillChange | null): void {
    const next = new Map(changes.value);
    if (change) next.set(id, change);
    else next.delete(id);
    changes.value = next;
  }

  /** Records the present state of a ticked bill in a list. */
  function note(seen: BillSummary, now: BillSummary): void {
    const known = changes.value.get(seen.id);
    if (now.version === seen.version || known?.now.version === now.version) return;
    put(seen.id, { seen, now, hand: known?.hand ?? null });
    void look(seen);
  }

  /** Reads from the server whether the bill differs from the seen version, and who changed it. @returns whether it has changed */
  async function look(seen: BillSummary): Promise<boolean> {
    try {
      const bill = await api.get(seen.id);
      const changed = bill.version !== seen.version && isTicked(seen);
      if (changed) put(seen.id, { seen, now: bill, hand: handOf(bill) });
      return changed;
    } catch (error) {
      // The bill cannot be read now: the list's version is shown, without the author of the change.
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
