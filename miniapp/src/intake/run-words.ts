import type { CountAndSum } from '@dingdee/shared/page';
import { plainWords } from '../ui/plain-words.js';
import { sumInWords } from '../ui/sum-words.js';
import { leftOutWords } from './left-out-words.js';

/** Texts of the runs of the intake; the same on desk and phone. */
export const runWords = {
  title: '采集记录',
  runNow: '现在采集',
  amendments: '撤销和修改',
  start: '现在采一次',
  starting: plainWords.starting,
  running: '正在采集',
  states: { running: '正在采集', done: '完成', failed: '中断' },
  counts: (seen: string, created: string, known: string) => `看到 ${seen} 条，新收 ${created} 条，收过 ${known} 条`,
  skipped: (n: string) => `${n} 条不采集，因为：`,
  skippedOf: (seen: string, n: string) => `${seen} 条中 ${n} 条不采集，因为：`,
  failed: (n: string) => `${n} 条没有取到：`,
  /** "¥12,840.00", with the number of approvals that it does not contain. */
  amountOf: ({ count, amount, unknown }: CountAndSum) =>
    unknown === count ? plainWords.unknownAmount : `¥${sumInWords({ amount, unknown: unknown ?? 0 })}`,
  /** One reason of a run in a line. */
  reasonLine: (sum: CountAndSum & { reason: string }) =>
    `${leftOutWords.reason(sum.reason)}，${leftOutWords.of(sum.count)} ${runWords.amountOf(sum)}`,
  none: '还没有采集过',
  emptyHint: '采集按计划自动进行，也可以现在采一次。',
  noRight: '采集由管理员启动，计划内的照常进行。',
} as const;
