import type { BillSummary } from '@dingdee/shared/bill';
import type { Amount } from '@dingdee/shared/money';
import { reactive } from 'vue';
import { ApiProblem } from '../api/api-problem.js';
import { type BillApi, type BillFilter, type BillPageRequest, billApi, FIRST_PAGE } from '../api/bill-api.js';

export type BillSort = NonNullable<BillPageRequest['sort']>;

/** Page size: the largest that the server allows. */
const NEXT_PAGE = 500;

export interface BillPages {
  /** Rows read so far, in the order of the list; the list may be longer: see total. */
  readonly items: BillSummary[];
  readonly total: number;
  readonly sum: Amount | null;
  /** Number of bills in the whole list without an amount. */
  readonly unknown: number;
  /** True before the first answer. */
  readonly fresh: boolean;
  readonly loading: boolean;
  readonly problem: ApiProblem | null;
  /** Reads on until row `index` is loaded or the list ends. Calls are joined: one request at a time. */
  ensure(index: number): Promise<void>;
  /** Reads the first `rows` rows again and drops all later rows. Old rows stay on screen until then. */
  refresh(rows: number): Promise<void>;
  /** Replaces a bill by its changed version. */
  replace(bill: BillSummary): void;
  /** Removes a bill at once, before the server's list does. */
  remove(id: string): void;
}

/** Reads one list of bills by keyset pages: a cursor says where to go on, so rows that leave never shift the rest. */
export function createBillPages(filter: BillFilter, sort: BillSort, api: Pick<BillApi, 'list'> = billApi): BillPages {
  let next: string | null = null;
  let wanted = -1;
  let reading: Promise<void> | null = null;
  let epoch = 0;

  const state = reactive({
    items: [] as BillSummary[],
    total: 0,
    sum: null as Amount | null,
    unknown: 0,
    fresh: true,
    loading: false,
    problem: null as ApiProblem | null,
  });

  async function page(cursor: string | null, limit: number) {
    return api.list({ ...filter, sort, limit, ...(cursor === null ? {} : { cursor }) });
  }

  /** Runs `work` and keeps loading and problem up to date; a bug is not a problem and is thrown. */
  async function guarded(work: () => Promise<void>): Promise<void> {
    state.loading = true;
    state.problem = null;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      state.problem = error;
    } finally {
      state.loading = false;
    }
  }

  async function readOn(): Promise<void> {
    const started = epoch;
    while (state.items.length <= wanted && (state.fresh || next !== null)) {
      const answer = await page(next, state.fresh ? FIRST_PAGE : NEXT_PAGE);
      if (started !== epoch) return;
      state.items.push(...answer.items);
      state.total = answer.total;
      state.sum = answer.sum;
      state.unknown = answer.unknown ?? 0;
      state.fresh = false;
      next = answer.next;
    }
  }

  const has = (index: number) => !state.fresh && (state.items.length > index || next === null);

  async function ensure(index: number): Promise<void> {
    wanted = Math.max(wanted, index);
    while (!has(index)) {
      reading ??= guarded(readOn).finally(() => {
        reading = null;
      });
      const started = epoch;
      await reading;
      // A problem waits for the person; a refresh reads by itself.
      if (state.problem || started !== epoch) return;
    }
  }

  async function refresh(rows: number): Promise<void> {
    epoch += 1;
    const started = epoch;
    await guarded(async () => {
      const items: BillSummary[] = [];
      let cursor: string | null = null;
      let answer: Awaited<ReturnType<typeof page>>;
      do {
        answer = await page(cursor, Math.min(NEXT_PAGE, Math.max(FIRST_PAGE, rows - items.length)));
        if (started !== epoch) return;
        items.push(...answer.items);
        cursor = answer.next;
      } while (cursor !== null && items.length < rows);
      state.items = items;
      state.total = answer.total;
      state.sum = answer.sum;
      state.unknown = answer.unknown ?? 0;
      state.fresh = false;
      next = cursor;
      wanted = items.length - 1;
    });
  }

  function replace(bill: BillSummary): void {
    const at = state.items.findIndex((item) => item.id === bill.id);
    if (at >= 0) state.items[at] = bill;
  }

  function remove(id: string): void {
    const at = state.items.findIndex((item) => item.id === id);
    if (at < 0) return;
    state.items.splice(at, 1);
    state.total -= 1;
  }

  return Object.assign(state, { ensure, refresh, replace, remove });
}
