import type { Risk } from '@dingdee/shared/bill';
import { formatAmount } from '@dingdee/shared/money';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { editWords } from '../ui/edit-words.js';
import { plainWords } from '../ui/plain-words.js';
import type { Filters } from './views.js';
import { worklistWords } from './words.js';

export const filterWords = {
  button: '条件',
  title: '筛选条件',
  any: '不限',
  department: '部门',
  orgNumber: TERM_WORDS.payOrg,
  amount: '金额（元）',
  from: (what: string) => `${what}，从`,
  to: (what: string) => `${what}，到`,
  between: '到',
  waitingDays: '停留满（天）',
  attachments: '附件',
  files: { none: plainWords.noFiles, some: '有附件' },
  finished: '审批完成日期',
  decided: worklistWords.decided,
  assigned: '指派',
  hands: { me: '指派给我', none: '还没有指派', overdue: '指派过期' } as Readonly<Record<string, string>>,
  inHandOf: (name: string) => `指派给 ${name}`,
  thisTime: '这次指派给我',
  risk: '风险',
  risks: {
    own: '自己的报销',
    changed: '你看过以后又变了',
    unanswered: '问了申请人没有回答',
    account: '收款账号还没有入过账',
    large: '大额',
    bare: plainWords.noFiles,
  } satisfies Readonly<Record<Risk, string>>,
  lacks: (value: string) => `“${value}”没有对应`,
  lacksOne: '缺同一个对应',
  apply: '按这些条件筛选',
  some: (n: number) => (n === 0 ? '条件' : `条件 ${n}`),
  clear: editWords.clear,
  /** Shown beside the amounts if they cannot be read as money. */
  notMoney: '金额写成 1234.50 这样',
  remove: (what: string) => `去掉条件：${what}`,
  list: '现在的条件',
} as const;

/** Text of one condition, and the query names that hold it. */
export interface Chip {
  text: string;
  keys: readonly (keyof Filters)[];
}

export function chipsOf(
  filters: Filters,
  orgName: (number: string) => string,
  nameOf: (userId: string) => string = String,
): Chip[] {
  const words = filterWords;
  const {
    department,
    orgNumber,
    minAmount,
    maxAmount,
    waitingDays,
    attachments,
    finishedFrom,
    finishedTo,
    risk,
    decided,
    assigned,
    lacks,
  } = filters;
  const chips: (Chip | false)[] = [
    department !== undefined && { text: `${words.department} ${department}`, keys: ['department'] },
    orgNumber !== undefined && { text: `${words.orgNumber} ${orgName(orgNumber)}`, keys: ['orgNumber'] },
    (minAmount !== undefined || maxAmount !== undefined) && {
      text: `金额 ${span(minAmount && formatAmount(minAmount), maxAmount && formatAmount(maxAmount))}`,
      keys: ['minAmount', 'maxAmount'],
    },
    waitingDays !== undefined && { text: `停留满 ${waitingDays} 天`, keys: ['waitingDays'] },
    attachments !== undefined && { text: words.files[attachments], keys: ['attachments'] },
    (finishedFrom !== undefined || finishedTo !== undefined) && {
      text: `审批完成 ${span(finishedFrom, finishedTo)}`,
      keys: ['finishedFrom', 'finishedTo'],
    },
    assigned !== undefined && {
      text: assigned.startsWith('act:')
        ? words.thisTime
        : (words.hands[assigned] ?? words.inHandOf(nameOf(assigned.slice(3)))),
      keys: ['assigned'],
    },
    decided !== undefined && { text: words.decided, keys: ['decided'] },
    lacks !== undefined && { text: lackWords(lacks, nameOf), keys: ['lacks'] },
    risk !== undefined && { text: words.risks[risk], keys: ['risk'] },
  ];
  return chips.filter((chip) => chip !== false);
}

/** Tables know a person, or a department among several, by a number that means nothing to the reader. */
function lackWords(lacks: string, nameOf: (userId: string) => string): string {
  const value = lacks.slice(lacks.indexOf(':') + 1);
  const name = nameOf(value);
  return /^\d{6,}/.test(name) ? filterWords.lacksOne : filterWords.lacks(name);
}

function span(from: string | undefined, to: string | undefined): string {
  if (from === undefined) return `≤ ${to}`;
  return to === undefined ? `≥ ${from}` : `${from} 到 ${to}`;
}
