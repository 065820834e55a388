import { formatAmount } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { DIFFERENCE_WORDS, PAGE_TERMS } from '@dingdee/shared/page-terms';
import type { StatementRun } from '@dingdee/shared/statement';
import { BETWEEN } from '@dingdee/shared/statement-words';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { count, dateTime } from '../ui/formats.js';

const signed = (n: number): string => (n > 0 ? `多 ${count(n)}` : `少 ${count(-n)}`);
const WEEK = ['日', '一', '二', '三', '四', '五', '六'];

export const statementWords = {
  title: '三方对账日报',
  day: '哪一天',
  before: '前一天',
  after: '后一天',
  weekday: (day: string) => `周${WEEK[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? ''}`,
  scope: '全部表单，人民币；金蝶按近三个月由钉蝶付过款的组织查',
  kingdeeMeans: '金蝶付款单：这一天完成的审批对应的付款单，不论哪天入账；加上业务日期是这一天、不是钉蝶推送的付款单。',
  runs: ([first, ...others]: readonly StatementRun[]) =>
    first
      ? `${dateTime(first.startedAt)} 生成${others.length > 0 ? `，${dateTime(others.at(-1)?.startedAt ?? 0)} 重算（第 ${others.length + 1} 次）` : ''}`
      : '',
  close: PAGE_TERMS.closePack,
  excel: '导出表格',
  now: '现在对账',
  going: '正在对账…',
  none: '这一天还没有对过账',
  noneHint: '每天凌晨自动对前一天的；现在要看，就按“现在对账”。只查不改，几分钟内完成。',
  cannot: '请审核或管理员按“现在对账”。',
  failed: (at: string | null) =>
    `上一次对账中途停了，没有结果。${at === null ? '' : `下面是 ${at} 那一次的。`}请审核或管理员再对一次。`,
  problem: (sentence: string) =>
    `金蝶这一边没有全部查到，下面的金蝶合计不完整：${sentence}查不到不等于没有，金蝶恢复后再对一次。`,
  unproven: '对这一次账时，钉钉这一天的审批还没有全部列出（补扫还没有走到这一天结束），之后再对一次。',
  band: '三方合计',
  sides: { dingtalk: PAGE_TERMS.dingtalkFinished, ledger: PAGE_TERMS.ledger, kingdee: PAGE_TERMS.kingdeePayments },
  counts: {
    dingtalk: (n: number) => `${count(n)} 条`,
    ledger: (n: number) => `${count(n)} 张`,
    kingdee: (n: number) => `${count(n)} 张`,
  },
  unknown: ({ unknown = 0 }: CountAndSum) =>
    unknown > 0 ? `另有 ${count(unknown)} 张没有计入（${TERM_WORDS.noYuanSum}）` : '',
  gap: (n: number) => (n === 0 ? '笔数相同' : `${signed(n)} 笔`),
  allNamed: '都有说明',
  look: (n: number) => `${count(n)} 张要看`,
  red: ({ count: n, amount }: CountAndSum) => `未解释 ${count(n)} 张，差 ${formatAmount(amount)}`,
  partial: '没有查全，还不能下结论',
  partialHint: '上面写着哪一边没有查全；补齐后再对一次。',
  uncompared: (n: number) => `有 ${count(n)} 条审批没有合计，金额没有比对`,
  uncomparedHint: '打开这几张，和审批单上的明细核对。',
  calm: DIFFERENCE_WORDS.calm,
  calmHint: '每一处不同都有归类，合计与三方之差一致。',
  waits: (n: number) =>
    `还有 ${count(n)} 张没有走完（待补映射、待审核、待推送等），现在不算对平；走完后，当天夜里自动再对。`,
  bridge: '从钉钉到金蝶，差在哪里',
  bridgeCut: (from: string) => `柱底断开，纵轴从 ${from} 起`,
  bridgeSides: { dingtalk: TERM_WORDS.dingtalkDone, ledger: PAGE_TERMS.ledger, kingdee: PAGE_TERMS.kingdeePayments },
  bridgeCount: (n: string) => `${n} 笔`,
  bridgeSpoken: (bars: readonly string[]) => bars.join('，'),
  buckets: '差异逐项',
  noBuckets: '三方一致，没有差异',
  noBucketsYet: '查到的部分没有差异；没有查全，还不能当作三方一致。',
  /** @param apart difference between the two ends, if it is another number */
  adds: (total: string, apart: string | null) =>
    apart === null ? `合计 ${total}，与两端之差一致` : `合计 ${total}，两端相差 ${apart}：请重新核对这一天`,
  columns: { where: '在哪两方之间', name: '归类', means: '说明', count: '笔数', amount: '金额（元）', next: '下一步' },
  between: BETWEEN,
  see: (n: number) => `看 ${count(n)} 张`,
  seeOf: (name: string, n: number) => `看“${name}”的 ${count(n)} 张`,
  later: (n: number) => `第一次对账之后才有的 ${count(n)} 张`,
  laterOne: '后来才有',
  gone: (name: string, n: number) => `${name} ${count(n)} 张`,
  goneTitle: '第一次对账有、现在已不在这一类：',
  list: (stage: string) => `去“${stage}”列表`,
  open: (payee: string, no: string) => `打开 ${payee} ${no}`,
  entry: { dingtalk: '审批', ledger: '台账', kingdee: '金蝶' },
  more: (n: number) => `再看 ${count(n)} 张`,
  next: '下一步：',
  sent: '推送',
  lines: '按表单与组织',
  lineColumns: {
    form: '表单',
    org: '组织',
    amount: '金额',
    dingtalk: '钉钉',
    ledger: '台账',
    kingdee: '金蝶',
    red: '未解释',
  },
  onlyKingdee: DIFFERENCE_WORDS.onlyKingdee,
  noOrg: '未定',
  total: '合计',
  history: '近 14 天',
  bars: '近 14 天没有走完的单据',
  barsUnit: '没有走完的，张',
  barsRed: '有未解释的差异',
  barSays: (day: string, open: number | null, red: boolean) =>
    open === null
      ? `${day} 没有对账`
      : `${day} ${open > 0 ? `${count(open)} 张没有走完` : '都走完了'}${red ? '，有未解释的差异' : ''}`,
  historyOf: (day: string) => `看 ${day} 的对账`,
  state: {
    red: '有未解释',
    look: '有要看的',
    uncompared: '有金额没比对',
    open: '有在途的',
    ok: '对平',
    partial: '没有查全',
    none: '没有对账',
  },
} as const;
