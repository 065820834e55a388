import {
  approveBill,
  billPage,
  billQuery,
  billSummary,
  choicesQuery,
  groupQuery,
  listChoices,
  lookedAt,
  reasonedAction,
  reasonGroups,
  recentByScheme,
  revealAccount,
  reversedAction,
  stageQuery,
  stageTotals,
} from '../bill.js';
import { alikeBills, alikeQuery } from '../bill-alike.js';
import { applicantAnswer, billApproval } from '../bill-approval.js';
import {
  approvePreview,
  batchResult,
  billRefs,
  bulkOffers,
  freezeSelection,
  parkBills,
  seenBills,
  selection,
} from '../bill-batch.js';
import { billDetail } from '../bill-detail.js';
import { toldReceipts } from '../bill-receipt.js';
import { decisionQuery, decisions } from '../decision.js';
import { seenVersion } from '../push.js';
import { under } from './route.js';
import { PARKERS, REVEALERS, REVERSERS, REVIEWERS } from './who.js';

const route = under('bills');
/** Problems of an action on one bill that a person saw. */
const SEEN = ['bill/not-found', 'bill/stale', 'bill/illegal-transition', 'bill/unreadable'];
/** The same for a decision; a person may not decide on their own bill. */
const DECIDED = [...SEEN, 'bill/own-bill'];
const APPROVAL = ['bill/not-ready', 'bill/incomplete', 'bill/own-bill', 'bill/payee-hand', 'bill/doubt-cleared'];
const REFS = ['selection/not-found', 'selection/expired', 'selection/not-as-shown'];

