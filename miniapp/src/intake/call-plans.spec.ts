import { expect, it } from 'vitest';
import { larger, planWords } from './call-plans.js';

it.each([
  [3_500, 5_000, '标准版（免费，每月 5,000 次）够用。'],
  [5_000, 5_000, '标准版（免费，每月 5,000 次）够用。'],
  [7_000, 10_000, '现在的额度（每月 1 万次）够用。'],
  [9_360, 200_000, '专业版（每月 20 万次，2026 年公布价每年 9,800 元，以钉钉报价为准）够用。'],
  [12_860, 5_000, '要专业版（每月 20 万次，2026 年公布价每年 9,800 元，以钉钉报价为准）。'],
  [260_000, 5_000, '要接口加量包（每月 500 万次，2026 年公布价每年 19,800 元，以钉钉报价为准）。'],
  [6_000_000, 5_000_000, '要比接口加量包更多的额度，请和钉钉商量。'],
])('a month of %i calls with a limit of %i names the smallest plan that holds it', (forecast, limit, words) => {
  const said = planWords({ forecast, limit });
  expect(said).toMatch(/^按目前的速度本月约 [\d,]+ 次，/);
  expect(said.slice(said.indexOf('，') + 1)).toBe(words);
});

it('a month that is stopped although its forecast fits needs more than it has', () => {
  expect(larger({ forecast: 4_999, limit: 5_000 })).toContain('专业版');
  expect(larger({ forecast: 4_999, limit: 200_000 })).toContain('接口加量包');
});
