import { expect, it } from 'vitest';
import { apiParts, budgetParts } from './budget-parts.js';

const MONTH = {
  others: null,
  used: 1553,
  byPurpose: [
    { purpose: 'detail', used: 600 },
    { purpose: 'comment', used: 421 },
    { purpose: 'list', used: 398 },
    { purpose: 'look-back', used: 96 },
    { purpose: 'file', used: 20 },
    { purpose: 'event', used: 15 },
    { purpose: 'form-check', used: 3 },
  ],
};

it('the parts of a month add up to what was used, and their percents to 100', () => {
  const parts = budgetParts(MONTH);
  expect(parts.map(({ words, used, share }) => `${words} ${used} ${share}%`)).toEqual([
    '取审批详情 615 40%',
    '回写评论 421 27%',
    '新审批补扫 398 26%',
    '回看 96 6%',
    '附件与其他 23 1%',
  ]);
  for (const used of [3, 7, 11, 999]) {
    const thirds = {
      others: null,
      used,
      byPurpose: [
        { purpose: 'detail', used: 1 },
        { purpose: 'comment', used: 1 },
        { purpose: 'file', used: used - 2 },
      ],
    };
    expect(budgetParts(thirds).reduce((sum, { share }) => sum + share, 0)).toBe(100);
    expect(budgetParts(thirds).reduce((sum, part) => sum + part.used, 0)).toBe(used);
  }
});

it('a month without a call has no percents', () => {
  expect(budgetParts({ others: null, used: 0, byPurpose: [] }).map(({ used, share }) => [used, share])).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
});

it('no two parts of the bar have one colour', () => {
  const parts = budgetParts({
    others: { calls: 100, own: 700, at: 0 },
    used: 800,
    byPurpose: ['detail', 'comment', 'list', 'look-back', 'back-fill', 'recheck', 'file'].map((purpose) => ({
      purpose,
      used: 100,
    })),
  });
  expect(new Set(parts.map(({ colour }) => colour)).size).toBe(8);
});

it('calls are told by API and purpose, in words, and what was counted before APIs were as the rest: together all that was used', () => {
  const byApi = [
    { purpose: 'detail', api: '/v1.0/workflow/processInstances', used: 5 },
    { purpose: 'event', api: '/topapi/processinstance/get', used: 1 },
    { purpose: 'look-back', api: '/v1.0/workflow/processes/instanceIds/query', used: 3 },
    { purpose: 'comment', api: '/v1.0/workflow/processInstances/comments', used: 2 },
    { purpose: 'form', api: '/v1.0/new', used: 1 },
  ];
  expect(
    apiParts({ byApi, used: 15, others: null }, '以前的').map(({ api, words, used }) => [api, words, used]),
  ).toEqual([
    ['审批详情', '取审批详情', 6],
    ['审批列表', '回看', 3],
    ['写评论', '回写评论', 2],
    ['其他接口', '附件与其他', 1],
    ['以前的', '', 3],
  ]);
  expect(apiParts({ byApi, used: 12, others: null }, '以前的')).toHaveLength(4);
});

it('calls of other apps are a part of their own, and nothing of ours by API', () => {
  const others = { calls: 447, own: 1553, at: 0 };
  const parts = budgetParts({ ...MONTH, used: 2000, others });
  expect(parts.at(-1)).toMatchObject({ words: '同一企业的其他应用', used: 447, share: 22 });
  expect(parts.reduce((sum, part) => sum + part.used, 0)).toBe(2000);
  const byApi = [{ purpose: 'detail', api: '/v1.0/workflow/processInstances', used: 1553 }];
  expect(apiParts({ byApi, used: 2000, others }, '以前的')).toHaveLength(1);
});
