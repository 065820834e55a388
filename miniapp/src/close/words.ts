import type {
  CloseContent,
  CloseHand,
  ClosePack,
  ClosePoint,
  ClosePointState,
  CloseState,
} from '@dingdee/shared/close';
import {
  closeStateWords,
  HAND_WORDS,
  ONLY_KINGDEE,
  POINT_STATUS_WORDS,
  pointWords,
  SEVERAL_ITEMS,
  STALE_WORDS,
} from '@dingdee/shared/close-words';
import { type Amount, formatAmount, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { DIFFERENCE_WORDS, PAGE_TERMS } from '@dingdee/shared/page-terms';
import { BETWEEN } from '@dingdee/shared/statement-words';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { statementWords } from '../statement/words.js';
import { count, dateTime } from '../ui/formats.js';
import { plainWords } from '../ui/plain-words.js';

/** Label of the link to the work. */
const GO: Readonly<Record<ClosePoint, string>> = {
  days: '去对账',
  complete: '看采集',
  unexplained: '去查',
  mapping: '去补',
  review: '去审核',
  push: '去推送',
  pushing: '看推送',
  'in-doubt': '去核对',
  trouble: '去处理',
  quarantine: '去决定',
  audit: '',
  look: '去看',
  held: '去看',
  period: '',
};
const unknownWord = (unknown = 0): string => (unknown > 0 ? `，另有 ${count(unknown)} 张${TERM_WORDS.noYuanSum}` : '');
const daysWord = (days: readonly string[]): string =>
  days.length > 5
    ? `${days[0]?.slice(5)} 到 ${days.at(-1)?.slice(5)} 之间`
    : days.map((day) => day.slice(5)).join('、');
/** Formats the sum of a point; "" if there is no sum. */
const sumWord = ({ amount, unknown = 0 }: Pick<ClosePointState, 'amount' | 'unknown'>): string =>
  amount !== null && toFen(amount) !== 0n
    ? `${formatAmount(amount)}${unknownWord(unknown)}`
    : unknown > 0
      ? `${count(unknown)} 张${TERM_WORDS.noYuanSum}`
      : '';
const pointOf = (state: ClosePointState, month: string): string => pointWords(state, month, count);

export const closeWords = {
  title: PAGE_TERMS.closePack,
  month: '哪个月',
  monthName: (month: string) => `${month.slice(0, 4)} 年 ${Number(month.slice(5))} 月`,
  before: '前一个月',
  after: '后一个月',
  state: closeStateWords,
  scope: '全部表单，全部组织，人民币',
  closedAt: (at: number, round: number) => `${dateTime(at)} 冻结${round > 1 ? `，第 ${round} 次结账` : ''}`,
  notOver: '月底之前数字还会变，下个月 1 日起可以签',
  excel: statementWords.excel,
  print: '打印',
  statements: statementWords.title,
  kingdeeMeans:
    '合计是这个月每一天最近一次三方对账的和；金蝶付款单是这些审批对应的付款单，加上业务日期在这个月、不是钉蝶推送的。',
  none: '这个月还没有对过账',
  noneHint: '账包由每天的三方对账合成。先对这个月的账，合计和差异就会出来。',
  forms: '按表单',
  formsHint: '条数与金额（元），竖着加：钉钉完成 ＋ 各项（少的为负）＝ 金蝶',
  sides: statementWords.sides,
  onlyKingdee: ONLY_KINGDEE,
  total: '合计',
  counts: '条数',
  buckets: statementWords.buckets,
  /** @param rest the unexplained part: Kingdee less DingTalk less all named differences */
  adds: (named: Amount, between: Amount, rest: Amount) =>
    toFen(rest) === 0n
      ? `各项合计 ${formatAmount(named)}，等于金蝶减钉钉`
      : `各项合计 ${formatAmount(named)}，金蝶减钉钉是 ${formatAmount(between)}，差 ${formatAmount(rest)} 没有归类`,
  noBuckets: ({ points }: Pick<CloseContent, 'points'>) => {
    const days = points.find(({ point }) => point === 'days');
    if (days?.done) return '每天都查全了，三方之间没有差异';
    return days?.count
      ? `还有 ${count(days.count)} 天没有对账、没有查全或之后又有变化，现在不能说一致`
      : DIFFERENCE_WORDS.noDayOver;
  },
  signedCount: (n: number) => (n > 0 ? `+${count(n)}` : n < 0 ? `−${count(-n)}` : '0'),
  unknown: ({ unknown }: Pick<CountAndSum, 'unknown'>) => unknownWord(unknown),
  columns: { where: statementWords.columns.where, name: '归类', means: '说明', count: '张数', amount: '金额（元）' },
  between: BETWEEN,
  accruals: '暂估',
  accrualsHint: (over: boolean) =>
    over ? '到月底已经通过、金蝶还没有审核的' : '到现在已通过、金蝶还没有审核的；月底前还会变',
  noAccruals: (hasBills: boolean) =>
    hasBills ? '没有要暂估的：月底前审批完成的，金蝶都已审核，或已归档不付。' : '月底前没有审批完成的单据。',
  accrualColumns: {
    org: TERM_WORDS.payOrg,
    item: TERM_WORDS.costItem,
    payee: '收款人',
    finished: TERM_WORDS.finished,
    state: '状态',
  },
  severalItems: SEVERAL_ITEMS,
  seeAccruals: (n: number) => `逐张看 ${count(n)} 张`,
  fold: plainWords.fold,
  more: (n: number) => `再看 ${count(n)} 张`,
  open: (payee: string, no: string) => `打开 ${payee} ${no}`,
  changes: '签字后变动',
  changesHint: '冻结的数字不动；这里按每天最近一次对账和单据现在的状态算',
  noChanges: (balanced: ClosePack['balanced']) =>
    balanced === null
      ? '签字以后没有看到变动。这个月还没有对过账'
      : `签字以后没有看到变动。这个月最近一次对账：${dateTime(balanced.at)}；以后在金蝶里改的，重新对账才看得到${
          balanced.unanswered > 0 ? `。有 ${count(balanced.unanswered)} 天金蝶没有回答` : ''
        }`,
  changesFound: (n: number) => `签字以后变了 ${count(n)} 处`,
  changeColumns: {
    day: '日期',
    what: '单据',
    reason: '原因',
    ledger: '台账（签字时 → 现在）',
    kingdee: '金蝶（签字时 → 现在）',
  },
  checklist: '结账前要做完的',
  checked: '结账时核过的',
  progress: (points: readonly ClosePointState[]) => {
    const done = points.filter((each) => each.done).length;
    const left = points.filter(({ settled }) => !settled).length;
    const kept = points.length - done - left;
    if (done === points.length) return `${done} 项都好`;
    const parts = [`${points.length} 项`, `好了 ${done} 项`];
    if (kept > 0) parts.push(`${kept} 项写了原因留着`);
    if (left > 0) parts.push(`还差 ${left} 项`);
    return parts.join('，');
  },
  point: pointOf,
  go: (point: ClosePoint) => GO[point],
  goOf: (state: ClosePointState, month: string) => `${GO[state.point]}：${pointOf(state, month)}`,
  under: ({ amount, unknown, days, note, point, done }: ClosePointState): string =>
    note !== null && (done || point === 'look' || point === 'held')
      ? `${note.text}（${note.byName} ${dateTime(note.at)}）`
      : point === 'period'
        ? '接口查不到，要人来勾'
        : [daysWord(days), sumWord({ amount, unknown })].filter((each) => each !== '').join('　'),
  status: POINT_STATUS_WORDS,
  verify: '现在校验',
  verifying: '正在校验…',
  tick: '勾选已结账',
  ticked: (month: string) => `已在金蝶看过，${month} 已结账`,
  untick: '取消勾选',
  reason: '写明原因',
  reasonLabel: (state: ClosePointState, month: string) => `${pointOf(state, month)}：为什么可以留着`,
  noReason: '不写了',
  keep: '留着',
  signing: '签字',
  hands: HAND_WORDS,
  signs: { prepare: '编制签字', confirm: '复核签字' } as Readonly<Record<CloseHand, string>>,
  signed: '已签',
  unsigned: '待签',
  stale: STALE_WORDS,
  finishFirst: '上面没好的做完才能签',
  who: { prepare: '审核或管理', confirm: '另一个人，管理或审计' } as Readonly<Record<CloseHand, string>>,
  own: '编制是你签的，复核要另一个人',
  prepareFirst: '编制签了才能复核',
  freezes: '复核签了，数字就冻结；以后变的只列在签字后变动里。',
  print12: (hash: string) => (hash.slice(0, 16).match(/.{4}/g) ?? []).join('-'),
  hash: '数字指纹',
  reopen: plainWords.reopen,
  reopenHint: '数字要改才重新打开：当时签的留着，两个人再签一次。',
  reopenReason: '为什么重新打开',
  noReopen: '不打开了',
  earlier: '以前结过的',
  round: (n: number) => `第 ${n} 次`,
  reopened: (by: string, at: number, reason: string) => `${by} ${dateTime(at)} 重新打开：${reason}`,
  months: '近 13 个月和更早结过的',
  monthOf: (month: string) => `看 ${month} 的账包`,
  monthState: (state: CloseState, changes: number | null, rounds: number) =>
    state === 'closed' ? (changes ? `变动 ${count(changes)} 处` : '已结') : rounds > 1 ? plainWords.reopen : '没结',
  inSum: ({ count: n, amount, unknown }: CountAndSum) =>
    `${count(n)} 张 ¥${formatAmount(amount)}${unknownWord(unknown)}`,
} as const;
