import { TERM_WORDS } from './term-words.js';

/** The life of a bill as both sides name it (product.md §1). Data only: who may act is decided on the server. */

export const BILL_STATES = [
  'collected',
  'needs-mapping',
  'ready',
  'approved',
  'pushing',
  'in-doubt',
  'failed',
  'booked',
  'written-back',
  'reversal-needed',
  'held',
  'excluded',
  'handled-outside',
  'superseded',
  'no-payment',
] as const;
export type BillStateKind = (typeof BILL_STATES)[number];

/** How far Kingdee got with the bill; kept apart from the state. */
export const REACHED = ['none', 'saved', 'submitted', 'audited'] as const;
export type Reached = (typeof REACHED)[number];

/** What a scheme pushes to: the last step wanted. */
export const OUTCOMES = ['save', 'save+submit', 'save+submit+audit'] as const;
export type Outcome = (typeof OUTCOMES)[number];
/** What has become of a bill that reached it; plain 已入账 only for the audit (product.md §1). */
export const BOOKED_AS: Readonly<Record<Outcome, string>> = {
  save: '已保存未审核',
  'save+submit': '已提交',
  'save+submit+audit': '已入账',
};
/** What a booked bill is called: whatever the scheme wanted, people may have gone on in Kingdee. */
export const bookedWord = (reached: Reached, outcome: Outcome): string =>
  BOOKED_AS[reached === 'audited' ? 'save+submit+audit' : outcome];

export const STAGES = ['mapping', 'review', 'push', 'pushing', 'trouble', 'booked', 'held', 'archived'] as const;
/** A tab of the desk. The tabs add up to 本期采集. */
export type Stage = (typeof STAGES)[number];

export const STAGE_OF: Readonly<Record<BillStateKind, Stage>> = {
  collected: 'mapping',
  'needs-mapping': 'mapping',
  ready: 'review',
  approved: 'push',
  pushing: 'pushing',
  'in-doubt': 'trouble',
  failed: 'trouble',
  'reversal-needed': 'trouble',
  booked: 'booked',
  'written-back': 'booked',
  held: 'held',
  excluded: 'archived',
  'handled-outside': 'archived',
  superseded: 'archived',
  'no-payment': 'archived',
};

export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  mapping: '待补映射',
  review: '待审核',
  push: '待推送',
  pushing: '推送中',
  trouble: '异常',
  booked: '已入账',
  held: '已挂起',
  archived: '已归档',
};

/** The word on a bill's own tag. */
export const STATE_WORDS: Readonly<Record<BillStateKind, string>> = {
  collected: '映射中',
  'needs-mapping': '待补映射',
  ready: '待审核',
  approved: '待推送',
  pushing: '推送中',
  'in-doubt': '存疑',
  failed: '被金蝶拒绝',
  booked: '已入账',
  'written-back': '已入账',
  'reversal-needed': '待冲销',
  held: '已挂起',
  excluded: '已排除',
  'handled-outside': '线下处理',
  superseded: '已作废',
  'no-payment': TERM_WORDS.noPayment,
};

export const statesOf = (stage: Stage): BillStateKind[] => BILL_STATES.filter((kind) => STAGE_OF[kind] === stage);

/** What an applicant reads: four words (product.md §1), one for an approval that was itself changed or cancelled, and one for a loan that took all of it. */
export const FOR_APPLICANT = ['received', 'reviewing', 'booked', 'lacking', 'void', 'offset'] as const;
export type ForApplicant = (typeof FOR_APPLICANT)[number];
export const APPLICANT_WORDS: Readonly<Record<ForApplicant, string>> = {
  received: '已收到',
  reviewing: '财务审核中',
  booked: '已入账',
  lacking: '需补充',
  void: '已作废',
  offset: TERM_WORDS.noPayment,
};
/** What Kingdee has not audited is still with the accountants; what was booked and `reversed` since is not paid. */
export function forApplicant(state: BillStateKind, reached: Reached, reversed = false): ForApplicant {
  if (state === 'collected') return 'received';
  if (state === 'superseded' || reversed) return 'void';
  if (state === 'no-payment') return 'offset';
  if (state === 'handled-outside') return 'booked';
  if (state === 'booked' || state === 'written-back') return reached === 'audited' ? 'booked' : 'reviewing';
  if (state === 'held' || state === 'excluded') return 'lacking';
  return 'reviewing';
}
