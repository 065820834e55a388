import { BOOKED_AS, type Outcome, REACHED } from '@dingdee/shared/bill-state';
import type { PushItem, PushOrder } from '@dingdee/shared/push';
import type { PushPause } from '@dingdee/shared/push-pause';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { count, countdown, sinceWord } from '../ui/formats.js';
import { plainWords } from '../ui/plain-words.js';
import { sumInWords } from '../ui/sum-words.js';
import { runningWords } from './running-words.js';

const STEP_NOW = { none: '保存中', saved: '提交中', submitted: '审核中', audited: '核对中' } as const satisfies Record<
  (typeof REACHED)[number],
  string
>;

export const nextProbeWord = (span: string): string => `下一次核对 ${span} 后`;
/** Formats when the next look into Kingdee is due. */
export const probeWord = (at: number, now: number): string =>
  at <= now ? '正在去查' : nextProbeWord(countdown(at, now));

/** Returns the state of a bill of the order in words. */
export function itemWord(
  item: Pick<PushItem, 'state' | 'reached' | 'outcome' | 'sentence' | 'nextProbeAt'>,
  now: number,
): string {
  switch (item.state) {
    case 'booked':
    case 'written-back':
      return item.sentence ?? BOOKED_AS[item.outcome];
    case 'in-doubt':
      return item.nextProbeAt && item.nextProbeAt > now
        ? `金蝶未回答，${countdown(item.nextProbeAt, now)} 后去查`
        : (item.sentence ?? '金蝶未回答，正在查');
    case 'failed':
      return item.sentence ?? TERM_WORDS.notTaken;
    case 'reversal-needed':
      return '入账后有变动，待冲销，打开单据看原因';
    case 'pushing':
      return item.sentence ?? STEP_NOW[item.reached];
    default:
      return item.sentence ?? '排队';
  }
}

/** Returns the result of the bills of a finished order: never plain 已入账 for less than an audit (product.md §1). */
export function throughWord({ through }: Pick<PushOrder, 'through'>): string {
  const words = new Set(through.map((outcome) => BOOKED_AS[outcome]));
  return words.size > 1 ? '已完成' : ([...words][0] ?? pushWords.parts.booked);
}

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  save: '每笔只保存，由金蝶那边提交和审核',
  'save+submit': '每笔依次 保存 → 提交',
  'save+submit+audit': '每笔依次 保存 → 提交 → 审核',
};

