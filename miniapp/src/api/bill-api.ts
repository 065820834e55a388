import {
  type ApproveBill,
  approvePreview,
  type BillRefs,
  batchResult,
  billDetail,
  billPage,
  billSummary,
  type FreezeSelection,
  type ReasonedAction,
  type ReversedAction,
  reasonGroups,
  recentByScheme,
  revealAccount,
  selection,
  stageTotals,
} from '@dingdee/shared/bill';
import type { Stage } from '@dingdee/shared/bill-state';
import type { Amount } from '@dingdee/shared/money';
import { call, nothing } from './http.js';

/** What narrows a list; the same words as the query string of GET /api/bills. */
export interface BillFilter {
  stage?: Stage;
  schemeId?: string;
  q?: string;
  /** reasonKey of one group; "" is the group where all checks pass. */
  reason?: string;
  minAmount?: Amount;
  waitingDays?: number;
  /** Bills whose approval carries no file. */
  attachments?: 'none';
}
export interface BillPageRequest extends BillFilter {
  sort?: 'waiting' | 'amount' | 'finished';
  cursor?: string;
  limit?: number;
}

const one = (id: string, verb = '') => `/api/bills/${encodeURIComponent(id)}${verb && `/${verb}`}`;
const write = (id: string, verb: string, body: unknown = {}) =>
  call({ method: 'POST', url: one(id, verb), body, answer: billSummary });

const begin = async (id: string, verb: string, version: number, more: object = {}): Promise<true> => {
  await call({ method: 'POST', url: one(id, verb), body: { version, ...more }, answer: nothing });
  return true;
};

export const billApi = {
  list: (request: BillPageRequest, signal?: AbortSignal) =>
    call({ url: '/api/bills', params: { ...request }, answer: billPage, signal }),
  stages: (schemeId?: string) => call({ url: '/api/bills/stages', params: { schemeId }, answer: stageTotals }),
  byScheme: () => call({ url: '/api/bills/by-scheme', answer: recentByScheme }),
  groups: (filter: BillFilter) => call({ url: '/api/bills/groups', params: { ...filter }, answer: reasonGroups }),
  get: (id: string) => call({ url: one(id), answer: billDetail }),
  approve: (id: string, body: ApproveBill) => write(id, 'approve', body),
  approveMany: (refs: BillRefs) => call({ method: 'POST', url: '/api/bills/approve', body: refs, answer: batchResult }),
  /** What 通过 of these comes to: nothing is done yet. */
  previewApproval: (refs: BillRefs) =>
    call({ method: 'POST', url: '/api/bills/approve/preview', body: refs, answer: approvePreview }),
  unapprove: (id: string, body: ReasonedAction) => write(id, 'unapprove', body),
  hold: (id: string, body: ReasonedAction) => write(id, 'hold', body),
  release: (id: string, body: ReasonedAction) => write(id, 'release', body),
  exclude: (id: string, body: ReasonedAction) => write(id, 'exclude', body),
  reversed: (id: string, body: ReversedAction) => write(id, 'reversed', body),
  stands: (id: string, body: ReasonedAction) => write(id, 'stands', body),
  askApplicant: (id: string, body: ReasonedAction) => write(id, 'ask-applicant', body),
  /** Answers when the work has begun; what came of it arrives as a live event. */
  checkNow: (id: string, version: number) => begin(id, 'check-now', version),
  continueSteps: (id: string, version: number) => begin(id, 'continue', version),
  withdraw: (id: string, version: number) => begin(id, 'withdraw', version),
  handOver: (id: string, version: number) => begin(id, 'hand-over', version),
  /** The bill is the one that Kingdee holds under this number. */
  adopt: (id: string, version: number, number: string) => begin(id, 'adopt', version, { number }),
  /** Kingdee does not hold it: it is sent again. */
  resend: (id: string, version: number, reason: string) => begin(id, 'resend', version, { reason }),
  revealAccount: (id: string) => call({ method: 'POST', url: one(id, 'reveal-account'), answer: revealAccount }),
  select: (filter: FreezeSelection) =>
    call({ method: 'POST', url: '/api/selections', body: filter, answer: selection }),
  selection: (id: string) => call({ url: `/api/selections/${encodeURIComponent(id)}`, answer: selection }),
};
export type BillApi = typeof billApi;
