import { nameOriginal, unnamedAmendments } from '../amendment.js';
import { callbackAnswer, callbackMessage, callbackQuery } from '../callback.js';
import {
  completeness,
  completenessQuery,
  dayApprovals,
  dayApprovalsQuery,
  formQuery,
  incompleteDays,
  leftOut,
  leftOutQuery,
  runLeftOutQuery,
  settleUnread,
  unsettleUnread,
} from '../completeness.js';
import { filterPreview, previewFilter } from '../filter.js';
import {
  callBudget,
  eventChannel,
  intakeRunPage,
  intakeRunQuery,
  intakeWays,
  startedRuns,
  startRun,
  sweepGaps,
  waysQuery,
} from '../intake.js';
import { businessDate } from '../page.js';
import { under } from './route.js';
import { ADMINS, COLLECTORS, MAPPERS, REVIEWERS } from './who.js';

const route = under('采集');

/** Endpoint for DingTalk's events; a person enters its address in DingTalk, so it is outside /api. */
export const callbackRoutes = {
  take: under('钉钉事件')('POST /dingtalk/callback', {
    summary: '钉钉的 HTTP 事件推送：签名、加密，先存下再应答；设了 token 和 aes_key、DINGTALK_EVENTS 不是 off 时才有',
    who: 'anyone',
    machine: { longestBody: 64 * 1024 },
    query: callbackQuery,
    body: callbackMessage,
    answer: callbackAnswer,
    means: '已经存下：签名并加密的 success',
    problems: ['callback/refused'],
  }),
};

export const intakeRoutes = {
  runs: route('GET /api/runs', {
    summary: '采集记录，最新的在前',
    who: 'member',
    query: intakeRunQuery,
    answer: intakeRunPage,
    problems: ['intake/bad-cursor'],
  }),
  ways: route('GET /api/runs/ways', {
    summary: '今天的审批从哪条路到的：事件推送、补扫、回看各看到多少、新收多少，下一次什么时候',
    who: 'member',
    query: waysQuery,
    answer: intakeWays,
    problems: [],
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
  channel: route('GET /api/runs/channel', {
    summary: '事件推送：走哪条通道，现在通不通，最近一条什么时候来的',
    who: 'member',
    answer: eventChannel,
    problems: [],
  }),
  days: route('GET /api/runs/days', {
    summary: '每天是否完整：每天每个表单，钉钉列出的已完成审批 ＝ 台账 ＋ 不采集；差的是未解释',
    who: 'member',
    query: completenessQuery,
    answer: completeness,
    problems: [],
  }),
  dayApprovals: route('GET /api/runs/days/:day/approvals', {
    summary: '一天一个表单里未解释或不采集的审批，各是哪一条、为什么、下一步',
    who: 'member',
    parts: { day: businessDate },
    query: dayApprovalsQuery,
    answer: dayApprovals,
    problems: [],
  }),
  leftOut: route('GET /api/runs/left-out', {
    summary: '本月不采集的审批，按原因：几条、多少钱',
    who: 'member',
    query: formQuery,
    answer: leftOut,
    problems: [],
  }),
  leftOutApprovals: route('GET /api/runs/left-out/approvals', {
    summary: '本月不采集的审批，各是哪一条、为什么',
    who: 'member',
    query: leftOutQuery,
    answer: dayApprovals,
    problems: [],
  }),
  runLeftOut: route('GET /api/runs/:id/left-out', {
    summary: '一次采集里因为同一个原因没有采集的审批，各是哪一条，采集时读到的金额',
    who: 'member',
    query: runLeftOutQuery,
    answer: dayApprovals,
    problems: ['intake/no-run'],
  }),
  settled: route('GET /api/runs/settled', {
    summary: '一直读不到、管理员写明了结果的审批，不论哪一天',
    who: 'member',
    query: formQuery,
    answer: dayApprovals,
    problems: [],
  }),
  settle: route('POST /api/runs/listed/:id/settle', {
    summary: '一直读不到的审批，由管理员写明结果：仍然列着，不再算未解释；以后读到了照常收',
    who: ADMINS,
    body: settleUnread,
    answer: 'nothing',
    problems: ['intake/not-unread'],
  }),
  unsettle: route('POST /api/runs/listed/:id/unsettle', {
    summary: '收回写明的结果，重新算未解释',
    who: ADMINS,
    body: unsettleUnread,
    answer: 'nothing',
    problems: ['intake/not-settled'],
  }),
  incomplete: route('GET /api/runs/incomplete', {
    summary: '回看范围内有未解释审批的日子',
    who: 'member',
    answer: incompleteDays,
    problems: [],
  }),
  start: route('POST /api/runs', {
    summary: '立即采集；正在进行的采集不会重复启动',
    who: COLLECTORS,
    body: startRun,
    answer: startedRuns,
    problems: ['intake/scheme-disabled', 'intake/asked-enough', 'scheme/not-found'],
  }),
  previewFilter: route('POST /api/schemes/:id/filter-preview', {
    summary:
      '采集条件的预览：存下的审批里（全部，或近多少天），照这些条件哪些不采集、为什么、多少钱；不问钉钉，什么都不改',
    who: MAPPERS,
    body: previewFilter,
    answer: filterPreview,
    problems: ['scheme/not-found', 'scheme/content'],
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