export const pushWords = {
  preparing: '正在向金蝶核对这些单据，通常 3 秒',
  confirm: '确认推送',
  title: (n: number) => `推送 ${count(n)} 笔到金蝶云星空`,
  nothing: '没有可以推送的单据',
  total: '合计（本位币）',
  chosen: (n: number) => `已选 ${count(n)} 笔`,
  left: (n: number) => `不推送 ${count(n)} 笔`,
  byOrg: '付款组织与币别',
  org: TERM_WORDS.payOrg,
  currency: '币别',
  count: '笔数',
  money: '金额（本位币）',
  sum: '合计',
  largest: '金额最大的三笔',
  payeeHands: (n: number) => `收款信息不是照审批单的 ${count(n)} 笔`,
  changedBy: (what: string, who: string) => (who === '' ? what : `${what}（${who}）`),
  lookedAtBy: (who: string) => `${who} 核对后通过`,
  excluded: (n: number) => `不推送的 ${count(n)} 笔`,
  excludedTail: '，原因如下',
  push: (n: number) => `推送 ${count(n)} 笔`,
  sending: '正在送出…',
  keep: plainWords.keep,
  close: plainWords.close,
  closeRunning: '关闭，推送在后台继续',
  progress: '推送进度',
  running: TERM_WORDS.pushing,
  stoppingTitle: '正在停下',
  of: (done: number, { count: all, inDoubt }: Pick<PushOrder, 'count' | 'inDoubt'>) =>
    inDoubt.count > 0 ? `${done} / ${all}，${count(inDoubt.count)} 笔存疑` : `${done} / ${all}`,
  byWhom: (time: string, who: string) => `${time} 开始，${who} 推送`,
  parts: {
    booked: '已入账',
    failed: '失败',
    inDoubt: '存疑',
    running: '推送中',
    queued: '排队',
    notSent: '未发',
    total: '合计',
  },
  columns: {
    payee: '收款人',
    amount: '金额（元）',
    steps: '存 提 审',
    stepsTitle: TERM_WORDS.allSteps,
    now: '现在',
    number: TERM_WORDS.billNo,
  },
  stop: '停止',
  stopping: '正在停止…',
  /** Text for an order with only in-doubt bills left. */
  stopDoubtMeans: (inDoubt: number) =>
    `存疑的 ${count(inDoubt)} 笔照常核对：金蝶里没有的不再发，金蝶里已做完的照常入账，做到一半的停下等人`,
  /** No numbers: which of the running bills are in Kingdee's hands changes while the person reads. */
  stopMeans: '做完正在发的这一批；还没发的退回“待推送”；金蝶里做到一半的停在“异常”，由人继续或撤回',
  background: '收起，后台继续',
  result: '推送结果',
  /** An order with in-doubt bills is not done, whatever its other results. */
  done: ({ booked, failed, inDoubt, through }: Pick<PushOrder, 'booked' | 'failed' | 'inDoubt' | 'through'>) => {
    const parts = [`${count(booked.count)} 笔${throughWord({ through })}`];
    if (inDoubt.count > 0) parts.push(`${count(inDoubt.count)} 笔存疑`);
    if (failed.count > 0) parts.push(`${count(failed.count)} 笔要处理`);
    return `${inDoubt.count > 0 ? runningWords.notThrough : '推送完成'}　${parts.join('，')}`;
  },
  doubtTitle: (part: PushOrder['inDoubt']) =>
    `${count(part.count)} 笔 ¥${sumInWords(part)} 存疑：结果还不确定，可能已在金蝶里。`,
  doubtMeans: '钉蝶正在去金蝶查，查清之前不要手工重录。每笔的下一步写在下面，有的要由人决定。',
  /** Empty if no look is due. @param away since when Kingdee cannot be reached, in words; null while it can */
  doubtNext: (at: number | null, now: number, away: string | null) => {
    if (away !== null) return `金蝶 ${away} 起断开，恢复后自动接着查。`;
    return at === null ? '' : `${probeWord(at, now)}。`;
  },
  doubtShort: (n: number) => `存疑 ${count(n)} 笔`,
  span: (from: string, to: string, who: string) => `${from}—${to}，${who} 推送`,
  units: '笔',
  checkNow: '现在去查',
  checking: '正在去查…',
  proceed: '继续',
  open: plainWords.openBill,
  numberIs: TERM_WORDS.billNo,
  dontRetype: '不要手工重录',
  more: (n: number) => plainWords.moreOf(count(n)),
  export: '导出结果',
  exporting: (done: number, all: number) => `正在导出 ${count(done)} / ${count(all)}`,
  exported: (name: string) => `推送结果 ${name}`,
  accountSet: (name: string) => `账套 ${name}`,
  byDate: TERM_WORDS.businessDate,
  noDate: '推送时定',
  sameDay: ({ day, count: n }: { day: string; count: number }) =>
    `其中 ${count(n)} 笔的日期是推送当天 ${day}，过了今天还没有发出的会退回，按新的一天重新审核`,
  excludedMore: (n: number) => plainWords.moreOf(count(n)),
  moreRows: (shown: number, all: number) => `已列 ${count(shown)} / ${count(all)} 笔，再列一些`,
  notSentNote: '没有发出的仍在待推送，可以再推。',
  handle: (n: number) => `去“异常”看 ${count(n)} 笔`,
  live: (done: number, all: number) => `已有结果 ${done} 笔，共 ${all} 笔`,
} as const;

/** The bills that a pause holds back, in the same words in all places. */
const waiting = (n: number, money: string): string =>
  n > 0 ? `${count(n)} 笔 ¥${money} 保持排队` : '现在没有单据在等';

export const pauseWords = {
  title: ({ kind, id, name }: Pick<PushPause, 'kind' | 'id' | 'name'>) =>
    kind === 'scheme' ? `方案“${name}”的推送已暂停` : `付款组织 ${id} ${name} 的推送已暂停`,
  why: ({ by, since: at, reason }: Pick<PushPause, 'by' | 'since' | 'reason'>, now: number) =>
    `${by ?? '钉蝶自己'} ${sinceWord(at, now)} 暂停：${reason}`,
  waiting,
  means: (n: number, money: string) => `${waiting(n, money)}${n > 0 ? '，不会丢，也不会重发' : ''}。审核和补映射照常。`,
  adminOnly: '要由管理员决定后恢复。',
  pause: TERM_WORDS.pausePush,
  resume: TERM_WORDS.resumePush,
  /** Each of two pauses has its own button. */
  resumeOf: ({ by }: Pick<PushPause, 'by'>, of: number) =>
    of < 2 ? TERM_WORDS.resumePush : by === null ? '结束钉蝶的暂停' : `结束${by}的暂停`,
  resuming: plainWords.releasing,
} as const;
