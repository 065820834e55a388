import {
  type Analysis,
  LEFT_BEHIND,
  NO_COST_ITEM,
  NOT_BY_LINE,
  type Stretch,
  type Wait,
} from '@dingdee/shared/analysis';
import { policyOf } from '@dingdee/shared/error-class';
import { type Amount, formatAmount } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { DIFFERENCE_WORDS, PAGE_TERMS } from '@dingdee/shared/page-terms';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { statementWords } from '../statement/words.js';
import { editWords } from '../ui/edit-words.js';
import { count } from '../ui/formats.js';
import { plainWords } from '../ui/plain-words.js';
import { worklistWords } from '../worklist/words.js';

const STRETCH: Readonly<Record<Stretch, string>> = { mapping: '完成到待审核', review: '等审核', push: '等推送' };
const HOURS_A_DAY = 24;
const UNNAMED: Readonly<Record<string, string>> = {
  [NOT_BY_LINE]: '不分到行（如冲借款）',
  [NO_COST_ITEM]: '没有费用项目',
  [LEFT_BEHIND]: '已作废，不再付',
};

/** Formats "2026-11" as "11 月"; adds the year if it differs from the year of the page. */
const monthName = (month: string, of = month): string =>
  `${month.slice(0, 4) === of.slice(0, 4) ? '' : `${month.slice(0, 4)} 年 `}${Number(month.slice(5))} 月`;

