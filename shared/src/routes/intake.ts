import { nameOriginal, unnamedAmendments } from '../amendment.js';
import { callBudget, intakeRunPage, intakeRunQuery, startedRuns, startRun, sweepGaps } from '../intake.js';
import { under } from './route.js';
import { COLLECTORS, REVIEWERS } from './who.js';

const route = under('采集');

export const intakeRoutes = {
  runs: route('GET /api/runs', {
    summary: '采集记录，最新的在前',
    who: 'member',
    query: intakeRunQuery,
    answer: intakeRunPage,
    problems: ['intake/bad-cursor'],
  }),
  gaps: route('GET /api/runs/gaps', {
    summary: '还要补查的方案：多久没有完整回看，哪段时间发起的审批还没补到',
    who: 'member',
    answer: sweepGaps,
    problems: [],
  }),
  budget: route('GET /api/runs/budget', {
    summary: '本月的钉钉接口额度：用了多少、按用途、采集的间隔、月底约用多少',
    who: 'member',
    answer: callBudget,
    problems: [],
  }),
  start: route('POST /api/runs', {
    summary: '立即采集；正在进行的采集不会重复启动',
    who: COLLECTORS,
    body: startRun,
    answer: startedRuns,
    problems: ['intake/scheme-disabled', 'scheme/not-found'],
  }),
  unnamed: route('GET /api/amendments/unnamed', {
    summary: '没有写明原审批的撤销和修改，以及可能被它们作废的单据',
    who: 'member',
    answer: unnamedAmendments,
    problems: [],
  }),
  nameOriginal: route('POST /api/amendments/:approvalId/original', {
    summary: '指明撤销或修改的是哪一条，或都不是；两个人说的一样才生效，其余单据恢复',
    who: REVIEWERS,
    body: nameOriginal,
    answer: unnamedAmendments,
    problems: [
      'amendment/named',
      'amendment/not-suspected',
      'amendment/stale',
      'amendment/second-person',
      'bill/own-bill',
    ],
  }),
};
