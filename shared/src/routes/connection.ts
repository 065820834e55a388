import { connections, enterSecret, systemName } from '../connection.js';
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
  enterSecret: route('PUT /api/connections/:system/secret', {
    summary: '换钉钉的 Client Secret，或金蝶的应用密钥、口令：先用新的登录一次，通了才换',
    who: ADMINS,
    parts: { system: systemName },
    body: enterSecret,
    answer: connections,
    problems: [
      'connection/unreadable',
      'connection/not-found',
      'connection/secret-refused',
      'connection/secret-untried',
      'connection/secret-tries',
    ],
  }),
};
