import { clientConfig, type Login, me, member, members, myApprovals, type Role } from '@dingdee/shared/session';
import { status } from '@dingdee/shared/status';
import { call, nothing } from './http.js';

export const sessionApi = {
  config: () => call({ url: '/api/client-config', answer: clientConfig, keepSession: false }),
  me: () => call({ url: '/api/session', answer: me, keepSession: false }),
  login: (body: Login) => call({ method: 'POST', url: '/api/session', body, answer: me, keepSession: false }),
  logout: () => call({ method: 'DELETE', url: '/api/session', answer: nothing, keepSession: false }),
  status: () => call({ url: '/api/status', answer: status }),
  myApprovals: () => call({ url: '/api/my-approvals', answer: myApprovals }),
  members: () => call({ url: '/api/roles', answer: members }),
  setRoles: (userId: string, roles: Role[]) =>
    call({ method: 'PUT', url: `/api/roles/${encodeURIComponent(userId)}`, body: { roles }, answer: member }),
};
