import type { BillRefs } from '@dingdee/shared/bill-batch';
import { pushItemPage, pushOrder, pushOrders, pushPreview } from '@dingdee/shared/push';
import { call } from './http.js';

/** Number of lines on a further page: the server's maximum. */
const MORE = 500;

export const pushApi = {
  preview: (body: BillRefs) => call('POST /api/push-orders/preview', { body, answer: pushPreview }),
  create: (token: string) => call('POST /api/push-orders', { body: { token }, answer: pushOrder }),
  recent: () => call('GET /api/push-orders', { answer: pushOrders }),
  get: (id: string) => call('GET /api/push-orders/:id', { params: { id }, answer: pushOrder }),
  items: (id: string, cursor: string) =>
    call('GET /api/push-orders/:id/items', { params: { id }, query: { cursor, limit: MORE }, answer: pushItemPage }),
  stop: (id: string) => call('POST /api/push-orders/:id/stop', { params: { id }, answer: pushOrder }),
};
export type PushApi = typeof pushApi;
