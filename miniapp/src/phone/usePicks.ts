import type { BillRefs, BillSummary, CreateSelection, Selection } from '@dingdee/shared/bill';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import { computed, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { type BillApi, billApi } from '../api/bill-api.js';

/**
 * What is ticked on the phone: bills one by one, or everything that fits the filter, frozen on the server
 * with version and amount so that newcomers never enter.
 */
export function usePicks(api: Pick<BillApi, 'select'> = billApi) {
  const picked = shallowRef<ReadonlyMap<string, BillSummary>>(new Map());
  const frozen = shallowRef<Selection | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);

  const count = computed(() => frozen.value?.count ?? picked.value.size);
  const amount = computed<Amount>(() => {
    if (frozen.value) return frozen.value.amount;
    const fen = [...picked.value.values()].reduce(
      (total, bill) => (bill.amount === null ? total : total + toFen(bill.amount)),
      BigInt(0),
    );
    return fromFen(fen);
  });
  const refs = computed<BillRefs | null>(() => {
    if (frozen.value) return { selectionId: frozen.value.id };
    if (picked.value.size === 0) return null;
    return { items: [...picked.value.values()].map(({ id, version }) => ({ id, version })) };
  });

  const has = (id: string): boolean => frozen.value !== null || picked.value.has(id);

  function toggle(bill: BillSummary): void {
    frozen.value = null;
    const next = new Map(picked.value);
    if (!next.delete(bill.id)) next.set(bill.id, bill);
    picked.value = next;
  }
  function clear(): void {
    frozen.value = null;
    problem.value = null;
    picked.value = new Map();
  }
  /** Bills that were read again: a ticked one is kept in its newest version, one that left the list is let go. */
  function follow(bills: readonly BillSummary[]): void {
    const now = new Map(bills.map((bill) => [bill.id, bill]));
    picked.value = new Map(
      [...picked.value.keys()].flatMap((id) => {
        const bill = now.get(id);
        return bill ? [[id, bill] as const] : [];
      }),
    );
  }

  /** Everything at once. A list that is read to its end needs no frozen selection. */
  async function all(bills: readonly BillSummary[], total: number, filter: CreateSelection): Promise<void> {
    clear();
    if (bills.length >= total) {
      picked.value = new Map(bills.map((bill) => [bill.id, bill]));
      return;
    }
    try {
      frozen.value = await api.select(filter);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
    }
  }

  return { picked, frozen, problem, count, amount, refs, has, toggle, clear, follow, all };
}
export type Picks = ReturnType<typeof usePicks>;
