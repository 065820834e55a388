import { NewApiError } from './api-error.js';
import { text } from './fields.js';
import type { Route } from './route.js';

/** Route that opens a stream connection (dingtalk.md §8.4). */
export const streamRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1.0/gateway/connections/open',
    family: 'new',
    open: true,
    free: true,
    handle: ({ body, headers }, { account, stream }) => {
      if (body.clientId !== account.clientId || body.clientSecret !== account.clientSecret)
        throw new NewApiError(401, 'authFailed', '鉴权失败');
      const subscriptions = (Array.isArray(body.subscriptions) ? body.subscriptions : []).map((each: unknown) => {
        const { type, topic } = (each ?? {}) as { type?: unknown; topic?: unknown };
        return { type: text(type), topic: text(topic) };
      });
      return { endpoint: `ws://${text(headers.host)}/connect`, ticket: stream.openTicket(subscriptions) };
    },
  },
];
