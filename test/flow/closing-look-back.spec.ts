import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { generateApprovals } from '../sandbox/dingtalk/generator.js';
import { type Sandbox, startSandbox } from '../sandbox/start.js';
import { intakeParts, migratedDatabase, type OpenedDatabase, putScheme, schemeContentFor } from './intake-parts.js';
import { closeAll } from './own-process.js';

/** The last day of a month whose calls do not suffice for reading everything that its look-back finds. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** In Beijing. */
const DAY_26 = Date.UTC(2027, 3, 26) - 8 * HOUR;
const LAST_MORNING = Date.UTC(2027, 3, 30) - 0.5 * HOUR;
const NEXT_MONTH = Date.UTC(2027, 4, 1) - 8 * HOUR;
const LIMIT = 1000;
const LATE = 60;

let sandbox: Sandbox;
let database: OpenedDatabase;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: DAY_26 });
  sandbox = await startSandbox({ approvals: 0, qps: 0 });
  database = await migratedDatabase();
});
afterEach(async () => {
  vi.useRealTimers();
  await closeAll(
    () => database.close(),
    () => sandbox.close(),
  );
});

const lists = () =>
  sandbox.state.ctx.calls
    .report()
    .dingtalk.filter(({ api }) => /instanceIds\/query$/.test(api))
    .reduce((sum, { total }) => sum + total, 0);

/** Looked back over on the 26th; since then 60 have finished that were launched weeks ago, where no head sweep reaches. `left` calls remain. */
async function given(left: number) {
  const { state, company } = sandbox.state.dingtalk;
  const form = state.approvals.firstForm(sandbox.dingtalk.processCodes.费用报销 ?? '');
  await putScheme(database.db, 's1', schemeContentFor(form.processCode));
  const options = { now: DAY_26, form, company, clean: true };
  state.approvals.add(generateApprovals({ ...options, seed: 7, count: 150 }));
  const parts = intakeParts(database.db, sandbox, { DINGTALK_MONTHLY_CALLS: String(LIMIT), DINGTALK_CONCURRENCY: '4' });
  await parts.schedule.onApplicationBootstrap();
  const sweep = () => parts.wakes.work.get('sweep')?.() ?? Promise.resolve();
  await sweep();
  await database.db.inTransaction((tx) => tx.query("UPDATE bill SET state_kind = 'written-back'"));
  const late: SandboxApproval[] = [];
  for (const [index, one] of generateApprovals({ ...options, seed: 70, count: 2 * LATE }).entries()) {
    if (one.fate !== 'agreed' || late.length === LATE) continue;
    one.createdAt = DAY_26 - (10 + (index % 25)) * DAY;
    one.finishedAt = DAY_26 + (1 + (index % 3)) * DAY;
    late.push(one);
  }
  state.approvals.add(late);
  for (let calls = (await parts.meter.current()).used; calls < LIMIT - left; calls++)
    parts.meter.count('file', '/download');
  await parts.meter.flush();
  state.quota.limit = LIMIT;
  state.quota.used = LIMIT - left;
  vi.setSystemTime(LAST_MORNING);
  const of = async (outcome: string) => {
    const rows = await database.db.query<{ id: string }>(
      `SELECT process_instance_id AS id FROM listed_approval WHERE outcome = '${outcome}'`,
    );
    const ids = new Set(rows.map(({ id }) => id));
    return late.filter(({ instanceId }) => ids.has(instanceId)).length;
  };
  const pass = async (ms: number) => {
    for (const end = Date.now() + ms; Date.now() < end; ) {
      vi.setSystemTime(Date.now() + 15 * MINUTE);
      await sweep();
    }
  };
  return { ...parts, pass, of, late };
}

it('names everything before it reads, so that what people push in the morning makes calls free for reading more without a list', async () => {
  const { pass, of } = await given(110);
  await pass(HOUR);
  const [read, waiting] = [await of('collected'), await of('unread')];
  expect(read).toBeGreaterThan(10);
  expect([read + waiting, waiting > 10]).toEqual([LATE, true]);
  const before = lists();
  await pass(HOUR);
  expect(lists()).toBe(before);
  // Each is approved, pushed and commented on.
  await database.db.inTransaction((tx) => tx.query("UPDATE bill SET state_kind = 'written-back'"));
  sandbox.state.dingtalk.state.quota.used += read;
  await pass(3 * HOUR);
  expect(await of('collected')).toBeGreaterThan(read + 10);
  expect(lists() - before).toBeLessThanOrEqual(3);
  expect(sandbox.state.dingtalk.state.quota.used).toBeLessThanOrEqual(LIMIT);
});

it('nothing is held for read through while a part of it is not: the look-back is over when the next month has read the rest', async () => {
  const { pass, of, late, schemes } = await given(110);
  const looked = (await schemes.get('s1'))?.coverage.lookBackUntil ?? 0;
  await pass(2 * HOUR);
  expect((await schemes.get('s1'))?.coverage.lookBackUntil).toBe(looked);
  vi.setSystemTime(NEXT_MONTH);
  await pass(HOUR);
  expect(await of('collected')).toBe(late.length);
  expect((await schemes.get('s1'))?.coverage.lookBackUntil).toBeGreaterThan(looked);
});
