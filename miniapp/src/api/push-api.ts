import type { BillRefs } from '@dingdee/shared/bill';
import { pushItemPage, pushOrder, pushOrders, pushPreview } from '@dingdee/shared/push';
import { call } from './http.js';

/** Lines of a page that was asked for: the most that the server gives at once. */
const MORE = 500;
const order = (id: string) => `/api/push-orders/${encodeURIComponent(id)}`;

export const pushApi = {
  preview: (refs: BillRefs) =>
    call({ method: 'POST', url: '/api/push-orders/preview', body: refs, answer: pushPreview }),
  create: (token: string) => call({ method: 'POST', url: '/api/push-orders', body: { token }, answer: pushOrder }),
  recent: () => call({ url: '/api/push-orders', answer: pushOrders }),
  get: (id: string) => call({ url: order(id), answer: pushOrder }),
  items: (id: string, cursor: string) =>
    call({ url: `${order(id)}/items`, params: { cursor, limit: MORE }, answer: pushItemPage }),
  stop: (id: string) => call({ method: 'POST', url: `${order(id)}/stop`, answer: pushOrder }),
};
export type PushApi = typeof pushApi;
