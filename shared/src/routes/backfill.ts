import {
  backfill,
  backfillEstimate,
  backfillEstimateQuery,
  backfills,
  decideQuarantined,
  quarantinePage,
  quarantineQuery,
  startBackfill,
} from '../backfill.js';
import { changeFirstDay, firstDayEffect, firstDayQuery } from '../first-day.js';
import { under } from './route.js';
import { ADMINS, REVIEWERS } from './who.js';

const route = under('补采历史');

export const backfillRoutes = {
  firstDay: route('GET /api/schemes/:id/first-day', {
    summary: '换一天开始收会怎样：哪些归为期初、哪些不动、要补采多少、用多少额度；不改什么，不调用钉钉',
    who: ADMINS,
    query: firstDayQuery,
    answer: firstDayEffect,
    problems: ['scheme/not-found', 'scheme/not-enabled', 'scheme/cut-over-date'],
  }),
  changeFirstDay: route('POST /api/schemes/:id/first-day', {
    summary: '换一天开始收：改晚的把还没审核过的归为期初，改早的补采进隔离区；审核过、推送过、已入账的都不动',
    who: ADMINS,
    body: changeFirstDay,
    answer: firstDayEffect,
    problems: [
      'scheme/not-found',
      'scheme/stale',
      'scheme/not-enabled',
      'scheme/cut-over-date',
      'scheme/first-day-changed',
      'backfill/running',
      'backfill/no-calls',
    ],
  }),
  list: route('GET /api/backfills', {
    summary: '补采，最新的在前：取到哪天、隔离区里还有多少、金蝶里找到多少',
    who: 'member',
    answer: backfills,
    problems: [],
  }),
  estimate: route('GET /api/backfills/estimate', {
    summary: '补采要用多少额度、月底会用到多少；不调用钉钉',
    who: ADMINS,
    query: backfillEstimateQuery,
    answer: backfillEstimate,
    problems: ['backfill/range', 'backfill/no-scheme'],
  }),
  start: route('POST /api/backfills', {
    summary: '开始补采一段时间发起的审批；全部进隔离区，不能推送',
    who: ADMINS,
    body: startBackfill,
    answer: backfill,
    problems: ['backfill/range', 'backfill/no-scheme', 'backfill/running', 'backfill/no-calls'],
  }),
  show: route('GET /api/backfills/:id', {
    summary: '一次补采和它的隔离区，按表单合计',
    who: 'member',
    answer: backfill,
    problems: ['backfill/not-found'],
  }),
  items: route('GET /api/backfills/:id/items', {
    summary: '隔离区里的审批，按完成时间，最早的在前',
    who: 'member',
    query: quarantineQuery,
    answer: quarantinePage,
    problems: ['backfill/not-found', 'backfill/bad-cursor'],
  }),
  stop: route('POST /api/backfills/:id/stop', {
    summary: '停下补采；取到的留在隔离区，以后从断的地方接着取',
    who: ADMINS,
    answer: backfill,
    problems: ['backfill/not-found'],
  }),
  resume: route('POST /api/backfills/:id/resume', {
    summary: '从断的地方接着取',
    who: ADMINS,
    answer: backfill,
    problems: ['backfill/not-found', 'backfill/running', 'backfill/no-calls', 'backfill/no-scheme'],
  }),
  look: route('POST /api/backfills/:id/look', {
    summary: '再查金蝶：隔离区里哪些已经付过',
    who: REVIEWERS,
    answer: backfill,
    problems: ['backfill/not-found'],
  }),
  release: route('POST /api/backfills/:id/release', {
    summary: '放行：再读一次审批，没有被撤销或修改的生成单据，进待补映射或待审核',
    who: REVIEWERS,
    body: decideQuarantined,
    answer: backfill,
    problems: ['backfill/not-found', 'backfill/changed', 'backfill/reason', 'backfill/no-scheme', 'bill/own-bill'],
  }),
  opening: route('POST /api/backfills/:id/opening', {
    summary: '归为期初：生成单据并记为线下处理，不推送',
    who: REVIEWERS,
    body: decideQuarantined,
    answer: backfill,
    problems: ['backfill/not-found', 'backfill/changed', 'backfill/reason', 'backfill/no-scheme', 'bill/own-bill'],
  }),
};
