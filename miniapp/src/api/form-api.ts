import { type AcceptForm, formList } from '@dingdee/shared/form-change';
import { call } from './http.js';

/** Reads what approval forms lost, gained and changed in DingTalk. */
export const formApi = {
  list: () => call('GET /api/forms', { answer: formList }),
  check: (processCode: string) => call('POST /api/forms/:processCode/check', { params: { processCode } }),
  accept: (processCode: string, body: AcceptForm) =>
    call('POST /api/forms/:processCode/accept', { params: { processCode }, body }),
};
