import { batchResult } from '@dingdee/shared/bill-batch';
import { type HandleManyOutside, type LookOutside, outsideFinding } from '@dingdee/shared/outside';
import { call } from './http.js';

/** 线下已处理: what only the desk asks for. */
export const outsideApi = {
  /** What Kingdee holds under a number, beside these bills: nothing is changed. */
  look: (body: LookOutside) => call('POST /api/bills/handle-outside/look', { body, answer: outsideFinding }),
  many: (body: HandleManyOutside) => call('POST /api/bills/handle-outside', { body, answer: batchResult }),
};
