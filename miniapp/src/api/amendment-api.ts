import { type NameOriginal, unnamedAmendments } from '@dingdee/shared/amendment';
import { call } from './http.js';

export const amendmentApi = {
  unnamed: () => call({ url: '/api/amendments/unnamed', answer: unnamedAmendments }),
  name: (approvalId: string, body: NameOriginal) =>
    call({
      method: 'POST',
      url: `/api/amendments/${encodeURIComponent(approvalId)}/original`,
      body,
      answer: unnamedAmendments,
    }),
};
