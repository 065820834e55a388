import { alikeBills } from '@dingdee/shared/bill-alike';
import { applicantAnswer, billApproval } from '@dingdee/shared/bill-approval';
import { toldReceipts } from '@dingdee/shared/bill-receipt';
import { call } from './http.js';

export const approvalApi = {
  of: (id: string) => call('GET /api/bills/:id/approval', { params: { id }, answer: billApproval }),
  receipts: (id: string) => call('GET /api/bills/:id/receipts', { params: { id }, answer: toldReceipts }),
  alike: (id: string, path: string) =>
    call('GET /api/bills/:id/alike', { params: { id }, query: { path }, answer: alikeBills }),
  answer: (id: string, version: number) =>
    call('POST /api/bills/:id/answer', { params: { id }, body: { version }, answer: applicantAnswer }),
};
