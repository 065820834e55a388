import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AuditLog } from '../../server/src/audit/audit-log.js';
import { LiveEvents } from '../../server/src/event-log/live-events.js';
import { Backfills } from '../../server/src/intake/backfill/backfills.js';
import { EstimateBackfill } from '../../server/src/intake/backfill/estimate-backfill.js';
import { RunBackfills } from '../../server/src/intake/backfill/run-backfills.js';
import { DeadLeases } from '../../server/src/queue/dead-leases.js';
import { ProcessHeartbeat } from '../../server/src/queue/process-heartbeat.js';
import { type Sandbox, startSandbox } from '../sandbox/start.js';
import { intakeParts, migratedDatabase, type OpenedDatabase, putScheme, schemeContentFor } from './intake-parts.js';
import { closeAll } from './own-process.js';

/** A back-fill never takes the calls that the ordinary work of the month needs. The calendar is a stand-in's. */
const DAY = 86_400_000;
const START = Date.parse('2026-03-10T02:00:00Z');
const RANGE = { from: '2025-11-01', to: '2025-12-31' };
const ADMIN = { userId: 'boss', name: '郑毅', roles: ['admin'] as const };

let sandbox: Sandbox;
let database: OpenedDatabase;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  sandbox = await startSandbox({ approvals: 0, qps: 0 });
  database = await migratedDatabase();
  await putScheme(database.db, 's1', schemeContentFor(sandbox.dingtalk.processCodes.费用报销 ?? ''));
  const { clock } = sandbox.state.ctx;
  clock.offsetMs = -71 * DAY;
  sandbox.state.dingtalk.generate({ count: 160, seed: 61, clean: true });
  clock.offsetMs = 0;
});
afterEach(async () => {
  vi.useRealTimers();
  await closeAll(
    () => database.close(),
    () => sandbox.close(),
  );
});

function given(monthly: number, sweeps: Partial<Record<'SWEEP_INTERVAL_MS' | 'LOOK_BACK_INTERVAL_MS', string>> = {}) {
  const settings = {
    DINGTALK_MONTHLY_CALLS: String(monthly),
    DINGTALK_CONCURRENCY: '1',
    SWEEP_INTERVAL_MS: '0',
    LOOK_BACK_INTERVAL_MS: '0',
    ...sweeps,
  };
  const parts = intakeParts(database.db, sandbox, settings);
  const { db } = database;
  const live = new LiveEvents();
  const backfills = new Backfills(db, live, new AuditLog(), new ProcessHeartbeat(db, new DeadLeases([])));
  const { pull, pipeline, schemes, plan, dingtalk, wakes } = parts;
  const worker = new RunBackfills(backfills, pull, pipeline, schemes, plan, dingtalk, wakes, parts.settings);
  const estimate = new EstimateBackfill(db, schemes, plan, parts.settings);
  const begin = () => backfills.start(RANGE, [{ id: 's1', formName: '费用报销', sliceDays: 7, calls: 9 }], ADMIN);
  return { ...parts, backfills, worker, estimate, begin };
}
const state = async () => (await database.db.query<Record<string, unknown>>('SELECT * FROM backfill'))[0] ?? {};
const stored = async () =>
  Number((await database.db.query<{ n: unknown }>('SELECT COUNT(*) AS n FROM approval'))[0]?.n);
const details = () =>
  sandbox.state.ctx.calls
    .report()
    .dingtalk.filter(({ api }) => /processInstances$/.test(api))
    .reduce((sum, { total }) => sum + total, 0);

describe('the month’s calls and a back-fill', () => {
  it('it stops by itself where the rest is for the ordinary work, says so, and goes on in the next month without reading twice', async () => {
    const { worker, begin, backfills, meter } = given(100);
    await begin();
    await worker.work();
    const stopped = await state();
    expect(stopped).toMatchObject({ state: 'stopped', running_scheme: null });
    expect(String(stopped.problem)).toContain('不够平时的采集和回写');
    const used = (await meter.current()).used;
    expect(used).toBeGreaterThanOrEqual(85);
    expect(used).toBeLessThanOrEqual(90 + 21);
    const before = await stored();
    expect(details()).toBe(before);
    for (let month = 0; month < 6 && (await state()).state !== 'done'; month++) {
      vi.setSystemTime(Date.now() + 31 * DAY);
      await backfills.resume(String(stopped.batch_id), ADMIN);
      await worker.work();
    }
    expect(await state()).toMatchObject({ state: 'done', problem: null, listed_until: RANGE.to });
    expect(details()).toBe(await stored());
    expect(await stored()).toBeGreaterThan(140);
  });

  it('it is not begun where it would need more than is left, and the words say how much that is', async () => {
    const { estimate } = given(5);
    const { calls, left } = await estimate.show(RANGE);
    expect(left).toBeLessThan(calls);
    await expect(estimate.mustAfford(calls)).rejects.toMatchObject({ code: 'backfill/no-calls', status: 422 });
    await expect(given(5000).estimate.mustAfford(calls)).resolves.toBeUndefined();
  });

  it('it takes the place of sweeps in a month whose sweeps are planned, and says of how many', async () => {
    const sweeps = { SWEEP_INTERVAL_MS: String(DAY / 96), LOOK_BACK_INTERVAL_MS: String(DAY / 24) };
    const planned = await given(1000, sweeps).estimate.show(RANGE);
    expect(planned.calls).toBeGreaterThan(5);
    expect(Math.abs(planned.saved - planned.calls)).toBeLessThanOrEqual(3);
    expect(Math.abs(planned.forecast - 700)).toBeLessThanOrEqual(50);
    // Where every sweep is paid for anyway, none is left out.
    expect(await given(5_000_000, sweeps).estimate.show(RANGE)).toMatchObject({ saved: 0, calls: planned.calls });
  });

  it('it misses none that a page skips because another was deleted while its pages were read: nobody lists those days again', async () => {
    const { worker, begin, dingtalk } = given(5000);
    const all = () => sandbox.state.dingtalk.state.approvals.all();
    const list = dingtalk.listInstances.bind(dingtalk);
    let gone = '';
    const listing = vi.spyOn(dingtalk, 'listInstances').mockImplementation(async (window) => {
      const answer = await list(window);
      const first = all().find(({ instanceId }) => instanceId === answer.ids[0]);
      if (gone === '' && answer.next !== null && first) {
        gone = first.instanceId;
        first.deleted = true;
      }
      return answer;
    });
    await begin();
    await worker.work();
    listing.mockRestore();
    expect(gone).not.toBe('');
    const there = await database.db.query<{ id: string }>('SELECT process_instance_id AS id FROM approval');
    const brought = new Set(there.map(({ id }) => id));
    const form = sandbox.dingtalk.processCodes.费用报销;
    const missing = all().filter(
      ({ instanceId, status, deleted, processCode }) =>
        status === 'COMPLETED' && !deleted && processCode === form && !brought.has(instanceId),
    );
    expect(missing.map(({ instanceId }) => instanceId)).toEqual([]);
  });

  it('of days that have not ended, or that DingTalk lists no more, nothing is estimated', async () => {
    const { estimate } = given(5000);
    for (const wrong of [
      { from: '2026-03-01', to: '2026-03-10' },
      { from: '2025-01-01', to: '2025-02-01' },
      { from: '2026-02-05', to: '2026-02-01' },
      { from: '2026-02-30', to: '2026-03-01' },
    ])
      await expect(estimate.show(wrong)).rejects.toMatchObject({ code: 'backfill/range' });
  });
});
