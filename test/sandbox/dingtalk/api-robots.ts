import { OldApiError } from './api-error.js';
import { record, text } from './fields.js';
import type { Route } from './route.js';

/** Routes of group robots (dingtalk.md §6.4). */
export const robotRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/robot/send',
    family: 'old',
    open: true,
    free: true,
    handle: ({ query, body }, { robots }) => {
      const { title, text: words } = record(body.markdown);
      if (text(body.msgtype) !== 'markdown' || text(title) === '' || text(words) === '')
        throw new OldApiError(400101, 'param error');
      robots.post(query, { title: text(title), text: text(words) });
      return {};
    },
  },
];
