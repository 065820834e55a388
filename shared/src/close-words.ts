import {
  CLOSE_POINTS,
  type CloseHand,
  type ClosePack,
  type ClosePoint,
  type ClosePointState,
  type CloseState,
} from './close.js';
import { DIFFERENCE_WORDS } from './page-terms.js';

/** Formats a count in the reader's style. */
type Counted = (n: number) => string;
interface PointWords {
  done: (month: string) => string;
  open: (n: string, month: string) => string;
}
const POINTS: Readonly<Record<ClosePoint, PointWords>> = {
  days: { done: () => '每天都对过账', open: (n) => `${n} 天没有对账、没有查全，或对账以后又有变化` },
  complete: { done: () => '采集完整', open: (n) => `${n} 条没进台账，或正在读` },
  unexplained: { done: () => DIFFERENCE_WORDS.calm, open: DIFFERENCE_WORDS.unexplained },
  mapping: { done: () => '待补映射已清零', open: (n) => `待补映射 ${n} 笔` },
  review: { done: () => '待审核已清零', open: (n) => `待审核 ${n} 笔` },
  push: { done: () => '待推送已清零', open: (n) => `待推送 ${n} 笔` },
  pushing: { done: () => '没有正在推送的', open: (n) => `推送中 ${n} 笔` },
  'in-doubt': { done: () => '存疑都查清了', open: (n) => `存疑 ${n} 笔` },
  trouble: { done: () => '被拒绝、待冲销的都处理了', open: (n) => `被拒绝、待冲销 ${n} 笔` },
  quarantine: { done: () => '隔离区都决定了', open: (n) => `隔离区 ${n} 条没有决定` },
  audit: { done: () => '审计校验一致', open: () => '审计还没有校验' },
  look: { done: () => '没有要看的差异', open: DIFFERENCE_WORDS.look },
  held: { done: () => '没有挂起的', open: (n) => `已挂起 ${n} 笔` },
  period: { done: (month) => `金蝶 ${month} 已结账`, open: (_, month) => `金蝶 ${month} 结账了没有` },
};

/** Returns the text of a point, for the page and the file. */
export function pointWords(
  { point, done, count }: Pick<ClosePointState, 'point' | 'done' | 'count'>,
  month: string,
  counted: Counted = String,
): string {
  if (done) return POINTS[point].done(month);
  if (point === 'days' && count === 0) return DIFFERENCE_WORDS.noDayOver;
  if (point === 'audit' && count > 0) return '审计停住了，对不上。先不要结账，请管理员查';
  return POINTS[point].open(counted(count), month);
}

export const POINT_STATUS_WORDS = {
  done: '好了',
  stays: '留着，有原因',
  must: '没做完',
  may: '可以带着原因留下',
  person: '要人来勾',
} as const;
export const pointStatus = ({
  point,
  done,
  settled,
}: Pick<ClosePointState, 'point' | 'done' | 'settled'>): keyof typeof POINT_STATUS_WORDS =>
  done ? 'done' : settled ? 'stays' : CLOSE_POINTS[point];

/** @param left number of points that are neither done nor left open with a reason */
export function closeStateWords(state: CloseState, left: number): string {
  if (state === 'closed') return '已签字，数字已冻结';
  if (left > 0) return `准备中，还差 ${left} 项`;
  return state === 'prepared' ? '编制已签字，等复核' : '都做完了，可以签字';
}
export const leftOf = ({ content }: Pick<ClosePack, 'content'>): number =>
  content.points.filter(({ settled }) => !settled).length;

export const HAND_WORDS: Readonly<Record<CloseHand, string>> = { prepare: '编制', confirm: '复核' };
export const STALE_WORDS = '签后内容变了，要重新签';
export const ONLY_KINGDEE = DIFFERENCE_WORDS.onlyKingdee;
export const SEVERAL_ITEMS = '多个或未定';
