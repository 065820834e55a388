import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SYSTEM } from '../../server/src/domain/actor.js';
import { beijingDate } from '../../server/src/domain/beijing-time.js';
import { RunBackfills } from '../../server/src/intake/backfill/run-backfills.js';
import { generateApprovals } from '../sandbox/dingtalk/generator.js';
import { type Sandbox, startSandbox } from '../sandbox/start.js';
import { intakeParts, migratedDatabase, type OpenedDatabase, putScheme, schemeContentFor } from './intake-parts.js';
import { closeAll } from './own-process.js';

/** A piece of a back-fill with more pages than a sweep would read twice: nobody lists its days again. */
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const NOW = Date.parse('2026-11-20T02:00:00Z');
const FROM = NOW - 60 * DAY;

let sandbox: Sandbox;
let database: OpenedDatabase;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
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

it('holds every approval of its days, though one is deleted in DingTalk while the pages are read', async () => {
  const { state, company } = sandbox.state.dingtalk;
  const form = state.approvals.firstForm(sandbox.dingtalk.processCodes.费用报销 ?? '');
  await putScheme(database.db, 's1', schemeContentFor(form.processCode));
  const made = generateApprovals({ count: 800, seed: 91, now: FROM, form, company, clean: true });
  const batch = made.filter(({ fate }) => fate === 'agreed').slice(0, 560);
  for (const [index, one] of batch.entries()) {
    one.createdAt = FROM + index * 15 * MINUTE;
    one.finishedAt = one.createdAt + MINUTE;
  }
  state.approvals.add(batch);
  sandbox.state.ctx.switches.dingtalk.listOrder = 'asc';
  const [first] = batch;
  if (!first) throw new Error('no approval');
  state.shifts.add({ instanceId: first.instanceId, change: 'delete', pages: 1 });

  const parts = intakeParts(database.db, sandbox, { DINGTALK_MONTHLY_CALLS: '50000' });
  const { backfills, pull, pipeline, schemes, plan, dingtalk, wakes, settings } = parts;
  const range = { from: beijingDate(FROM), to: beijingDate(FROM + 6 * DAY) };
  const scheme = { id: 's1', formName: '费用报销', sliceDays: 7, calls: 0 };
  await backfills.start(range, [scheme], SYSTEM);
  await new RunBackfills(backfills, pull, pipeline, schemes, plan, dingtalk, wakes, settings).work();

  const rows = await database.db.query<{ id: string }>(
    'SELECT a.process_instance_id AS id FROM backfill_item q JOIN approval a ON a.id = q.approval_id',
  );
  const held = new Set(rows.map(({ id }) => id));
  const there = batch.filter(({ deleted }) => !deleted);
  expect(there).toHaveLength(559);
  expect(there.filter(({ instanceId }) => !held.has(instanceId)).map(({ businessId }) => businessId)).toEqual([]);
  const [row] = await database.db.query<{ state: string }>('SELECT state FROM backfill');
  expect(row?.state).toBe('done');
});
