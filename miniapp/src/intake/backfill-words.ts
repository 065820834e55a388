import type { Backfill, BackfillEstimate } from '@dingdee/shared/backfill';
import type { CountAndSum } from '@dingdee/shared/page';
import { PAGE_TERMS } from '@dingdee/shared/page-terms';
import { editWords } from '../ui/edit-words.js';
import { count, dateTime, monthDay } from '../ui/formats.js';
import { plainWords } from '../ui/plain-words.js';
import { sumInWords } from '../ui/sum-words.js';

/** A forecast is a few calls off. */
const FEW_CALLS = 5;

const took = (seconds: number): string =>
  seconds < 60
    ? `${seconds} 秒`
    : seconds < 3600
      ? `${Math.ceil(seconds / 60)} 分钟`
      : `${(seconds / 3600).toFixed(1)} 小时`;
const sum = ({ count: n, amount, unknown }: CountAndSum): string =>
  `${count(n)} 条 ¥${sumInWords({ amount, unknown: unknown ?? 0 })}`;
/** Formats "10-15—10-31"; adds the years if they are not the present year. */
const span = ({ from, to }: { from: string; to: string }, now = Date.now()): string => {
  const year = String(new Date(now).getFullYear());
  const short = (day: string) => (day.startsWith(year) ? day.slice(5) : day);
  return `${short(from)}—${short(to)}`;
};

export const backfillWords = {
  open: PAGE_TERMS.backFill,
  title: PAGE_TERMS.backFill,
  hint: '把以前的审批取进来看，先隔离，不推送',
  from: '发起日期从',
  to: '到',
  form: '表单',
  allForms: (n: number) => `全部 ${n} 个`,
  byLaunch: '钉钉只能按发起日期列审批，跨月完成的按发起的那天算。',
  badDays: (oldest: string, yesterday: string) =>
    `日期要在 ${oldest} 到 ${yesterday} 之间，开始的不晚于结束的。今天发起的由平时的采集收。`,
  beforeCutOver: (day: string) =>
    `这段时间早于期初 ${day}，多半已经用别的方式付过。金蝶里找到已付的会建议归为期初；真要付的，在隔离区逐笔放行。`,
  cost: '要用多少额度',
  about: '约',
  items: '条',
  unknown: '不知道',
  unknownHint: '这个表单收得还太少',
  calls: '调用',
  times: '次',
  callsOf: ({ lists, details, items }: BackfillEstimate) =>
    items === null ? `至少列表 ${count(lists)}，详情每条 1 次` : `列表 ${count(lists)}，详情 ${count(details)}`,
  time: '用时',
  pace: (n: number) => `按每秒 ${n} 次`,
  took,
  known: (n: number) => `另有 ${count(n)} 条已经收过，不再用额度。`,
  used: '本月已用',
  this: '这次补采',
  rest: '到月底还会用',
  end: '月底约',
  slower: '70% 放慢',
  monthEnd: ({ forecast, limit, saved }: Pick<BackfillEstimate, 'forecast' | 'limit' | 'saved'>) => {
    if (saved > FEW_CALLS) return `平时的补扫到月底会少 ${count(saved)} 次，省给这次补采；回写不受影响。`;
    const from = Math.floor(limit * 0.7);
    return forecast < from
      ? `月底仍低于 ${count(from)} 次，平时的采集不会放慢。`
      : `月底会超过 ${count(from)} 次，平时的采集不会比现在更慢。`;
  },
  short: ({ calls, left, resetsAt }: BackfillEstimate) =>
    `额度不够：要 ${count(calls)} 次，本月只剩 ${count(left)} 次可用，其余留给平时的采集和回写。缩短日期，或等 ${monthDay(resetsAt)}。`,
  happens: '会发生什么',
  facts: [
    '全部进隔离区，不进待审核，不发通知，不能推送',
    '到金蝶按收款人、金额、日期找已付的，找到的建议归为期初',
    '可以停，停了下次从断的地方接着取，读过的不再用额度',
  ],
  start: (calls: number, known: boolean) => `开始补采，用 ${known ? '' : '至少 '}${count(calls)} 次`,
  starting: plainWords.starting,
  keep: plainWords.keep,
  close: plainWords.close,
  reading: '正在估算…',
} as const;

