import type { BillRefs, BillSummary, CreateSelection, Selection } from '@dingdee/shared/bill';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import { computed, shallowRef } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import { type BillApi, billApi } from '../../api/bill-api.js';
import { unknownOf } from '../../ui/sum-words.js';
import { useChanges } from '../useChanges.js';

/**
 * What is ticked on the phone: bills one by one, or everything that fits the filter, frozen on the server
 * with version and amount so that newcomers never enter. A tick stays on the version that was ticked: what has changed,
 * or left the list since, is shown, and counts again only when the person has looked.
 */
export function usePicks(api: Pick<BillApi, 'select' | 'get'> = billApi) {
  const picked = shallowRef<ReadonlyMap<string, BillSummary>>(new Map());
  const frozen = shallowRef<Selection | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const { changes, note, look, forget, clear: forgetAll } = useChanges((id) => picked.value.has(id), api);

  const count = computed(() => frozen.value?.count ?? picked.value.size);
  const amount = computed<Amount>(() => {
    if (frozen.value) return frozen.value.amount;
    const fen = [...picked.value.values()].reduce(
      (total, bill) => (bill.amount === null ? total : total + toFen(bill.amount)),
      BigInt(0),
    );
    return fromFen(fen);
  });
  /** Of what is ticked, without an amount. */
  const unknown = computed<number>(() =>
    frozen.value ? (frozen.value.unknown ?? 0) : unknownOf(picked.value.values()),
  );
  const refs = computed<BillRefs | null>(() => {
    if (frozen.value) {
      const { id, count: n, amount: sum } = frozen.value;
      return { selectionId: id, shown: { count: n, amount: sum } };
    }
    if (picked.value.size === 0) return null;
    return { items: [...picked.value.values()].map(({ id, version }) => ({ id, version })) };
  });

  const has = (id: string): boolean => frozen.value !== null || picked.value.has(id);

  function toggle(bill: BillSummary): void {
    frozen.value = null;
    const next = new Map(picked.value);
    if (!next.delete(bill.id)) next.set(bill.id, bill);
    forget(bill.id);
    picked.value = next;
  }
  function clear(): void {
    forgetAll();
    frozen.value = null;
    problem.value = null;
    picked.value = new Map();
  }
  /** Bills that were read again: a ticked one that is another now, or has left the list, is told and stays what was ticked. */
  function follow(bills: readonly BillSummary[]): void {
    const now = new Map(bills.map((bill) => [bill.id, bill]));
    for (const [id, seen] of picked.value) {
      const bill = now.get(id);
      if (bill) note(seen, bill);
      else if (!changes.value.has(id)) void look(seen);
    }
  }
  /** The person has looked: from now on those that changed are ticked as they are, but for those that stand elsewhere by now. */
  function accept(): void {
    const next = new Map(picked.value);
    for (const [id, { seen, now }] of changes.value) {
      if (now.state === seen.state) next.set(id, now);
      else next.delete(id);
    }
    picked.value = next;
    forgetAll();
  }
  function letGo(): void {
    picked.value = new Map([...picked.value].filter(([id]) => !changes.value.has(id)));
    forgetAll();
  }
  /** What a sheet said is left out may have changed: then it is shown with what it was. */
  async function recheck(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const bill = picked.value.get(id);
      if (bill) await look(bill);
    }
  }
  /** After an action: what was done is no longer ticked; what was left alone because it had changed is asked again. */
  async function settle(left: readonly string[]): Promise<void> {
    const alone = [...picked.value.values()].filter(({ id }) => left.includes(id));
    clear();
    picked.value = new Map(alone.map((bill) => [bill.id, bill]));
    for (const bill of alone)
      if (!(await look(bill))) picked.value = new Map([...picked.value].filter(([id]) => id !== bill.id));
  }

  /** Everything at once. A list that is read to its end needs no frozen selection. */
  async function all(
    bills: readonly BillSummary[],
    { total, sum }: { total: number; sum: Amount | null },
    filter: CreateSelection,
  ): Promise<void> {
    clear();
    if (bills.length >= total) {
      picked.value = new Map(bills.map((bill) => [bill.id, bill]));
      return;
    }
    try {
      frozen.value = await api.select(sum === null ? filter : { ...filter, shown: { count: total, amount: sum } });
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
    }
  }

  return {
    picked,
    changes,
    frozen,
    problem,
    count,
    amount,
    unknown,
    refs,
    has,
    toggle,
    clear,
    follow,
    accept,
    letGo,
    settle,
    recheck,
    all,
  };
}
export type Picks = ReturnType<typeof usePicks>;
