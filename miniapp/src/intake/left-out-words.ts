import type { CountAndSum } from '@dingdee/shared/page';
import { count, dateTime } from '../ui/formats.js';
import { sumInWords } from '../ui/sum-words.js';

/** Texts of 本月不采集. */
export const leftOutWords = {
  title: '本月不采集',
  sum: (sum: CountAndSum) => `${count(sum.count)} 条 ¥${sumInWords({ amount: sum.amount, unknown: sum.unknown ?? 0 })}`,
  of: (n: number) => `${count(n)} 条`,
  none: '本月没有不采集的审批',
  rest: (n: number) => `其余 ${count(n)} 种原因`,
  all: (n: number) => `看全部 ${count(n)} 条`,
  see: (reason: string, n: number) => `看 ${count(n)} 条：${reason}`,
  seeOf: (n: number) => `看 ${count(n)} 条`,
  runTitle: (startedAt: number) => `${dateTime(startedAt)} 的采集，不采集的`,
  sheet: (from: string) => `${from.slice(5)} 起完成、没有采集的审批，每一条都写着为什么`,
  reason: (reason: string) => reason || '没有写原因',
  finished: '完成',
} as const;

/** Texts of 期初与补采. */
export const openingWords = {
  title: '期初与补采',
  from: '从哪天开始',
  none: '没有写，以前完成的也收',
  earlier: '更早完成的算期初，在线下处理，不会推送',
  noScheme: '还没有启用方案',
  toSchemes: '看方案',
} as const;
