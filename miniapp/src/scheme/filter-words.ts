import type { FilterWay } from '@dingdee/shared/filter';
import { formatAmount } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { runWords } from '../intake/run-words.js';
import { editWords } from '../ui/edit-words.js';
import { count } from '../ui/formats.js';
import { plainWords } from '../ui/plain-words.js';

const sum = ({ count: n, amount, unknown }: CountAndSum): string =>
  `${count(n)} 条 ¥${formatAmount(amount)}${unknown ? `（其中 ${count(unknown)} 条${TERM_WORDS.noYuanSum}，未计入）` : ''}`;

export const filterWords = {
  title: '采集条件',
  of: (name: string) => `${name} 的采集条件`,
  which: '采集哪些审批',
  all: '同时满足',
  /** Fixed conditions: a bill is only made of an agreed approval, whatever the other conditions are. */
  fixed: [
    { what: '审批状态', is: '等于', value: '已完成' },
    { what: '审批结果', is: '等于', value: '同意' },
  ],
  fixedHint: '这两条不能去掉：付款单只由已完成、已同意的审批生成。',
  ways: {
    equals: '等于',
    'not-equals': '不等于',
    'one-of': '属于',
    'none-of': '不属于',
    contains: '包含',
    'not-contains': '不包含',
    filled: '不为空',
    empty: '为空',
    'is-amount': '等于',
    'is-not-amount': '不等于',
    more: '大于',
    'at-least': '大于等于',
    less: '小于',
    'at-most': '小于等于',
    before: '早于',
    since: '不早于',
    after: '晚于',
    until: '不晚于',
  } satisfies Readonly<Record<FilterWay, string>>,
  place: (n: number) => `第 ${n} 个条件看什么`,
  way: (n: number) => `第 ${n} 个条件怎样比`,
  value: (n: number) => `第 ${n} 个条件比什么`,
  values: '几个值，用“、”隔开',
  add: '加一个条件',
  remove: (n: number) => `删掉第 ${n} 个条件`,
  gone: (label: string) => `${label}（表单里没有了）`,
  unreadable: '金额、日期没填或看不懂的照样采集，由单据检查拦下，不会悄悄漏掉。',
  preview: {
    title: '预览',
    hint: (from: string, n: number) => `${from} 以来存下的 ${count(n)} 条审批`,
    range: '看多久的审批',
    ranges: { all: '全部存下的', 90: '近 90 天', 30: '近 30 天' },
    reading: '正在逐条核对存下的审批：第一次看一个控件，两万条要十秒左右，再改就快',
    incomplete: '先把条件填完',
    some: (total: number, left: number) => runWords.skippedOf(count(total), count(left)),
    none: (total: number) => `${count(total)} 条全部采集`,
    nothing: '这段时间还没有存下的审批，看不出会怎样',
    leftOut: '不采集',
    collected: '采集',
    list: '不采集的审批',
    rest: (n: number) => `看另外 ${count(n)} 条`,
    hasBill: '已有单据',
    sum,
    kept: (kept: CountAndSum) =>
      `其中 ${sum(kept)} 已经有单据：照常审核、付款，不因改条件而动。要不付，到审核台逐张排除。`,
    notJudged: (n: number) => `另有 ${count(n)} 条看不了：原文已归档，或当时就读不懂。它们的单据不受影响。`,
    listed: (shown: number, total: number) =>
      `只列出最近 ${count(shown)} 条，共 ${count(total)} 条；笔数和金额是全部的。`,
    unseen: '没取过详情的审批不在这里；发起人撤销的，钉钉通常不列出。',
  },
  save: '保存，成为新版本',
  saving: editWords.saving,
  saved: (name: string, version: number) => `已保存 ${name} 的采集条件，v${version}`,
  later: '从下一次采集起照新条件。以前因条件不采集的，仍在回看范围内的会重新看。',
  keep: '不改了',
  close: plainWords.close,
  readOnly: '采集条件由管理员修改。',
} as const;
