import type { Difference, Simulation, StartSimulation } from '@dingdee/shared/simulation';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { count } from '../../ui/formats.js';
import { plainWords } from '../../ui/plain-words.js';
import { sumInWords } from '../../ui/sum-words.js';

const KINDS: Readonly<Record<Difference, string>> = {
  unproven: '重跑不一致',
  stopped: '会停下',
  'left-out': '不再采集',
  differs: '内容不同',
  released: '不再停下',
};
const TABLES: Readonly<Record<StartSimulation['tables'], string>> = {
  cited: '和当时一样',
  now: '用现在的',
};

/** Texts of 推演. */
export const simulateWords = {
  title: '推演',
  of: (name: string) => `${name} 的推演`,
  linkOf: (name: string) => `推演 ${name}`,
  back: '方案',
  hint: '用一个版本把过去一段时间的审批再映射一遍，和当时映射的逐张比。只看不改：不动单据，不调用钉钉和金蝶。',
  ask: {
    title: '推演什么',
    from: '从哪天完成的审批',
    to: '到哪天',
    version: '用哪个版本',
    current: (n: number) => `v${n}（现在用的）`,
    other: (n: number) => `v${n}`,
    draft: '正在改的内容（还没存）',
    tables: '映射表',
    tablesHint: {
      cited: '每张单据用它当时查的映射表，差异只来自规则。',
      now: '映射表也换成现在的，差异来自规则和映射表。',
    } satisfies Record<StartSimulation['tables'], string>,
    start: '开始推演',
    again: '重新推演',
    starting: plainWords.starting,
    badDays: '开始日期要不晚于结束日期',
    notYou: '开始推演要管理员；这里看得到最近一次的结果。',
    none: '还没有推演过',
    noneHint: '选一段时间，看看换了规则会变什么。',
  },
  tables: TABLES,
  what: ({ version, draft, tables, from, to }: Simulation) =>
    `${draft ? `没存的内容（存了是 v${version}）` : `v${version}`}　${from} 至 ${to}　映射表${TABLES[tables]}`,
  by: (name: string, at: string, kept: string) => `${name} ${at} 开始，结果留到 ${kept}`,
  progress: (done: number, total: number) => `已比 ${count(done)} / ${count(total)} 张`,
  leave: '可以离开，推演在后台继续。',
  stop: '停下',
  ends: {
    stopped: '推演停下了，下面是停下之前比过的。',
    failed: '推演没有跑完，下面是断之前比过的。重新推演；再断请管理员看服务器日志。',
  },
  zero: {
    title: '零差异',
    what: (n: number) => `比了 ${count(n)} 张，没有一张会不同，按费用项目、部门、组织的金额也都不变。`,
    proven: (n: number) => `其中 ${count(n)} 张用当时的版本和映射表重跑，内容和存下的一字不差。`,
  },
  none: (n: number, of: number) =>
    n === 0 ? '没有可以比的' : `比过的 ${count(n)} 张没有不同，一共 ${count(of)} 张，没有全部比完`,
  differ: (n: number, of: number) => `${count(of)} 张里有 ${count(n)} 张会不同`,
  proven: (n: number) => `${count(n)} 张用当时的版本和映射表重跑，内容和存下的一字不差`,
  uncompared: (unmapped: number, archived: number) =>
    [unmapped > 0 ? `${count(unmapped)} 张还没映射过` : '', archived > 0 ? `${count(archived)} 张的审批原文已归档` : '']
      .filter((part) => part !== '')
      .join('，'),
  notCompared: (text: string) => `没有比：${text}。`,
  sides: { billed: '成单', stopped: '停下', leftOut: '不采集' },
  before: '之前',
  after: '之后',
  difference: '差额',
  side: (sum: { count: number; amount: Simulation['same']['amount']; unknown?: number }) =>
    `${count(sum.count)} 张 ¥${sumInWords(sum)}`,
  sums: '金额变在哪里',
  byWhat: { costItem: TERM_WORDS.costItem, department: '部门', organisation: '组织' },
  onlyChanged: '只看有变化的',
  unchanged: '按这一项，金额没有变化',
  noKey: '（没有）',
  total: '合计',
  kinds: KINDS,
  kind: (kind: Difference, n: number) => `${KINDS[kind]} ${count(n)}`,
  bills: '有差异的单据',
  amounts: (before: string, after: string) => (before === after ? `¥${before}` : `¥${before} → ¥${after}`),
  nothing: '空',
  more: (n: number) => `另有 ${count(n)} 处`,
  next: (n: number) => `再看，还有 ${count(n)} 张`,
  open: (payee: string, businessId: string) => `打开 ${payee} ${businessId}`,
} as const;
