import { TERM_WORDS } from './term-words.js';

/** States of a bill as client and server name them (product.md §1). Data only: the server decides who may act. */

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

/** Last step that Kingdee has done for the bill; separate from the state. */
export const REACHED = ['none', 'saved', 'submitted', 'audited'] as const;
export type Reached = (typeof REACHED)[number];

/** Target of a scheme: the last step wanted. */
export const OUTCOMES = ['save', 'save+submit', 'save+submit+audit'] as const;
export type Outcome = (typeof OUTCOMES)[number];
/** Word for a bill that reached its target; plain 已入账 only after the audit (product.md §1). */
export const BOOKED_AS: Readonly<Record<Outcome, string>> = {
  save: '已保存未审核',
  'save+submit': '已提交',
  'save+submit+audit': '已入账',
};
/** Returns the word for a booked bill: whatever the scheme wanted, people may have gone on in Kingdee. */
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

/**
 * Words for an applicant: four words (product.md §1), one for an approval that was changed or cancelled, and one for a bill fully offset by a loan.
 */
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
/** Returns the applicant's word. A bill that Kingdee has not audited is still under review; a booked and then `reversed` bill is not paid. */
export function forApplicant(state: BillStateKind, reached: Reached, reversed = false): ForApplicant {
  if (state === 'collected') return 'received';
  if (state === 'superseded' || reversed) return 'void';
  if (state === 'no-payment') return 'offset';
  if (state === 'handled-outside') return 'booked';
  if (state === 'booked' || state === 'written-back') return reached === 'audited' ? 'booked' : 'reviewing';
  if (state === 'held' || state === 'excluded') return 'lacking';
  return 'reviewing';
}
