import { ACTION_WORDS, type BillSummary } from '@dingdee/shared/bill';
import type { AssignedTo } from '@dingdee/shared/bill-assignment';
import type { BillDetail, Reversal } from '@dingdee/shared/bill-detail';
import { type BillStateKind, bookedWord, type Outcome, type Reached, STATE_WORDS } from '@dingdee/shared/bill-state';
import type { PushItem } from '@dingdee/shared/push';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { dateTime } from '../ui/formats.js';
import type { IconName } from '../ui/icons.js';

type Standing = Pick<BillSummary, 'state' | 'reached' | 'outcome'> &
  Partial<Pick<BillSummary, 'withdrawing' | 'reasonKey'>>;

const HALTED_AT: Readonly<Record<Reached, string>> = {
  none: '停在保存',
  saved: '停在提交',
  submitted: '停在审核',
  audited: '停在审核之后',
};
/** Formats the place among the bills of one approval: "第 2 张，共 3 张". */
export const partWord = ({ place, of }: { place: number; of?: number }): string =>
  of === undefined ? `第 ${place} 张` : `第 ${place} 张，共 ${of} 张`;
/** Formats who has the bill in hand, the due time and the note. */
export function handWords({ name, dueAt, note, by }: AssignedTo, now: number): string {
  const due = dueAt === null ? '' : dueAt < now ? `，期限 ${dateTime(dueAt)} 已过` : `，${dateTime(dueAt)} 前`;
  return `${by} 指派给 ${name}${due}${note === '' ? '' : `：${note}`}`;
}
/** Tags of bills that Kingdee's own people finish; there is nothing to do here. */
const LEFT_TO_KINGDEE: Readonly<Record<string, string>> = {
  'refused:workflow': '金蝶审批中',
  'halted:workflow': '金蝶审批中',
  'handed-over': '等金蝶审完',
};
/** Returns true if Kingdee's own people finish the bill: nothing went wrong, and there is nothing to do here. */
export const isLeft = ({ state, reasonKey }: Pick<Standing, 'state' | 'reasonKey'>): boolean =>
  state === 'failed' && (reasonKey ?? '') in LEFT_TO_KINGDEE;
/** Returns the state whose colour the tag has; a bill that Kingdee finishes counts as under way, not as trouble. */
export const stateTone = (bill: Pick<Standing, 'state' | 'reasonKey'>): BillStateKind =>
  isLeft(bill) ? 'pushing' : bill.state;

/** Returns the word on a bill's tag. */
export function stateWord({ state, reached, outcome, withdrawing, reasonKey }: Standing): string {
  if (state === 'pushing' && withdrawing) return '撤回中';
  if (state === 'failed') return LEFT_TO_KINGDEE[reasonKey ?? ''] ?? HALTED_AT[reached];
  if (state === 'booked' || state === 'written-back') return bookedWord(reached, outcome);
  return STATE_WORDS[state];
}

/** Words of parked bills: "周敏 11-24 10:31 挂起". */
const PARKED_WORDS: Partial<Record<BillDetail['state'], string>> = {
  held: '挂起',
  'handled-outside': TERM_WORDS.recordOutside,
  'no-payment': TERM_WORDS.recordNoPayment,
};
export const parkedWord = ({ by, at }: NonNullable<BillDetail['parked']>, state: BillDetail['state']): string =>
  `${by} ${dateTime(at)} ${PARKED_WORDS[state] ?? '排除'}`;

/** Texts of both sides of a bill that may be reversed. */
export const reversalWords = {
  label: '两边对照',
  what: '项目',
  sent: '钉蝶发送的',
  now: { kingdee: '金蝶现在', approval: '审批现在' } satisfies Readonly<Record<Reversal['against'], string>>,
  gone: '没有了',
  paid: (time: string) => `已付款 ${time}`,
} as const;

/** Reason why the applicant cannot be asked. */
export const askNobody =
  '申请人补不了。管理员在“方案”里点“看缺什么”，请钉钉表单管理员加上控件，只对以后的审批有用；这一笔请在别处付过后排除，或请申请人重新提交。';

