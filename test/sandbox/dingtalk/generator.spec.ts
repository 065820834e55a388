import { beforeAll, describe, expect, it } from 'vitest';
import * as companyData from '../company.js';
import { createContext } from '../context.js';
import type { SandboxApproval } from './approval.js';
import { createDingTalk, type DingTalk } from './dingtalk.js';
import { fates } from './generator.js';
import { fenOf } from './money.js';
import { BAD_KINDS } from './mutations.js';

const DAY_MS = 86_400_000;

function given(): DingTalk {
  return createDingTalk(createContext(companyData), { qps: 0 });
}

describe('the mix', () => {
  it('has the agreed ones that were asked for and the others on top, in fixed shares', () => {
    const count = (agreed: number): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const fate of fates(agreed)) counts[fate] = (counts[fate] ?? 0) + 1;
      return counts;
    };
    expect(count(60)).toEqual({ agreed: 60, running: 5, refused: 5, terminated: 3, late: 3 });
    expect(count(800)).toEqual({ agreed: 800, running: 60, refused: 60, terminated: 40, late: 40 });
  });
});

describe('generated approvals', () => {
  let made: SandboxApproval[];
  const now = Date.now();
  beforeAll(() => {
    made = given().generate({ count: 400, seed: 3 });
  });

  it('are the same for the same seed and differ for another', () => {
    const values = (list: SandboxApproval[]): unknown =>
      list.map(({ expected, originatorUserid }) => [expected.total, originatorUserid]);
    expect(values(given().generate({ count: 400, seed: 3 }))).toEqual(values(made));
    expect(values(given().generate({ count: 400, seed: 4 }))).not.toEqual(values(made));
  });

  it('carry ids that tell when they were launched, and no two the same', () => {
    expect(new Set(made.map(({ instanceId }) => instanceId)).size).toBe(made.length);
    expect(new Set(made.map(({ businessId }) => businessId)).size).toBe(made.length);
    for (const { instanceId, businessId, createdAt } of made) {
      expect(instanceId.endsWith(String(createdAt / 1000))).toBe(true);
      expect(businessId).toMatch(/^\d{21}$/);
      const beijing = new Date(createdAt + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 12);
      expect(businessId.startsWith(beijing)).toBe(true);
    }
  });

  it('were launched in the last 30 days and finished before now, where they finished', () => {
    for (const { createdAt, finishedAt, status } of made) {
      expect(createdAt).toBeGreaterThan(now - 30 * DAY_MS - 60_000);
      expect(createdAt).toBeLessThan(now);
      expect(finishedAt !== undefined).toBe(status !== 'RUNNING');
      if (finishedAt !== undefined) {
        expect(finishedAt).toBeGreaterThan(createdAt);
        expect(finishedAt).toBeLessThan(now);
      }
    }
  });

  it('have one to eight rows of ¥12.30 to ¥50,000 that add up, except 2 %', () => {
    const differing = made.filter(({ expected }) => expected.total !== expected.rowSum);
    expect(differing.length / made.length).toBeCloseTo(0.02, 2);
    const lengths = new Set<number>();
    for (const { expected } of made) {
      lengths.add(expected.rows.length);
      const amounts = expected.rows.map(({ amount }) => fenOf(amount));
      expect(amounts.every((fen) => fen >= 1230n && fen <= 5_000_000n)).toBe(true);
      expect(amounts.reduce((sum, fen) => sum + fen, 0n)).toBe(fenOf(expected.rowSum));
    }
    expect([...lengths].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('all add up when they are asked to be clean', () => {
    const clean = given().generate({ count: 400, seed: 3, clean: true });
    expect(clean.every(({ expected }) => expected.total === expected.rowSum)).toBe(true);
  });

  it('name a cost item for every row and people of the company', () => {
    const items = new Set(companyData.costItems.map(({ number }) => number));
    const people = new Set(companyData.employees.map(({ userid }) => userid));
    for (const { expected, originatorUserid, approverUserids } of made) {
      expect(expected.rows.every(({ costItemNumber }) => items.has(costItemNumber ?? ''))).toBe(true);
      expect([originatorUserid, ...approverUserids].every((userid) => people.has(userid))).toBe(true);
    }
  });

  it('are paid from a company account in a few cases only', () => {
    const paid = made.filter(({ expected }) => expected.paidByCompanyAccount !== undefined);
    expect(paid.length).toBeGreaterThan(10);
    expect(paid.length).toBeLessThan(50);
  });
});

it.each(BAD_KINDS)('makes approvals that are bad by %s, every one of them agreed', (bad) => {
  const made = given().generate({ count: 3, seed: 9, bad });
  expect(made).toHaveLength(3);
  expect(made.every(({ fate, expected }) => fate === 'agreed' && expected.bad === bad)).toBe(true);
});
