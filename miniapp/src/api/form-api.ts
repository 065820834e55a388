import { type AcceptForm, formList } from '@dingdee/shared/form-change';
import { formCures } from '@dingdee/shared/form-cure';
import { call } from './http.js';

/** Reads what approval forms lost, gained and changed in DingTalk. */
export const formApi = {
  list: () => call('GET /api/forms', { answer: formList }),
  check: (processCode: string) => call('POST /api/forms/:processCode/check', { params: { processCode } }),
  cures: (id: string, control: string) =>
    call('GET /api/schemes/:id/cures', { params: { id }, query: { control }, answer: formCures }),
  accept: (processCode: string, body: AcceptForm) =>
    call('POST /api/forms/:processCode/accept', { params: { processCode }, body }),
};
