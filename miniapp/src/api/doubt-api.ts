import { type BillRefs, batchResult, type ResendBills } from '@dingdee/shared/bill-batch';
import { resendPreview } from '@dingdee/shared/push-doubt';
import { call } from './http.js';

export const doubtApi = {
  preview: (body: BillRefs) => call('POST /api/push-orders/resend/preview', { body, answer: resendPreview }),
  resend: (body: ResendBills) => call('POST /api/push-orders/resend', { body, answer: batchResult }),
};
