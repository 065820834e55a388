import type { CallBudget } from '@dingdee/shared/intake';

const PURPOSES: Readonly<Record<string, string>> = {
  list: '补扫与回看',
  detail: '取审批详情',
  comment: '回写评论',
  file: '附件',
  form: '表单',
  notice: '工作通知',
};
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** "15 分钟", "2.5 小时", "3 天". */
export function span(ms: number): string {
  if (ms < HOUR_MS) return `${Math.max(1, Math.round(ms / MINUTE_MS))} 分钟`;
  if (ms < DAY_MS) return `${tenths(ms / HOUR_MS)} 小时`;
  return `${tenths(ms / DAY_MS)} 天`;
}
const tenths = (n: number): string => String(Math.round(n * 10) / 10);

export const budgetWords = {
  title: '钉钉接口额度',
  resets: (day: string) => `${day} 恢复`,
  of: (limit: string, share: number) => `/ ${limit} 次，已用 ${share}%`,
  forecast: (calls: string, share: number) => `月底约 ${calls}，${share}%`,
  marks: '用到 70% 放慢，90% 起只留最少的补扫，其余给取详情和回写',
  none: '这个月还没有用过',
  purpose: (code: string) => PURPOSES[code] ?? '其他',
  head: '新审批补扫',
  lookBack: '全部回看',
  latest: '最迟多久可见',
  every: (ms: number | null) => (ms === null ? '停着' : `每 ${span(ms)}一次`),
  latestOf: ({ spent, headEveryMs, lookBackEveryMs }: CallBudget, again: string) => {
    if (spent) return `${again} 恢复后补齐`;
    if (headEveryMs === null) return '要有人按“现在采集”';
    const head = `近几天发起的 ${span(headEveryMs)}`;
    return lookBackEveryMs === null ? head : `${head}，更早的 ${span(Math.max(headEveryMs, lookBackEveryMs))}`;
  },
  /** What somebody has to know or to do; null while the month lasts and sweeps are as often as set. */
  notice: (
    { spent, short, level, limit, forecast, headEveryMs }: CallBudget,
    again: string,
  ): { what: string; means: string } | null => {
    if (spent)
      return {
        what: '本月的钉钉接口额度用完了，采集停到下个月。',
        means: `审核、推送照常；${again} 自动恢复，从停下的地方补齐，不会漏。不想等，请管理员在钉钉给企业加额度。`,
      };
    if (short)
      return {
        what: `照现在的量，到月底约要 ${forecast.toLocaleString('en-US')} 次，超过本月的 ${limit.toLocaleString('en-US')} 次。`,
        means: `用完后采集停到 ${again}，之后从停下的地方补齐，不会漏。要一直采，请管理员在钉钉加额度：专业版（2026 年公布价每年 9,800 元）每月 20 万次，接口加量包（每年 19,800 元）每月 500 万次，以钉钉报价为准。加了以后把 DINGTALK_MONTHLY_CALLS 改成新的次数。`,
      };
    if (level !== 'scarce' || headEveryMs === null) return null;
    return {
      what: `采集放慢到每 ${span(headEveryMs)}一次，让本月的额度用到月底。`,
      means: `要得急的按“现在采集”，一张表单多用几次。${again} 恢复。`,
    };
  },
} as const;
