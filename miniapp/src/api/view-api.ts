import { type ChoicesQuery, listChoices } from '@dingdee/shared/bill';
import { batchResult, type ParkBills } from '@dingdee/shared/bill-batch';
import { type PutView, savedView, savedViews } from '@dingdee/shared/view';
import { call } from './http.js';

/** Calls that only the desk needs: filter values of a list, 常用视图, looks of a person, actions on several bills. */
export const viewApi = {
  list: () => call('GET /api/views', { answer: savedViews }),
  create: (body: PutView) => call('POST /api/views', { body, answer: savedView }),
  change: (id: string, body: PutView) => call('PUT /api/views/:id', { params: { id }, body, answer: savedView }),
  remove: (id: string) => call('DELETE /api/views/:id', { params: { id } }),
  parkMany: (body: ParkBills) => call('POST /api/bills/park', { body, answer: batchResult }),
  choices: (query: ChoicesQuery) => call('GET /api/bills/choices', { query, answer: listChoices }),
  /** Records that the person had this version on screen. */
  looked: (id: string, version: number) => call('POST /api/bills/:id/looked', { params: { id }, body: { version } }),
};
