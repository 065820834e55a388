import { type Amount, formatAmount } from '@dingdee/shared/money';
import { count } from '../ui/formats.js';

/** One of DingTalk's plans for the calls of a month (docs/spec/dingtalk.md §9). The prices are those of 2026; DingTalk's offer decides. */
interface CallsPlan {
  name: string;
  calls: number;
  /** Price a year; null if it is free. */
  yearly: Amount | null;
}

const PLANS: readonly CallsPlan[] = [
  { name: '标准版', calls: 5_000, yearly: null },
  { name: '专业版', calls: 200_000, yearly: '9800.00' as Amount },
  { name: '接口加量包', calls: 5_000_000, yearly: '19800.00' as Amount },
];

const times = (calls: number): string => (calls % 10_000 === 0 ? `${calls / 10_000} 万次` : `${count(calls)} 次`);

/** Formats a plan: "标准版（免费，每月 5,000 次）". */
const named = ({ name, calls, yearly }: CallsPlan): string =>
  yearly === null
    ? `${name}（免费，每月 ${times(calls)}）`
    : `${name}（每月 ${times(calls)}，2026 年公布价每年 ${formatAmount(yearly).replace(/\.00$/, '')} 元，以钉钉报价为准）`;

/** A month as far as the choice of a plan depends on it. */
interface Forecast {
  forecast: number;
  limit: number;
}

/** Returns the smallest plan that holds the month, as text, while the month fits its limit. */
function enough({ forecast, limit }: Forecast): string {
  const plan = PLANS.find(({ calls }) => calls >= forecast);
  // An agreement of the company's own, between two plans.
  return plan === undefined || plan.calls > limit ? `现在的额度（每月 ${times(limit)}）` : named(plan);
}

/** Returns the smallest plan to buy that holds the month and is larger than what there is, as text. */
export function larger({ forecast, limit }: Forecast): string {
  const plan = PLANS.find(({ calls, yearly }) => yearly !== null && calls > limit && calls >= forecast);
  return plan === undefined ? '比接口加量包更多的额度，请和钉钉商量' : named(plan);
}

/** The forecast for the end of the month in plans and prices; the smallest plan that holds it is named. */
export const planWords = (month: Forecast): string =>
  `按目前的速度本月约 ${count(month.forecast)} 次，${
    month.forecast <= month.limit ? `${enough(month)}够用。` : `要${larger(month)}。`
  }`;
