import { proposal, proposals } from '@dingdee/shared/assistant';
import { call } from './http.js';

/** Proposals of assistants for a bill. */
export const assistantApi = {
  ofBill: (id: string) => call('GET /api/bills/:id/proposals', { params: { id }, answer: proposals }),
  accept: (id: string, version: number) =>
    call('POST /api/proposals/:id/accept', { params: { id }, body: { version }, answer: proposal }),
  decline: (id: string) => call('POST /api/proposals/:id/decline', { params: { id }, answer: proposal }),
};
