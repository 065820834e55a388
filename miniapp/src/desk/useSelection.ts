import type { BillRefs, BillSummary, CreateSelection, Selection } from '@dingdee/shared/bill';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import { computed, reactive, readonly, ref, shallowReadonly, shallowRef } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { type BillApi, billApi } from '../api/bill-api.js';

/**
 * What is ticked. Either bills one by one (they survive filter, sort and refresh), or one selection frozen on the server
 * with version and amount: leavers and changes are told, newcomers never enter.
 */
export function useSelection(api: Pick<BillApi, 'select' | 'selection'> = billApi) {
  const picked = reactive(new Map<string, BillSummary>());
  const frozen = shallowRef<Selection | null>(null);
  const source = shallowRef<CreateSelection | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const freezing = ref(false);

  const count = computed(() => frozen.value?.count ?? picked.size);
  const amount = computed<Amount>(() => {
    if (frozen.value) return frozen.value.amount;
    let fen = BigInt(0);
    for (const bill of picked.values()) if (bill.amount !== null) fen += toFen(bill.amount);
    return fromFen(fen);
  });
  const refs = computed<BillRefs | null>(() => {
    if (frozen.value) return { selectionId: frozen.value.id };
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
  }
  function toggle(bill: BillSummary): void {
    thaw();
    if (!picked.delete(bill.id)) picked.set(bill.id, bill);
  }
  function pick(bills: readonly BillSummary[], on = true): void {
    thaw();
    for (const bill of bills) {
      if (on) picked.set(bill.id, bill);
      else picked.delete(bill.id);
    }
  }
  function drop(id: string): void {
    picked.delete(id);
  }
  /** A ticked bill that was read again is kept in its newest version. */
  function refreshFrom(bills: readonly BillSummary[]): void {
    for (const bill of bills) {
      const known = picked.get(bill.id);
      if (known && known.version !== bill.version) picked.set(bill.id, bill);
    }
  }

  /** 全选符合条件: the server freezes everything that fits the filter now. */
  async function freeze(filter: CreateSelection): Promise<Selection | null> {
    freezing.value = true;
    problem.value = null;
    try {
      const answer = await api.select(filter);
      picked.clear();
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

  /** Asks the server whether frozen bills have changed or left since. */
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
    frozen: shallowReadonly(frozen),
    /** The filter that was frozen. */
    source: shallowReadonly(source),
    problem: shallowReadonly(problem),
    freezing: readonly(freezing),
    count,
    amount,
    refs,
    isPicked,
    toggle,
    pick,
    drop,
    clear,
    refreshFrom,
    freeze,
    freezeAgain,
    lookAgain,
  };
}
export type BillSelection = ReturnType<typeof useSelection>;
