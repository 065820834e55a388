import { batchResult } from '@dingdee/shared/bill-batch';
import { type HandleManyOutside, type LookOutside, outsideFinding } from '@dingdee/shared/outside';
import { call } from './http.js';

/** 线下已处理: calls that only the desk needs. */
export const outsideApi = {
  /** Reads what Kingdee has under a number, for comparison with these bills; changes nothing. */
  look: (body: LookOutside) => call('POST /api/bills/handle-outside/look', { body, answer: outsideFinding }),
  many: (body: HandleManyOutside) => call('POST /api/bills/handle-outside', { body, answer: batchResult }),
};