/** Texts of 分析. */
export const analysisWords = {
  title: '分析',
  tabs: '数据',
  sets: '数据集',
  month: '月份',
  scheme: '方案',
  org: TERM_WORDS.payOrg,
  allSchemes: plainWords.allSchemes,
  allOrgs: editWords.allOrgs,
  monthName,
  monthCount: (bills: number) => `${count(bills)} 笔`,
  compared: ({ month, to, before }: Pick<Analysis, 'month' | 'to' | 'before'>) =>
    `和 ${monthName(before.from.slice(0, 7), month)}的 1—${Number(before.to.slice(8))} 日比，这里是 1—${Number(to.slice(8))} 日，按审批完成的日子`,
  beforeName: ({ month, before }: Pick<Analysis, 'month' | 'before'>) =>
    `${monthName(before.from.slice(0, 7), month)}同期`,
  beforeMonth: ({ month, before }: Pick<Analysis, 'month' | 'before'>) => monthName(before.from.slice(0, 7), month),
  dayRange: ({ from, to }: Pick<Analysis['before'], 'from' | 'to'>) =>
    `${Number(from.slice(8))}—${Number(to.slice(8))} 日`,
  waterfall: (difference: Amount) => {
    if (difference === '0.00') return '和上月同期一样多，其中有增有减';
    const [less, text] = [difference.startsWith('-'), formatAmount(difference).replace(/^[-−]/, '')];
    return less ? `比上月同期少的 ${text}，少在哪里` : `比上月同期多的 ${text}，多在哪里`;
  },
  cut: statementWords.bridgeCut,
  wait: { 1: '24 小时内', 2: '1—2 天', 3: '2—3 天', 4: '3—4 天', more: '4 天以上' } satisfies Readonly<
    Record<Wait, string>
  >,
  takeOut: '导出',
  takeOutMeans: '这几天的单据，合计与“采集”相同',
  ledger: '和上月同期比',
  more: '多了',
  yuan: '元',
  collected: '采集',
  booked: '已入账',
  toBooked: '审批完成到入账',
  within: (minutes: number | null, bills: number) =>
    minutes === null
      ? worklistWords.empty.booked[0]
      : `已入账的 ${count(bills)} 笔，一半在 ${analysisWords.span(minutes)}内`,
  stretches: (each: Analysis['stretches']) =>
    each.map(({ stretch, now }) => `${STRETCH[stretch]} ${analysisWords.span(now)}`).join('，'),
  stretchesMean: '各段分别取一半的单据',
  firstPass: TERM_WORDS.firstPass,
  firstPassMeans: TERM_WORDS.firstPassMeans,
  fraction: ({ once, booked }: { once: number; booked: number }) =>
    booked === 0 ? '—' : `${count(once)} / ${count(booked)} 笔`,
  percent: ({ once, booked }: { once: number; booked: number }) =>
    booked === 0 ? '' : `${Math.floor((once * 100) / booked)}%`,
  /** Formats minutes; from one hour on as whole hours. */
  span: (minutes: number | null): string => {
    if (minutes === null) return '—';
    if (minutes < 60) return `${Math.max(1, minutes)} 分钟`;
    const hours = Math.floor(minutes / 60);
    if (hours < 2 * HOURS_A_DAY) return `${hours} 小时`;
    const rest = hours % HOURS_A_DAY;
    return `${Math.floor(hours / HOURS_A_DAY)} 天${rest === 0 ? '' : ` ${rest} 小时`}`;
  },
  signed: (amount: Amount): string => {
    const text = formatAmount(amount).replace(/^[-−]/, '');
    if (amount === '0.00') return text;
    return `${amount.startsWith('-') ? '−' : '+'}${text}`;
  },
  signedCount: (value: number): string => (value === 0 ? '0' : `${value < 0 ? '−' : '+'}${count(Math.abs(value))}`),
  byCost: '按费用项目',
  byDepartment: '按部门',
  press: '点一行看单据',
  rest: (n: number) => `其余 ${n} 项`,
  fold: '收起其余',
  collectedMeans: '含还没付的和已归档的',
  noDepartment: '没写部门',
  total: '合计',
  unknown: (n: number) => `另有 ${count(n)} 张${TERM_WORDS.noYuanSum}`,
  unknownOf: (month: string, n: number) => `${month}${analysisWords.unknown(n)}`,
  unnamed: (key: string) => UNNAMED[key] ?? key,
  bills: (n: number) => `${count(n)} 笔`,
  months: '近 13 个月',
  monthsTo: (month: string, to: string) => `元，${monthName(month)}到 ${Number(to.slice(8))} 日`,
  people: '每个人做了多少',
  peopleMean: '这些单据里，笔',
  person: '姓名',
  approved: '审核',
  held: '挂起',
  pushed: '推送',
  nobody: '还没有人审核、挂起或推送过',
  troubles: '出过的异常',
  troublesMean: (ever: number, left: number) => `${count(ever)} 笔次，还剩 ${count(left)} 笔`,
  noTroubles: '没有出过异常',
  ever: '出过',
  left: '还剩',
  cause: (key: string): string => policyOf(key)?.word ?? '要人看',
  unmapped: '卡住最多的未映射值',
  unmappedCount: (n: number) => `${count(n)} 条`,
  noUnmapped: '没有卡住的值',
  toMapping: PAGE_TERMS.toMapping,
  none: (month: string) => `${monthName(month)}没有审批完成的单据`,
  noneHint: '换一个月，或去掉方案和组织的条件',
  adding: '正在加总',
  drill: {
    close: '关掉',
    before: (name: string, amount: string) => `${name} ¥${amount}`,
    share: '按行里的费用项目算，只是单据的一部分',
    more: (n: number) => `再看其余 ${count(n)} 笔`,
    reading: '正在取…',
    desk: (n: number) => `在审核台打开这 ${count(n)} 笔`,
    none: '没有单据',
  },
  morning: {
    title: '晨报',
    yesterday: '昨天',
    sides: { dingtalk: TERM_WORDS.dingtalkDone, ledger: '台账', kingdee: '金蝶' },
    units: { dingtalk: '条', ledger: '张', kingdee: '张' },
    unknownOf: (side: 'dingtalk' | 'ledger' | 'kingdee', n: number) =>
      `另有 ${count(n)} ${analysisWords.morning.units[side]}${TERM_WORDS.noYuanSum}`,
    notRun: '昨天还没有对账，在电脑上“对账”里可以现在对',
    unread: '昨天的对账没有读到，点一下重试',
    readingDay: '正在读昨天的对账',
    running: '昨天的账正在对',
    look: (n: number) => DIFFERENCE_WORDS.look(count(n)),
    open: (n: number) => `还有 ${count(n)} 张在途`,
    calm: '查全了，没有未解释的差异',
    red: (n: number) => DIFFERENCE_WORDS.unexplained(count(n)),
    redHint: '在电脑上看对账，逐张核对',
    stages: '现在在哪里',
    spent: '采集的钱在哪些部门',
    restDepartments: (n: number) => `其余 ${n} 个部门`,
    compared: (name: string, amount: string) => `比 ${name} ${amount}`,
    lastMonth: (name: string, text: string) => `${name} ${text}`,
    rest: '挂起与归档',
    toBooked: '审批到入账，一半在',
    within: (text: string) => `${text}内`,
  },
  isNone: ({ count: bills }: CountAndSum): boolean => bills === 0,
} as const;
