import type { ClosedWay, DatePick } from '@dingdee/shared/scheme';
import type { ClosedPeriod, DayChoice } from '@dingdee/shared/trial';
import { count, monthDay } from '../../ui/formats.js';

/** Largest number of months that are listed beside one choice. */
const MONTHS_NAMED = 3;
const monthOf = (month: string): string => `${Number(month.slice(5, 7))} 月`;

export const dayWords = {
  which: '用哪一天',
  finished: '审批完成那天',
  pushDayHint: '审核时看到的就是当天；当天没有推送的，第二天按新的日期重新映射，要再审核一次。',
  picked: (label: string, pick: DatePick) => `${label}，${pick === 'earliest' ? '最早一行' : '最晚一行'}`,
  control: '表单里的日期控件…',
  /** Formats the months of the trial approvals: "17 条 11 月，3 条 10 月". */
  lands: ({ months, unknown }: Pick<DayChoice, 'months' | 'unknown'>): string => {
    const [first] = months;
    const missing = unknown > 0 ? [`${count(unknown)} 条没有`] : [];
    if (!first) return missing.join('');
    if (months.length === 1 && unknown === 0) return `${count(first.count)} 条都在 ${monthOf(first.month)}`;
    const rest = months.slice(MONTHS_NAMED).reduce((sum, each) => sum + each.count, 0);
    return [
      ...months.slice(0, MONTHS_NAMED).map((each) => `${count(each.count)} 条 ${monthOf(each.month)}`),
      ...(rest > 0 ? [`${count(rest)} 条在别的月`] : []),
      ...missing,
    ].join('，');
  },
  closed: '那天的会计期间已关账时',
  ways: {
    stop: '停下，让人改',
    'next-open': '改到下一个开着的期间的第一天',
  } satisfies Readonly<Record<ClosedWay, string>>,
  asBefore: '照旧：推送时金蝶拒绝了才停下',
  said: '单据上会说明',
  known: (closed: readonly ClosedPeriod[]): string =>
    `金蝶不提供查询期间。${
      closed.length === 0
        ? '目前没有哪个月被拒绝过，都是未知。'
        : `钉蝶只记得被拒绝过的：${closed
            .map(({ orgNumber, month, refusedAt }) => `组织 ${orgNumber} ${month}，${monthDay(refusedAt)} 被拒绝`)
            .join('；')}。它和更早的月份按已关账算，其余是未知。`
    }`,
};