export type ActionTone = 'ok' | 'warn' | 'bad' | 'doubt' | 'plain';
export const ACTION_LOOK: Readonly<Record<BillSummary['action'], { icon: IconName; tone: ActionTone }>> = {
  'pick-cost-item': { icon: 'swap', tone: 'warn' },
  'pick-contact-unit': { icon: 'swap', tone: 'warn' },
  'pick-department': { icon: 'swap', tone: 'warn' },
  'pick-settlement-type': { icon: 'swap', tone: 'warn' },
  'pick-other': { icon: 'swap', tone: 'warn' },
  'check-amount': { icon: 'warn', tone: 'bad' },
  'ask-applicant': { icon: 'clip', tone: 'warn' },
  'fix-scheme': { icon: 'swap', tone: 'bad' },
  approve: { icon: 'check', tone: 'ok' },
  push: { icon: 'send', tone: 'plain' },
  'check-in-doubt': { icon: 'question', tone: 'doubt' },
  continue: { icon: 'right', tone: 'bad' },
  'hand-over': { icon: 'clock', tone: 'warn' },
  withdraw: { icon: 'undo', tone: 'bad' },
  reverse: { icon: 'undo', tone: 'bad' },
  'by-another': { icon: 'person', tone: 'plain' },
  none: { icon: 'minus', tone: 'plain' },
};

/** Returns a suggested action in the view of this person: a value that the person may not choose is chosen by others. */
export function actionWord(
  action: BillSummary['action'],
  mayFix: boolean,
): { word: string; icon: IconName; tone: ActionTone } {
  if (action.startsWith('pick-') && !mayFix) return { word: '找映射维护', icon: 'person', tone: 'warn' };
  return { word: ACTION_WORDS[action], ...ACTION_LOOK[action] };
}

/** Dots: d done · n here · w needs a value · x stopped · q unknown · run on its way · "" ahead. */
export type Dot = 'd' | 'n' | 'w' | 'x' | 'q' | 'run' | '';

const REVIEW_DOTS: Readonly<Record<BillStateKind, readonly [Dot, Dot, Dot, Dot]>> = {
  collected: ['run', '', '', ''],
  'needs-mapping': ['w', '', '', ''],
  ready: ['d', 'n', '', ''],
  approved: ['d', 'd', 'n', ''],
  pushing: ['d', 'd', 'run', ''],
  'in-doubt': ['d', 'd', 'q', ''],
  failed: ['d', 'd', 'x', ''],
  booked: ['d', 'd', 'd', 'd'],
  'written-back': ['d', 'd', 'd', 'd'],
  'reversal-needed': ['d', 'd', 'd', 'x'],
  held: ['', '', '', ''],
  excluded: ['', '', '', ''],
  'handled-outside': ['', '', '', ''],
  superseded: ['', '', '', ''],
  'no-payment': ['', '', '', ''],
};
const ORDER: readonly Reached[] = ['none', 'saved', 'submitted', 'audited'];
const STEPS: Readonly<Record<Outcome, number>> = { save: 1, 'save+submit': 2, 'save+submit+audit': 3 };

/** The bill waits in Kingdee for Kingdee's own people: its place is there, and nothing of ours is on its way. */
const LEFT_DOTS = ['d', 'd', 'n', ''] as const satisfies readonly Dot[];

/** 映射 → 审核 → 推送 → 入账. */
export const reviewDots = (bill: Pick<Standing, 'state' | 'reasonKey'>): readonly Dot[] =>
  isLeft(bill) ? LEFT_DOTS : REVIEW_DOTS[bill.state];

/** 保存 → 提交 → 审核, as many steps as the scheme wants. */
export function pushDots(bill: Standing & Partial<Pick<PushItem, 'queued'>>): readonly Dot[] {
  const { reached, outcome, state, queued = false } = bill;
  const done = ORDER.indexOf(reached);
  const here: Dot = isLeft(bill)
    ? 'n'
    : state === 'pushing'
      ? queued
        ? ''
        : 'run'
      : state === 'in-doubt'
        ? 'q'
        : state === 'failed'
          ? 'x'
          : ('' as const);
  return Array.from({ length: STEPS[outcome] }, (_, i) => (i < done ? 'd' : i === done ? here : ''));
}

/** Text for a screen reader: "待审核，第 2 步，共 4 步". */
export function dotsLabel(word: string, dots: readonly Dot[]): string {
  const ahead = dots.findIndex((dot) => dot !== 'd');
  if (ahead < 0) return `${word}，${dots.length} 步都已完成`;
  return `${word}，第 ${ahead + 1} 步，共 ${dots.length} 步`;
}
