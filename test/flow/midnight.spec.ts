import type { Amount } from '@dingdee/shared/money';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PushBill } from '../../server/src/bill/ledger/bill-claims.js';
import type { Actor } from '../../server/src/domain/actor.js';
import { daySum, OwnPushes, overDayLimit } from '../../server/src/push/confirm/own-pushes.js';
import { migratedDatabase, type OpenedDatabase } from './intake-parts.js';

const BOTH: Actor = { userId: 'both', name: '两样都做的人', roles: ['reviewer', 'pusher'] };
const billOf = (id: string): PushBill => ({ id, baseFen: 4_000_000n, approvedBy: BOTH.userId }) as PushBill;

let opened: OpenedDatabase;
beforeEach(async () => {
  opened = await migratedDatabase();
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await opened.close();
});

it('a day’s limit is not had twice by pushing just before and just after midnight; the next day’s work has it whole', async () => {
  const own = new OwnPushes(opened.db);
  const at = async (time: string, id: string) => {
    vi.setSystemTime(new Date(`${time}+08:00`));
    const today = await opened.db.inTransaction((tx) => own.hold(tx, BOTH));
    return {
      sum: daySum(today, [billOf(id)]).withThese,
      reason: overDayLimit(today, [billOf(id)], '50000.00' as Amount),
    };
  };
  expect((await at('2026-11-10T23:58:00', 'one')).sum).toBe(4_000_000n);
  await opened.db.inTransaction((tx) => own.note(tx, [billOf('one')], BOTH));
  const after = await at('2026-11-11T00:01:00', 'two');
  expect(after.sum).toBe(8_000_000n);
  expect(after.reason).toContain('今天连同昨晚已有 ¥40,000.00');
  // The same bill, pushed on after midnight, counts once.
  expect((await at('2026-11-11T00:01:00', 'one')).sum).toBe(4_000_000n);
  expect((await at('2026-11-11T11:57:00', 'two')).sum).toBe(8_000_000n);
  expect((await at('2026-11-11T12:00:00', 'two')).sum).toBe(4_000_000n);
});
