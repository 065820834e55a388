import type { LogInClient, Login } from '@dingdee/shared/log-in';
import { clientConfig, me, member, members, myApprovals, type SetRoles } from '@dingdee/shared/session';
import { status } from '@dingdee/shared/status';
import { call } from './http.js';

export const sessionApi = {
  config: () => call('GET /api/client-config', { answer: clientConfig, keepSession: false }),
  me: () => call('GET /api/session', { answer: me, keepSession: false }),
  login: (body: Login) => call('POST /api/session', { body, answer: me, keepSession: false }),
  noCode: (body: LogInClient) => call('POST /api/session/no-code', { body, keepSession: false }),
  logout: () => call('DELETE /api/session', { keepSession: false }),
  status: () => call('GET /api/status', { answer: status }),
  myApprovals: () => call('GET /api/my-approvals', { answer: myApprovals }),
  members: () => call('GET /api/roles', { answer: members }),
  setRoles: (userId: string, body: SetRoles) =>
    call('PUT /api/roles/:userId', { params: { userId }, body, answer: member }),
};
