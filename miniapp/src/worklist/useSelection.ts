import type { BillSummary, CreateSelection } from '@dingdee/shared/bill';
import type { BillRefs, Selection, ShownBills } from '@dingdee/shared/bill-batch';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import { computed, reactive, readonly, ref, shallowReadonly, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { type BillApi, billApi } from '../api/bill-api.js';
import { unknownOf } from '../ui/sum-words.js';
import { useChanges } from './useChanges.js';

/**
 * Holds the selection: either single bills (they survive filter, sort and refresh), or one selection frozen on the server with version and amount.
 * Bills that leave or change are reported, new bills never enter. A tick stays on the ticked version: a changed bill is shown, and counts again only
 * after the person has looked.
 */
export function useSelection(api: Pick<BillApi, 'select' | 'selection' | 'get'> = billApi) {
  const picked = reactive(new Map<string, BillSummary>());
  const frozen = shallowRef<Selection | null>(null);
  const source = shallowRef<CreateSelection | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const freezing = ref(false);
  const {
    changes,
    note,
    look,
    forget,
    clear: forgetAll,
  } = useChanges(({ id, version }) => picked.get(id)?.version === version, api);

  const count = computed(() => frozen.value?.count ?? picked.size);
  const amount = computed<Amount>(() => {
    if (frozen.value) return frozen.value.amount;
    let fen = BigInt(0);
    for (const bill of picked.values()) if (bill.amount !== null) fen += toFen(bill.amount);
    return fromFen(fen);
  });
  /** Number of selected bills without an amount. */
  const unknown = computed<number>(() => (frozen.value ? (frozen.value.unknown ?? 0) : unknownOf(picked.values())));
  const refs = computed<BillRefs | null>(() => {
    if (frozen.value) {
      const { id, count: n, amount: sum, unknown: none } = frozen.value;
      return { selectionId: id, shown: { count: n, amount: sum, ...(none ? { unknown: none } : {}) } };
    }
    if (picked.size === 0) return null;
    return { items: [...picked.values()].map(({ id, version }) => ({ id, version })) };
  });

  const isPicked = (id: string): boolean => picked.has(id);

  function thaw(): void {
    frozen.value = null;
    source.value = null;
    problem.value = null;
  }
  function clear(): void {
    thaw();
    picked.clear();
    forgetAll();
  }
  function toggle(bill: BillSummary): void {
    thaw();
    if (picked.has(bill.id)) drop(bill.id);
    else picked.set(bill.id, bill);
  }
  function pick(bills: readonly BillSummary[], on = true): void {
    thaw();
    for (const bill of bills) {
      // A bill that is already ticked keeps the version seen then.
      if (!on) drop(bill.id);
      else if (!picked.has(bill.id)) picked.set(bill.id, bill);
    }
  }
  function drop(id: string): void {
    picked.delete(id);
    forget(id);
  }
  /** Compares bills that were read again: a changed ticked bill is reported, and its tick keeps the seen version. */
  function refreshFrom(bills: readonly BillSummary[]): void {
    for (const bill of bills) {
      const known = picked.get(bill.id);
      if (known) note(known, bill);
    }
  }
  /** Does the same for a completely read list, from which a ticked bill may have disappeared. */
  function follow(bills: readonly BillSummary[]): void {
    refreshFrom(bills);
    const shown = new Set(bills.map(({ id }) => id));
    for (const [id, seen] of picked) if (!shown.has(id) && !changes.value.has(id)) void look(seen);
  }
  /** The person has looked: changed bills are now ticked in their present version; bills that moved to another state are unticked. */
  function accept(): void {
    for (const [id, { seen, now }] of changes.value) {
      if (now.state === seen.state) picked.set(id, now);
      else picked.delete(id);
    }
    forgetAll();
  }
  function letGo(): void {
    for (const id of [...changes.value.keys()]) drop(id);
  }
  /** Reads bills that a sheet leaves out, because they may have changed; changes are shown. */
  async function recheck(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const bill = picked.get(id);
      if (bill) await look(bill);
    }
  }
  /** After an action: unticks the handled bills; skipped bills are read again and stay ticked only if they changed. */
  async function settle(left: readonly string[]): Promise<void> {
    if (frozen.value) return clear();
    const alone = new Set(left);
    for (const [id, bill] of [...picked]) if (!alone.has(id) || !(await look(bill))) drop(id);
  }

  /**
   * 全选符合条件: lets the server freeze all bills that match the filter now.
   * @param shown numbers on the button; the server refuses if they are no longer right
   */
  async function freeze(filter: CreateSelection, shown?: ShownBills): Promise<Selection | null> {
    freezing.value = true;
    problem.value = null;
    try {
      const answer = await api.select(shown ? { ...filter, shown } : filter);
      picked.clear();
      forgetAll();
      frozen.value = answer;
      source.value = filter;
      return answer;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
      return null;
    } finally {
      freezing.value = false;
    }
  }

  /** Restores a selection that this person froze earlier. @returns false if it no longer exists */
  async function takeUp(id: string): Promise<boolean> {
    try {
      const answer = await api.selection(id);
      if (frozen.value || picked.size > 0 || answer.filter === undefined || answer.expiresAt <= Date.now())
        return false;
      frozen.value = answer;
      // Only sent back to the server, which stored it and parses it again.
      source.value = answer.filter as CreateSelection;
      return true;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      return false;
    }
  }

  /** Selects a whole list; a list that is read to its end needs no frozen selection. */
  async function all(
    bills: readonly BillSummary[],
    { total, sum }: { total: number; sum: Amount | null },
    filter: CreateSelection,
  ): Promise<void> {
    clear();
    if (bills.length >= total) return pick(bills);
    await freeze(filter, sum === null ? undefined : { count: total, amount: sum });
  }

  /** Reads from the server whether frozen bills have changed or left since. */
  async function lookAgain(): Promise<void> {
    const id = frozen.value?.id;
    if (!id) return;
    try {
      const answer = await api.selection(id);
      if (frozen.value?.id === id) frozen.value = answer;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      if (frozen.value?.id === id) problem.value = error;
    }
  }
  async function freezeAgain(): Promise<void> {
    if (source.value) await freeze(source.value);
  }

  return {
    picked: picked as ReadonlyMap<string, BillSummary>,
    /** Ticked bills that have changed; while there is one, nothing is sent. */
    changes,
    frozen: shallowReadonly(frozen),
    /** Filter of the frozen selection. */
    source: shallowReadonly(source),
    problem: shallowReadonly(problem),
    freezing: readonly(freezing),
    count,
    amount,
    unknown,
    refs,
    isPicked,
    toggle,
    pick,
    drop,
    clear,
    refreshFrom,
    follow,
    all,
    accept,
    letGo,
    settle,
    recheck,
    freeze,
    freezeAgain,
    takeUp,
    lookAgain,
    /** Sets the reason why no request was sent. */
    refuse: (why: ApiProblem) => {
      clear();
      problem.value = why;
    },
    dismiss: () => {
      problem.value = null;
    },
  };
}
export type BillSelection = ReturnType<typeof useSelection>;
