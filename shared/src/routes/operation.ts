import { releasedHold, releaseHold } from '../hold.js';
import { status } from '../status.js';
import { under } from './route.js';
import { ADMINS } from './who.js';

const route = under('运维');

/** Operation of the program, and live updates of pages. */
export const operationRoutes = {
  releaseHold: route('POST /api/hold/release', {
    summary: '看过之后放行：推送中的单据退回待推送，由人重新确认',
    who: ADMINS,
    body: releaseHold,
    answer: releasedHold,
    problems: ['ledger/hold-changed'],
  }),
  status: under('状态')('GET /api/status', {
    summary: '两边系统、数据库、采集现在怎样',
    who: 'member',
    answer: status,
    problems: [],
  }),
  events: under('实时')('GET /api/events', {
    summary: '什么变了、该重新取什么；断线后补上错过的',
    who: 'member',
    words: { page: '页面自己取的名字：同一页只保留最新的一条' },
    answer: 'raw',
    produces: ['text/event-stream'],
    means: 'text/event-stream；断线后带 Last-Event-ID 继续',
    problems: ['live/too-many'],
  }),
  alive: route('GET /health/live', {
    summary: '进程在运行',
    who: 'anyone',
    answer: 'raw',
    means: '进程在运行',
    problems: [],
  }),
  ready: route('GET /health/ready', {
    summary: '可以接请求',
    who: 'anyone',
    answer: 'raw',
    means: '可以接请求；否则 503',
    problems: [],
  }),
  metrics: route('GET /metrics', {
    summary: 'Prometheus 的指标',
    who: 'anyone',
    answer: 'raw',
    produces: ['text/plain'],
    means: 'Prometheus 文本',
    problems: ['metrics/refused'],
  }),
};
