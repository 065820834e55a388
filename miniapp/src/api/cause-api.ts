import { type BillRefs, batchResult, type SeenBills } from '@dingdee/shared/bill-batch';
import { pushCauses, type SwapValue } from '@dingdee/shared/push-cause';
import { call } from './http.js';

export const causeApi = {
  causes: (id: string) => call('GET /api/push-orders/:id/causes', { params: { id }, answer: pushCauses }),
  retry: (body: SeenBills) => call('POST /api/push-orders/retry', { body, answer: batchResult }),
  tryNow: (body: BillRefs) => call('POST /api/push-orders/try-now', { body, answer: batchResult }),
  swap: (body: SwapValue) => call('POST /api/mapping/swap', { body, answer: batchResult }),
};
