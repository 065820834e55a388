import { type NameOriginal, unnamedAmendments } from '@dingdee/shared/amendment';
import { call } from './http.js';

export const amendmentApi = {
  unnamed: () => call('GET /api/amendments/unnamed', { answer: unnamedAmendments }),
  name: (approvalId: string, body: NameOriginal) =>
    call('POST /api/amendments/:approvalId/original', { params: { approvalId }, body, answer: unnamedAmendments }),
};
