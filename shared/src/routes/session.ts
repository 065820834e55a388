import { logInClient, login } from '../log-in.js';
import { pageSignature, pageSignatureOf } from '../page-signature.js';
import { askedBefore } from '../request.js';
import { clientConfig, me, member, members, myApprovals, setRoles } from '../session.js';
import { under } from './route.js';
import { ADMINS } from './who.js';

const route = under('登录');

export const sessionRoutes = {
  config: route('GET /api/client-config', {
    summary: '页面登录之前要知道的：企业和应用，没有秘密',
    who: 'anyone',
    answer: clientConfig,
    problems: [],
  }),
  open: route('POST /api/session', {
    summary: '用钉钉的免登码登录',
    who: 'anyone',
    body: login,
    answer: me,
    means: '登录成功，会话在 Cookie 中',
    problems: ['session/code', 'session/other-corp', 'session/too-many', 'dingtalk/*'],
  }),
  noCode: route('POST /api/session/no-code', {
    summary: '钉钉没有给出免登码：记下是哪一种客户端，不含是谁',
    who: 'anyone',
    body: logInClient,
    answer: 'nothing',
    means: '已记下',
    problems: [],
  }),
  show: route('GET /api/session', {
    summary: '登录的是谁，有哪些角色',
    who: 'signed-in',
    answer: me,
    problems: [],
  }),
  sign: route('GET /api/page-signature', {
    summary: '给本应用的一个页面地址签名，钉钉里少数几项能力要它',
    who: 'signed-in',
    query: pageSignatureOf,
    answer: pageSignature,
    problems: ['session/foreign-page', 'dingtalk/*'],
  }),
  close: route('DELETE /api/session', {
    summary: '退出',
    who: 'anyone',
    answer: 'nothing',
    means: '已退出',
    problems: [],
  }),
};

const people = under('成员与角色');

export const memberRoutes = {
  list: people('GET /api/roles', {
    summary: '来过的人和他们的角色',
    who: ADMINS,
    answer: members,
    problems: [],
  }),
  setRoles: people('PUT /api/roles/:userId', {
    summary: '设置一个人的全部角色',
    who: ADMINS,
    body: setRoles,
    answer: member,
    problems: ['access/last-admin', 'access/person-unknown', 'access/roles-changed', 'dingtalk/*'],
  }),
  myApprovals: under('我的审批')('GET /api/my-approvals', {
    summary: '自己发起的审批到了哪一步：四个词，没有金额，没有别人的名字',
    who: 'signed-in',
    answer: myApprovals,
    problems: [],
  }),
};

/** Every write of a person takes a header Idempotency-Key: a repeated key does nothing a second time. */
export const requestRoutes = {
  show: route('GET /api/requests/:key', {
    summary: '自己发出、没有收到回答的一步：到了没有，做了没有',
    who: 'member',
    answer: askedBefore,
    problems: [],
  }),
};
