import type { StageTotals } from '@dingdee/shared/bill';
import type { Amount } from '@dingdee/shared/money';
import type { PushOrders } from '@dingdee/shared/push';
import { describe, expect, it } from 'vitest';
import { bookedToday, myStages, myWork } from './my-work.js';

const sum = (count: number, amount: string) => ({ count, amount: amount as Amount });
const totals: StageTotals = {
  stages: [
    { stage: 'mapping', ...sum(38, '52340.00') },
    { stage: 'review', ...sum(41, '225835.10') },
    { stage: 'push', ...sum(23, '186420.20') },
  ],
  collected: sum(102, '464595.30'),
  states: [],
};

describe('待我处理', () => {
  it('counts only the stages that a role moves on', () => {
    expect(myWork(totals, ['viewer', 'reviewer'])).toEqual(sum(41, '225835.10'));
    expect(myStages(['viewer', 'auditor'])).toEqual([]);
  });

  it('adds to the cent what waits in several stages', () => {
    expect(myWork(totals, ['mapper', 'reviewer', 'pusher'])).toEqual(sum(102, '464595.30'));
  });

  it('does not offer pushing to an administrator who is no pusher, as the server would refuse it', () => {
    expect(myStages(['admin'])).toEqual(['review']);
  });
});

describe('今日已入账', () => {
  const order = (createdAt: string, booked: ReturnType<typeof sum>) =>
    ({ createdAt: Date.parse(createdAt), booked }) as PushOrders['items'][number];

  it('takes the Beijing day, not the day of this computer', () => {
    const orders = [
      order('2026-11-24T00:10:00+08:00', sum(2, '10.05')),
      order('2026-11-23T23:59:59+08:00', sum(9, '900.00')),
    ];
    expect(bookedToday(orders, Date.parse('2026-11-23T17:00:00Z'))).toEqual(sum(2, '10.05'));
  });

  it('is zero, not unknown, when nothing was pushed', () => {
    expect(bookedToday([], 0)).toEqual(sum(0, '0.00'));
  });
});
