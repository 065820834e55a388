import type { CallBudget } from '@dingdee/shared/intake';
import { expect, it } from 'vitest';
import { budgetWords, shareOf } from './budget-words.js';

const SHORT: CallBudget = {
  month: '2026-11',
  limit: 5000,
  reserve: 10,
  used: 4000,
  others: null,
  byPurpose: [],
  byApi: [],
  grace: null,
  resetsAt: 0,
  spent: false,
  kept: false,
  forecast: 12_860,
  level: 'scarce',
  short: true,
  headEveryMs: 21_600_000,
  lookBackEveryMs: null,
  recheck: 'off',
  events: {
    channel: 'off',
    limit: 3000,
    delivered: 0,
    repeated: 0,
    lastAt: null,
    waiting: 0,
    forecast: 0,
    outlook: 'lasts',
  },
  steps: {
    slower: { from: 3500, headEveryMs: 3_600_000 },
    scarce: { from: 4500, headEveryMs: 21_600_000 },
  },
  byEvents: 'none',
  headWithoutEventsMs: 21_600_000,
  seenWithinMs: 59_400_000,
  seenWithoutEventsMs: 59_400_000,
};

it('a share is the one that the top bar shows: 85 of 5,000 is 1 %, and 90 % are said when they are reached', () => {
  expect([shareOf(85, 5000), shareOf(4499, 5000), shareOf(4500, 5000)]).toEqual([1, 89, 90]);
});

it('a month that cannot last tells an administrator what to buy, and names the setting only for whoever runs the server', () => {
  const { means } = budgetWords.notice(SHORT, '12-01') ?? { means: '' };
  expect(means).toContain('请管理员在钉钉加额度');
  expect(means).toMatch(/请部署钉蝶的人把新的次数写进设置（DINGTALK_MONTHLY_CALLS），在那之前仍按 5,000 次安排。$/);
});

it('what happens as the calls are used is said with numbers, before it is needed', () => {
  expect(budgetWords.steps(SHORT, '12-01').map(({ from, means }) => `${from}：${means}`)).toEqual([
    '3,500 次起：补扫最多 1 小时一次',
    '4,500 次起：一天 4 次，留 500 次给回写，10%',
    '用完：停止采集到 12-01，审核、推送照常',
  ]);
  const off = { slower: { from: 3500, headEveryMs: null }, scarce: { from: 4500, headEveryMs: null } };
  expect(budgetWords.steps({ ...SHORT, spent: true, steps: off }, '12-01')).toEqual([
    { from: '现在', means: '停止采集到 12-01，审核、推送照常' },
  ]);
});

it('what is left for comments is said to be theirs, with what would make the collecting go on', () => {
  const { what, means } = budgetWords.notice({ ...SHORT, used: 4720, kept: true }, '12-01') ?? { what: '', means: '' };
  expect(what).toBe('本月剩下的 280 次钉钉接口额度留给回写，采集停到 12-01。');
  expect(means).toMatch(/回写照常；12-01 自动恢复，从停下的地方补齐，不会漏。.*每月 20 万次.*DINGTALK_MONTHLY_CALLS/u);
});

it('used up, and DingTalk still answers: until when at most, or that nobody knows', () => {
  const until = Date.UTC(2026, 10, 26, 2, 30);
  const said = (grace: CallBudget['grace'], spent = false) =>
    budgetWords.notice({ ...SHORT, used: 5000, spent, grace }, '12-01');
  expect(said({ days: 5, until })?.what).toBe('本月的钉钉接口额度用完了，钉钉最多宽限 5 天，到 11-26 10:30 还能调用。');
  expect(said({ days: 0, until: null })?.means).toContain('以钉钉的回答为准');
  expect(said(null, true)?.what).toContain('采集停到下个月');
  expect(said(null, true)?.means).toContain('加额度：专业版（每月 20 万次');
});

it('calls of other apps are named with the month’s notice, in numbers', () => {
  const others = { own: 3900, calls: 1100, at: 0 };
  expect(budgetWords.notice({ ...SHORT, used: 5000, spent: true, others }, '12-01')?.means).toMatch(
    /^钉钉在我们用到 3,900 次时就说用完了：另有约 1,100 次是同一企业的其他应用用掉的。审核、推送照常/,
  );
});
