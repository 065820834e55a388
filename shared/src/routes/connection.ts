import { connections } from '../connection.js';
import { under } from './route.js';
import { ADMINS } from './who.js';

const route = under('连接');

/** Both connections, and the proof of each step of their set-up. */
export const connectionRoutes = {
  show: route('GET /api/connections', {
    summary: '钉钉与金蝶的连接：设置里不保密的部分，和接入的每一步被体检的哪些行证明',
    who: ADMINS,
    answer: connections,
    problems: ['connection/unreadable', 'connection/not-found'],
  }),
};
