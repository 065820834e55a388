import { runLeftOutQuery } from '@dingdee/shared/completeness';
import type { IntakeRun } from '@dingdee/shared/intake';
import { fromFen } from '@dingdee/shared/money';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SYSTEM } from '../../server/src/domain/actor.js';
import { beijingDate } from '../../server/src/domain/beijing-time.js';
import { ListRunApprovals } from '../../server/src/intake/run/list-run-approvals.js';
import { ListDayApprovals } from '../../server/src/read/day/list-day-approvals.js';
import { ShowDays } from '../../server/src/read/day/show-days.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { type Sandbox, startSandbox } from '../sandbox/start.js';
import {
  intakeParts,
  migratedDatabase,
  NEVER_SWEPT,
  type OpenedDatabase,
  putScheme,
  schemeContentFor,
} from './intake-parts.js';
import { closeAll } from './own-process.js';

/** What a run did not collect: each reason with its number, its sum and exactly its approvals, also after a later run decided them anew. */
let sandbox: Sandbox;
let database: OpenedDatabase;

beforeEach(async () => {
  sandbox = await startSandbox({ approvals: 60, qps: 0, clean: true });
  database = await migratedDatabase();
});
afterEach(() =>
  closeAll(
    () => database.close(),
    () => sandbox.close(),
  ),
);

const processCode = () => sandbox.dingtalk.processCodes.费用报销 ?? '';
const approvals = () =>
  sandbox.state.dingtalk.state.approvals.all().filter((approval) => approval.processCode === processCode());
const idsOf = (list: readonly { instanceId: string }[]) => list.map(({ instanceId }) => instanceId).sort();
const sumOf = (list: readonly SandboxApproval[]) =>
  fromFen(list.reduce((sum, { expected }) => sum + BigInt(expected.total.replace('.', '')), 0n));
const agreed = () =>
  approvals().filter((a) => a.status === 'COMPLETED' && a.result === 'agree' && a.bizAction === 'NONE');

function program(settings: Record<string, string> = {}) {
  const parts = intakeParts(database.db, sandbox, settings);
  const list = new ListRunApprovals(database.db, parts.dingtalk);
  const sweep = async (kind: IntakeRun['kind'] = 'manual', content = {}): Promise<IntakeRun> => {
    const scheme = {
      id: 's1',
      version: 1,
      content: schemeContentFor(processCode(), content),
      form: [],
      coverage: NEVER_SWEPT,
      opened: null,
      amendmentsOnly: false,
    };
    const { runId, ended } = await parts.pull.start(scheme, kind, SYSTEM);
    await ended;
    const [run] = await parts.runs.byIds([runId]);
    if (!run) throw new Error('the run left no record');
    return run;
  };
  const listed = async (run: IntakeRun, reason: string) => {
    const { items, total } = await list.leftOut(run.id, reason);
    expect(total).toBe(items.length);
    return items;
  };
  return { ...parts, sweep, listed };
}

it('what a condition leaves out is in every run that looked at it, and says when a later one collected it', async () => {
  await putScheme(database.db, 's1', schemeContentFor(processCode()));
  const { sweep, listed } = program();
  const filter = [{ from: 'field:报销类别', is: 'contains', value: '项目' }];
  const reason = '不符合采集条件：报销类别 包含“项目”';
  const [first, second] = [await sweep('manual', { filter }), await sweep('look-back', { filter })];
  const collected = await database.db.query<{ id: string }>('SELECT process_instance_id AS id FROM bill');
  const there = new Set(collected.map(({ id }) => id));
  const left = agreed().filter(({ instanceId }) => !there.has(instanceId));
  expect(left.length).toBeGreaterThan(1);
  for (const run of [first, second]) {
    expect(run.skipped).toContainEqual({ reason, count: left.length, amount: sumOf(left), listed: left.length });
    const items = await listed(run, reason);
    expect(idsOf(items.map(({ processInstanceId }) => ({ instanceId: processInstanceId })))).toEqual(idsOf(left));
    expect(items.every(({ businessId, title, next }) => businessId !== null && title !== null && next === null)).toBe(
      true,
    );
  }
  const third = await sweep('look-back');
  expect(third.created).toBe(left.length);
  expect((await listed(first, reason)).map(({ next }) => next)).toEqual(left.map(() => '这次以后收进来了，在台账里。'));
});

it('a refused approval stands in the run that read it and in no later one', async () => {
  await putScheme(database.db, 's1', schemeContentFor(processCode()));
  const { sweep, listed } = program();
  const refused = approvals().filter(({ result }) => result === 'refuse');
  expect(refused.length).toBeGreaterThan(0);
  const reason = '审批未通过（已拒绝）';
  const [first, second] = [await sweep(), await sweep('look-back')];
  expect(first.skipped).toContainEqual({
    reason,
    count: refused.length,
    amount: sumOf(refused),
    listed: refused.length,
  });
  expect(idsOf((await listed(first, reason)).map((each) => ({ instanceId: each.processInstanceId })))).toEqual(
    idsOf(refused),
  );
  expect(second.skipped.find((each) => each.reason === reason)).toBeUndefined();
  expect(await listed(second, reason)).toEqual([]);
});

