import {
  changeReport,
  createReport,
  pauseReport,
  previewReport,
  report,
  reportPreview,
  reportSending,
  reportSendingDetail,
  reportSendings,
  reports,
  seenReport,
  sendingQuery,
  tryReport,
} from '../report.js';
import { under } from './route.js';
import { ADMINS } from './who.js';

const route = under('定时推送');

/** Scheduled reports of sums: to a group, a person, another system. */
export const reportRoutes = {
  list: route('GET /api/reports', {
    summary: '定时推送：什么时候、发什么、发到哪里、最近怎样',
    who: ADMINS,
    answer: reports,
    problems: [],
  }),
  preview: route('POST /api/reports/preview', {
    summary: '现在发会是什么样，不发出去',
    who: ADMINS,
    body: previewReport,
    answer: reportPreview,
    problems: ['dataset/filter'],
  }),
  create: route('POST /api/reports', {
    summary: '新建一个定时推送；机器人的地址和密钥加密存，不再给出来',
    who: ADMINS,
    body: createReport,
    answer: report,
    status: 201,
    problems: ['report/robot', 'report/target', 'report/too-many', 'dataset/filter'],
  }),
  change: route('PUT /api/reports/:id', {
    summary: '改一个定时推送；不写机器人的地址和密钥就是不换',
    who: ADMINS,
    body: changeReport,
    answer: report,
    problems: ['report/robot', 'report/target', 'report/not-found', 'report/stale', 'dataset/filter'],
  }),
  pause: route('POST /api/reports/:id/pause', {
    summary: '暂停或继续；暂停时到点的不补发',
    who: ADMINS,
    body: pauseReport,
    answer: report,
    problems: ['report/not-found', 'report/stale'],
  }),
  remove: route('POST /api/reports/:id/remove', {
    summary: '删除，没发的不再发',
    who: ADMINS,
    body: seenReport,
    answer: 'nothing',
    problems: ['report/not-found', 'report/stale'],
  }),
  try: route('POST /api/reports/:id/try', {
    summary: '试发一次：发的就是预览里看到的，数字变了就不发',
    who: ADMINS,
    body: tryReport,
    answer: reportSending,
    status: 201,
    problems: ['report/not-as-shown', 'report/paused', 'report/not-found', 'report/stale'],
  }),
  sendings: route('GET /api/report-sendings', {
    summary: '发过的，新的在前：送到没有，对方怎么回答，为什么没有',
    who: ADMINS,
    query: sendingQuery,
    answer: reportSendings,
    problems: [],
  }),
  sending: route('GET /api/report-sendings/:id', {
    summary: '一次发的内容',
    who: ADMINS,
    answer: reportSendingDetail,
    problems: ['report/not-found'],
  }),
};