export const quarantineWords = {
  title: (batch: Backfill) => `补采隔离区　${span(batch)}`,
  label: '补采隔离区',
  by: ({ byName, startedAt, calls, seconds }: Backfill) =>
    `${byName} ${dateTime(startedAt)} 补采，用了 ${count(calls)} 次调用，${took(seconds)}`,
  running: ({ listedUntil, all, calls }: Backfill) =>
    `正在补采${listedUntil === null ? '' : `，到 ${listedUntil.slice(5)}`}，已取 ${count(all.count)} 条，已用 ${count(calls)} 次。可以离开，在后台继续。`,
  stop: '停下',
  stood: ({ listedUntil, all, calls, from }: Backfill) =>
    `补采停在 ${(listedUntil ?? from).slice(5)}，已取 ${count(all.count)} 条，已用 ${count(calls)} 次。`,
  resume: '接着取',
  came: ({ all, moving, released, opening, gone }: Backfill) =>
    `${[moving, released, opening, gone].some((each) => each.count > 0) ? '还隔离' : '补采到'} ${count(all.count)} 条`,
  foundSum: (each: CountAndSum) => `建议归为期初 ${sum(each)}`,
  lookSum: (each: CountAndSum) => `要看的 ${sum(each)}`,
  byForm: '按表单',
  columns: { form: '表单', count: '条数', money: '金额（元）', found: '建议期初', look: '要看的' },
  total: '合计',
  empty: '隔离区里没有要决定的',
  nothing: '这段时间没有没收过的审批',
  nothingHint: ({ known, leftOut }: Backfill) =>
    `列到的里面 ${count(known)} 条收过，${count(leftOut)} 条按采集条件不收。`,
  left: ({ known, leftOut }: Backfill) =>
    `另有 ${[...(known > 0 ? [`${count(known)} 条收过`] : []), ...(leftOut > 0 ? [`${count(leftOut)} 条按采集条件不收`] : [])].join('，')}。`,
  decided: ({ released, opening, gone, moving }: Backfill) =>
    [
      ...(moving.count > 0 ? [`正在处理 ${count(moving.count)} 条`] : []),
      ...(released.count > 0 ? [`已放行 ${sum(released)}`] : []),
      ...(opening.count > 0 ? [`已归为期初 ${sum(opening)}`] : []),
      ...(gone.count > 0 ? [`${count(gone.count)} 条已被撤销或修改，没有放行`] : []),
    ].join('，'),
  looked: (at: number) => `${dateTime(at)} 查过金蝶`,
  looking: '正在查金蝶…',
  notLooked: '还没有查过金蝶',
  notYet: '还没有查完金蝶，哪些已经付过还不知道。查完再看',
  look: '再查金蝶',
  blind: (problem: string) => `没有查全，查不到的没有建议：${problem}`,
  groups: { look: '要看的', found: '建议归为期初', decided: '已处理' },
  group: (word: string, n: number) => `${word} ${count(n)} 条`,
  hints: {
    look: '金蝶里没找到已付的。勾选后放行，进待补映射或待审核',
    found: '金蝶里有同一收款人、同一金额的付款单。归为期初，不推送',
    decided: '',
  },
  all: (n: number, own: number) => `全选 ${count(n)} 条${own > 0 ? `，自己的 ${count(own)} 条由别人决定` : ''}`,
  own: '自己的单据，要由别人决定',
  more: (n: number) => `展开其余 ${count(n)} 条`,
  release: (n: number, money: string) => (n === 0 ? '勾选后放行' : `放行 ${count(n)} 笔 ¥${money}`),
  opening: (n: number) => `${count(n)} 条归为期初`,
  /** The first press shows the approvals, the second decides. */
  showFound: (n: number) => `看建议的 ${count(n)} 条，再归为期初`,
  going: editWords.submitting,
  reason: '理由：怎么核对的',
  reasonFor: {
    found: '金蝶里已有付款单，放行后会再付一次。核对过确实没付的，写明怎么核对的。',
    unasked: '这几条没有在金蝶查过。写明怎么核对的，或先再查金蝶。',
    opening: '金蝶里没有对应的付款单。写明是怎么付的。',
  },
  rereads: (n: number) => `放行前再读一次审批，用 ${count(n)} 次；被撤销或修改的不放行。`,
  noRight: '放行和归为期初由审核或管理员决定。',
  states: { waiting: '', moving: '正在处理', released: '已放行', opening: '期初', gone: '没有放行' },
  bill: '看单据',
  keep: plainWords.keep,
  notice: (batch: Backfill) => `补采隔离中，不能推送：${span(batch)} 发起，${sum(batch.all)}`,
  noticeRunning: (batch: Backfill) => `正在补采：${span(batch)} 发起，已取 ${sum(batch.all)}`,
  go: '去放行',
  see: '看进度',
  phone: (batch: Backfill) => `补采隔离中，不能推送：${span(batch)} 发起，${sum(batch.all)}。在电脑上放行。`,
} as const;