it('a run of more than a month ago keeps counts and sums, and lists nothing', async () => {
  await putScheme(database.db, 's1', schemeContentFor(processCode()));
  const { sweep, listed, runs } = program();
  const filter = [{ from: 'field:报销类别', is: 'contains', value: '项目' }];
  const [old, young] = [await sweep('manual', { filter }), await sweep('look-back', { filter })];
  const monthAgo = Date.now() - 32 * 86_400_000;
  await database.db.inTransaction((tx) =>
    tx.query('UPDATE intake_run SET started_at = ? WHERE id = ?', [monthAgo, old.id]),
  );
  await sweep('look-back', { filter });
  const [then, now] = await runs.byIds([old.id, young.id]);
  expect(then?.skipped).toEqual(old.skipped.map((each) => ({ ...each, listed: 0 })));
  expect(now?.skipped).toEqual(young.skipped);
  expect((await listed(young, young.skipped[0]?.reason ?? '')).length).toBeGreaterThan(0);
});

it('a condition with many values is a reason that can be opened', async () => {
  await putScheme(database.db, 's1', schemeContentFor(processCode()));
  const { sweep, listed } = program();
  const values = Array.from({ length: 40 }, (_, i) => `没有叫这个名字的项目类别${i}`);
  const run = await sweep('manual', { filter: [{ from: 'field:报销类别', is: 'one-of', values }] });
  const long = run.skipped.find(({ reason }) => reason.startsWith('不符合采集条件'));
  const asked = runLeftOutQuery.parse({ reason: long?.reason });
  expect((await listed(run, asked.reason)).length).toBe(long?.count);
});

it('期初 is listed with its sum, and its closed bill is not taken for one of a later run', async () => {
  const days = agreed()
    .map(({ finishedAt }) => beijingDate(finishedAt ?? 0))
    .sort();
  const cutOverDate = days[Math.floor(days.length / 2)] ?? '';
  await putScheme(database.db, 's1', schemeContentFor(processCode(), { cutOverDate }));
  const { sweep, listed } = program();
  const run = await sweep('manual', { cutOverDate });
  const older = agreed().filter(({ finishedAt }) => beijingDate(finishedAt ?? 0) < cutOverDate);
  const opening = run.skipped.find(({ reason }) => reason.startsWith('期初'));
  expect(opening).toMatchObject({ count: older.length, amount: sumOf(older), listed: older.length });
  const items = await listed(run, opening?.reason ?? '');
  expect(idsOf(items.map((each) => ({ instanceId: each.processInstanceId })))).toEqual(idsOf(older));
  expect(items.every(({ next }) => next === null)).toBe(true);
});

it('one of two schemes has its own runs, days and reasons, and both add up to all', async () => {
  const [form = '', other = ''] = [processCode(), sandbox.dingtalk.processCodes.付款申请];
  const { approvals: stored } = sandbox.state.dingtalk.state;
  for (const [i, each] of approvals().entries()) if (i % 3 === 0) each.processCode = other;
  for (const code of [form, other]) stored.sort(code);
  await putScheme(database.db, 's1', schemeContentFor(form));
  await putScheme(database.db, 's2', schemeContentFor(other));
  const { pull, schemes, runs, settings } = program();
  for (const id of ['s1', 's2', 's2']) {
    const scheme = await schemes.get(id);
    if (!scheme) throw new Error('the scheme is off');
    await (await pull.start(scheme, 'manual', SYSTEM)).ended;
  }
  const days = new ShowDays(database.db, settings);
  const list = new ListDayApprovals(database.db);
  const of = async (schemeId?: string) => (await runs.page({ limit: 50, schemeId })).items.map((run) => run.schemeId);
  expect([await of('s1'), await of('s2')]).toEqual([['s1'], ['s2', 's2']]);
  expect((await runs.page({ limit: 1, schemeId: 's2' })).total).toBe(2);
  const add = (sums: readonly { count: number }[]) => sums.reduce((n, { count }) => n + count, 0);
  const shown = [await days.show(60, form), await days.show(60, other)];
  expect(shown.map(({ forms }) => forms.map((each) => each.processCode))).toEqual([[form], [other]]);
  const all = await days.show(60);
  expect(shown.every(({ total }) => total.finished.count > 0)).toBe(true);
  expect(add(shown.map(({ total }) => total.finished))).toBe(all.total.finished.count);
  expect(add(shown.map(({ today }) => today.finished))).toBe(all.today.finished.count);
  const left = [await days.leftOut(form), await days.leftOut(other)];
  expect(add(left.map(({ sum }) => sum))).toBe((await days.leftOut()).sum.count);
  for (const [i, { sum, reasons }] of left.entries()) {
    expect(add(reasons.map((each) => each.sum))).toBe(sum.count);
    expect((await list.leftOut({ processCode: [form, other][i] })).total).toBe(sum.count);
  }
});

it('what is still under approval is named, and its amount is unknown', async () => {
  await putScheme(database.db, 's1', schemeContentFor(processCode()));
  const { sweep, listed } = program({ DINGTALK_API_FAMILY: 'topapi' });
  const running = approvals().filter(({ status }) => status === 'RUNNING');
  expect(running.length).toBeGreaterThan(0);
  const run = await sweep();
  const reason = '还在审批中';
  const open = run.skipped.find((each) => each.reason === reason);
  if (!open) throw new Error('nothing was open');
  expect(open).toEqual({ reason, count: open.count, amount: '0.00', unknown: open.count, listed: open.count });
  const items = await listed(run, reason);
  expect(items.map(({ amount, businessId }) => [amount, businessId])).toEqual(items.map(() => [null, null]));
});