/** Bills as people see and review them. Every write carries the version that was seen; the answer is the bill afterwards. */
export const billRoutes = {
  list: route('GET /api/bills', {
    summary: '单据列表，按阶段、方案、原因、文字筛选，翻页',
    who: 'member',
    query: billQuery,
    answer: billPage,
    problems: ['bill/bad-cursor'],
  }),
  stages: route('GET /api/bills/stages', {
    summary: '各阶段有多少单据、合计多少',
    who: 'member',
    query: stageQuery,
    answer: stageTotals,
    problems: [],
  }),
  byScheme: route('GET /api/bills/by-scheme', {
    summary: '各方案最近的单据',
    who: 'member',
    answer: recentByScheme,
    problems: [],
  }),
  groups: route('GET /api/bills/groups', {
    summary: '符合条件的单据按原因或风险分组',
    who: 'member',
    query: groupQuery,
    answer: reasonGroups,
    problems: [],
  }),
  choices: route('GET /api/bills/choices', {
    summary: '可以按哪些部门、付款组织筛选，各有多少笔',
    who: 'member',
    query: choicesQuery,
    answer: listChoices,
    problems: [],
  }),
  approveMany: route('POST /api/bills/approve', {
    summary: '通过多张单据；不能通过的逐张说明，不影响其余',
    who: REVIEWERS,
    body: billRefs,
    answer: batchResult,
    problems: [...SEEN, ...REFS],
  }),
  parkMany: route('POST /api/bills/park', {
    summary: '挂起、恢复、排除多张单据、退回审核或撤销归档，一个原因；不能的逐张说明，不影响其余',
    who: PARKERS,
    body: parkBills,
    answer: batchResult,
    problems: [...REFS],
  }),
  previewApproval: route('POST /api/bills/approve/preview', {
    summary: '通过之前看合计，和哪些不能通过',
    who: REVIEWERS,
    body: billRefs,
    answer: approvePreview,
    problems: [...SEEN, ...REFS],
  }),
  actions: route('POST /api/bills/actions', {
    summary: '勾选的单据一起可以做什么：各有多少张可以，多少张不行，为什么',
    who: 'member',
    body: seenBills,
    answer: bulkOffers,
    problems: [],
  }),
  show: route('GET /api/bills/:id', {
    summary: '一张单据：内容、依据、审批原文、经过',
    who: 'member',
    answer: billDetail,
    problems: ['bill/not-found'],
  }),
  looked: route('POST /api/bills/:id/looked', {
    summary: '记下自己看过这一版：以后变了，列表会说',
    who: 'member',
    body: lookedAt,
    answer: 'nothing',
    means: '已记下；单据已经又变了的，不记',
    problems: [],
  }),
  approval: route('GET /api/bills/:id/approval', {
    summary: '申请人看到的审批单，和钉钉上谁在什么时候做了什么',
    who: 'member',
    answer: billApproval,
    problems: ['bill/not-found'],
  }),
  alike: route('GET /api/bills/:id/alike', {
    summary: '同一个字段由映射表同一行得到同一个值的其他单据',
    who: 'member',
    query: alikeQuery,
    answer: alikeBills,
    problems: ['bill/not-found'],
  }),
  receipts: route('GET /api/bills/:id/receipts', {
    summary: '每一次金蝶回执问的是什么、答的是什么，用话写，账号只给末四位',
    who: 'member',
    answer: toldReceipts,
    problems: ['bill/not-found'],
  }),
  approve: route('POST /api/bills/:id/approve', {
    summary: '通过一张单据',
    who: REVIEWERS,
    body: approveBill,
    answer: billSummary,
    problems: [...SEEN, ...APPROVAL, 'bill/amended', 'bill/original-stands', 'bill/note-needed'],
  }),
  unapprove: route('POST /api/bills/:id/unapprove', {
    summary: '撤回通过，单据回到待审核',
    who: REVIEWERS,
    body: reasonedAction,
    answer: billSummary,
    problems: [...DECIDED, 'bill/not-approved'],
  }),
  hold: route('POST /api/bills/:id/hold', {
    summary: '挂起一张单据',
    who: PARKERS,
    body: reasonedAction,
    answer: billSummary,
    problems: [...SEEN, 'bill/being-mapped'],
  }),
  release: route('POST /api/bills/:id/release', {
    summary: '取消挂起',
    who: PARKERS,
    body: reasonedAction,
    answer: billSummary,
    problems: [...DECIDED, 'bill/not-held', 'bill/original-stands'],
  }),
  exclude: route('POST /api/bills/:id/exclude', {
    summary: '排除一张单据，不再付款',
    who: REVIEWERS,
    body: reasonedAction,
    answer: billSummary,
    problems: [...DECIDED, 'bill/second-person'],
  }),
  restore: route('POST /api/bills/:id/restore', {
    summary: '撤销排除或线下已处理（24 小时内）：重新映射后回到审核台，原审核不回来',
    who: REVIEWERS,
    body: reasonedAction,
    answer: billSummary,
    problems: [
      ...DECIDED,
      'bill/not-closed',
      'bill/undo-late',
      'bill/amended',
      'bill/second-person',
      'bill/outside-paid',
    ],
  }),
  noPayment: route('POST /api/bills/:id/no-payment', {
    summary: '已全额冲抵：记为无需付款，不生成付款单，写回审批',
    who: REVIEWERS,
    body: reasonedAction,
    answer: billSummary,
    problems: [
      ...DECIDED,
      'bill/something-to-pay',
      'bill/approved-before',
      'bill/source-gone',
      'bill/source-unread',
      'bill/amended',
    ],
  }),
  askApplicant: route('POST /api/bills/:id/ask-applicant', {
    summary: '请申请人补资料，单据挂起',
    who: PARKERS,
    body: reasonedAction,
    answer: billSummary,
    problems: [...DECIDED, 'bill/already-held', 'bill/being-mapped', 'bill/scheme-lacks'],
  }),
  answer: route('POST /api/bills/:id/answer', {
    summary: '去钉钉看申请人回答了没有；回答写在单据上',
    who: PARKERS,
    body: seenVersion,
    answer: applicantAnswer,
    problems: ['bill/not-found', 'bill/stale', 'bill/not-held', 'bill/own-bill', 'bill/original-stands', 'dingtalk/*'],
  }),
  revealAccount: route('POST /api/bills/:id/reveal-account', {
    summary: '看完整收款账号；每一次都留下记录',
    who: REVEALERS,
    answer: revealAccount,
    problems: ['bill/not-found', 'bill/no-account', 'bill/too-many-reveals'],
  }),
  reversed: route('POST /api/bills/:id/reversed', {
    summary: '已在金蝶冲销，单据归档',
    who: REVERSERS,
    body: reversedAction,
    answer: billSummary,
    means: '已记为在金蝶冲销，单据归档；金蝶里还有的，先记下请求，等另一位同事确认',
    refusals: { 422: '金蝶里还有这张单据，或问不到金蝶；确认后带 stillThere 再发一次' },
    problems: [...DECIDED, 'bill/no-reversal', 'bill/not-reversed', 'bill/changed-again', 'bill/second-person'],
  }),
  stands: route('POST /api/bills/:id/stands', {
    summary: '确认单据仍然有效',
    who: REVERSERS,
    body: reasonedAction,
    answer: billSummary,
    means: '已确认仍然有效，单据回到已入账；与现在的审批不同的，先记下请求，等另一位同事确认',
    problems: [...DECIDED, 'bill/no-reversal', 'bill/changed-again', 'bill/second-person'],
  }),
  file: route('GET /api/bills/:id/files/:place', {
    summary: '单据的照片或附件，经过本服务器',
    who: 'member',
    answer: 'raw',
    produces: ['image/*', 'application/pdf', 'application/octet-stream'],
    means: '照片或附件的内容',
    problems: ['bill/not-found', 'file/*', 'dingtalk/*'],
  }),
  select: route('POST /api/selections', {
    summary: '全选符合条件：记下此刻是哪些单据',
    who: 'member',
    body: freezeSelection,
    answer: selection,
    problems: ['selection/not-as-shown'],
  }),
  selection: route('GET /api/selections/:id', {
    summary: '自己记下的一次全选',
    who: 'member',
    answer: selection,
    problems: ['selection/not-found'],
  }),
};

/** People's decisions with their reasons; decisions about people and accounts only for administrators and auditors. */
export const decisionRoutes = {
  list: under('decisions')('GET /api/decisions', {
    summary: '谁在什么时候做了什么决定，为什么',
    who: 'member',
    query: decisionQuery,
    answer: decisions,
    problems: [],
  }),
};
