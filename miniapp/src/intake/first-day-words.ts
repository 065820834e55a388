import type { FirstDayEffect, FirstDayKept } from '@dingdee/shared/first-day';
import type { CountAndSum } from '@dingdee/shared/page';
import { count } from '../ui/formats.js';
import { sumInWords } from '../ui/sum-words.js';
import { openingWords } from './left-out-words.js';

const sum = ({ count: n, amount, unknown }: CountAndSum): string =>
  `${count(n)} 条 ¥${sumInWords({ amount, unknown: unknown ?? 0 })}`;

/** Texts of 改从哪天开始收. */
export const firstDayWords = {
  change: '改',
  changeOf: (form: string) => `改从哪天开始收：${form}`,
  title: '从哪天开始收',
  subtitle: (form: string) => `${form}。更早完成的算期初，在线下处理，不会推送`,
  now: '现在',
  none: openingWords.none,
  to: '改为',
  range: (earliest: string, latest: string) => `可以选 ${earliest} 到 ${latest} 之间的一天。`,
  pick: '换一天，先列出会改什么，确认后才改。',
  reading: '正在看影响…',
  effect: '会改什么',
  opening: ({ opening, day }: FirstDayEffect) =>
    opening.count === 0
      ? `待补映射、待审核、已挂起里没有 ${day} 以前完成的`
      : `${sum(opening)} 归为期初，离开待补映射、待审核、已挂起，在线下处理`,
  undo: '归为期初的一天之内可以逐笔“撤销归档”',
  stays: '不会动的',
  kept: {
    booked: (each: CountAndSum) => `已入账 ${sum(each)}`,
    sent: (each: CountAndSum) => `推送过，或可能推送过 ${sum(each)}`,
    approved: (each: CountAndSum) => `审核通过，或通过过 ${sum(each)}`,
  } satisfies Record<FirstDayKept, (each: CountAndSum) => string>,
  quarantined: (each: CountAndSum) => `补采隔离区里的 ${sum(each)}，照样由人决定`,
  closed: (each: CountAndSum) => `已归为期初的 ${sum(each)} 不再打开：一条审批只有一张单据`,
  nothingKept: '没有',
  collects: ({ backfill }: FirstDayEffect) => {
    if (backfill === null) return '今天以后完成的照常采集';
    const { from, to, estimate } = backfill;
    const known = estimate.items === null ? '' : `，约 ${count(estimate.items)} 条`;
    return `补采 ${from} 到 ${to} 发起的${known}，全部先进隔离区，不推送`;
  },
  sweeps: '平时采集和事件再看到这些天完成的，也先进隔离区',
  go: ({ way, opening, backfill, day }: FirstDayEffect) =>
    way === 'later' && opening.count > 0
      ? `改为 ${day}，${count(opening.count)} 条归为期初`
      : way === 'earlier' && backfill !== null
        ? `改为 ${day}，补采用 ${backfill.estimate.items === null ? '至少 ' : ''}${count(backfill.estimate.calls)} 次`
        : `改为 ${day}`,
  going: '正在改…',
  keep: '不改',
} as const;
