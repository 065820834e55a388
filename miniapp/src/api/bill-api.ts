import {
  type ApproveBill,
  billPage,
  billSummary,
  type CreateSelection,
  type Grouping,
  type ReasonedAction,
  type ReversedAction,
  reasonGroups,
  recentByScheme,
  revealAccount,
  stageTotals,
} from '@dingdee/shared/bill';
import {
  approvePreview,
  type BillRefs,
  batchResult,
  bulkOffers,
  type FreezeSelection,
  type SeenBills,
  selection,
} from '@dingdee/shared/bill-batch';
import { billDetail } from '@dingdee/shared/bill-detail';
import type { HandleOutside } from '@dingdee/shared/outside';
import { keepRead } from './early-answers.js';
import { addressOf, call, withQuery } from './http.js';

/** Filter of a list; has the same names as the query string of GET /api/bills. */
export type BillFilter = CreateSelection;
export interface BillPageRequest extends BillFilter {
  sort?: 'waiting' | 'amount' | 'finished';
  cursor?: string;
  limit?: number;
}

const begin = async (
  verb: 'check-now' | 'continue' | 'withdraw' | 'hand-over',
  id: string,
  version: number,
): Promise<true> => {
  await call(`POST /api/bills/:id/${verb}`, { params: { id }, body: { version } });
  return true;
};

/** Size of the first page. It is small, so that a list appears at once. */
export const FIRST_PAGE = 100;
/** Address of the first page of a list; lists on screen read exactly this address. */
const firstPageOf = (filter: BillFilter): string =>
  withQuery(addressOf('GET /api/bills', {}), { ...filter, sort: 'waiting', limit: FIRST_PAGE });

const keyed = (key: string | undefined): { key?: string } => (key === undefined ? {} : { key });

export const billApi = {
  list: (query: BillPageRequest, signal?: AbortSignal) => call('GET /api/bills', { query, answer: billPage, signal }),
  stages: (schemeId?: string) => call('GET /api/bills/stages', { query: { schemeId }, answer: stageTotals }),
  byScheme: () => call('GET /api/bills/by-scheme', { answer: recentByScheme }),
  groups: async (query: BillFilter & { by?: Grouping }) => {
    const { items, first } = await call('GET /api/bills/groups', { query, answer: reasonGroups });
    if (first) keepRead(firstPageOf({ ...query, reason: items[0]?.key }), first);
    return { items };
  },
  get: (id: string) => call('GET /api/bills/:id', { params: { id }, answer: billDetail }),
  /** @param key idempotency key of a tap that is sent again until the server answers */
  approve: (id: string, body: ApproveBill, key?: string) =>
    call('POST /api/bills/:id/approve', { params: { id }, body, answer: billSummary, ...keyed(key) }),
  approveMany: (body: BillRefs) => call('POST /api/bills/approve', { body, answer: batchResult }),
  /** Reads which actions these bills allow. */
  actions: (body: SeenBills) => call('POST /api/bills/actions', { body, answer: bulkOffers }),
  /** Reads the result that 通过 of these bills would have; changes nothing. */
  previewApproval: (body: BillRefs) => call('POST /api/bills/approve/preview', { body, answer: approvePreview }),
  unapprove: (id: string, body: ReasonedAction) =>
    call('POST /api/bills/:id/unapprove', { params: { id }, body, answer: billSummary }),
  hold: (id: string, body: ReasonedAction, key?: string) =>
    call('POST /api/bills/:id/hold', { params: { id }, body, answer: billSummary, ...keyed(key) }),
  release: (id: string, body: ReasonedAction) =>
    call('POST /api/bills/:id/release', { params: { id }, body, answer: billSummary }),
  exclude: (id: string, body: ReasonedAction) =>
    call('POST /api/bills/:id/exclude', { params: { id }, body, answer: billSummary }),
  restore: (id: string, body: ReasonedAction) =>
    call('POST /api/bills/:id/restore', { params: { id }, body, answer: billSummary }),
  handleOutside: (id: string, body: HandleOutside) =>
    call('POST /api/bills/:id/handle-outside', { params: { id }, body, answer: billSummary }),
  noPayment: (id: string, body: ReasonedAction) =>
    call('POST /api/bills/:id/no-payment', { params: { id }, body, answer: billSummary }),
  reversed: (id: string, body: ReversedAction) =>
    call('POST /api/bills/:id/reversed', { params: { id }, body, answer: billSummary }),
  stands: (id: string, body: ReasonedAction) =>
    call('POST /api/bills/:id/stands', { params: { id }, body, answer: billSummary }),
  askApplicant: (id: string, body: ReasonedAction, key?: string) =>
    call('POST /api/bills/:id/ask-applicant', { params: { id }, body, answer: billSummary, ...keyed(key) }),
  /** Returns when the work has begun; the result arrives as a live event. */
  checkNow: (id: string, version: number) => begin('check-now', id, version),
  continueSteps: (id: string, version: number) => begin('continue', id, version),
  withdraw: (id: string, version: number) => begin('withdraw', id, version),
  handOver: (id: string, version: number) => begin('hand-over', id, version),
  /** Declares that the bill is the one that Kingdee has under this number. */
  adopt: async (id: string, version: number, number: string): Promise<true> => {
    await call('POST /api/bills/:id/adopt', { params: { id }, body: { version, number } });
    return true;
  },
  /** Declares that Kingdee does not have the bill; the bill is sent again. */
  resend: async (id: string, version: number, reason: string): Promise<true> => {
    await call('POST /api/bills/:id/resend', { params: { id }, body: { version, reason } });
    return true;
  },
  revealAccount: (id: string) => call('POST /api/bills/:id/reveal-account', { params: { id }, answer: revealAccount }),
  select: (body: FreezeSelection) => call('POST /api/selections', { body, answer: selection }),
  selection: (id: string) => call('GET /api/selections/:id', { params: { id }, answer: selection }),
};
export type BillApi = typeof billApi;
