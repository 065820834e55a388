import './virtual-time.js';
import './at-ten.js';
import type { Completeness } from '@dingdee/shared/completeness';
import { toFen } from '@dingdee/shared/money';
import type { Statement, StatementDays, StatementEntry, StatementRun } from '@dingdee/shared/statement';
import readXlsxFile from 'read-excel-file/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { LedgerLine } from '../sandbox/kingdee/ledger.js';
import { bookByHand } from './backfill-parts.js';
import { billsOf, closeSound, detailOf, newApprovals, type RunningOffice, startOffice, wholeWay } from './batch.js';
import { besideServer } from './beside-server.js';
import { approveAll, collect, pushAll } from './office.js';
import { type Person, until } from './person.js';

/** DingTalk, the ledger and Kingdee beside each other, day by day; what differs was put there by the spec. */
let run: RunningOffice;
let booked: SandboxApproval[];
beforeAll(async () => {
  run = await startOffice({ settings: { STATEMENT_DAYS: '0', BREAKER_OPEN_MS: '300' } });
  booked = newApprovals(run, { count: 20, seed: 41 });
  await wholeWay(run);
});
afterAll(() => closeSound(run));

const ledger = () => run.stack.sandbox.state.kingdee.ledger;
const dayOf = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
const ofDay = (one: SandboxApproval): string => dayOf(one.finishedAt ?? 0);
const sumOf = (amounts: readonly string[]): bigint =>
  amounts.reduce((sum, amount) => sum + toFen(amount as Parameters<typeof toFen>[0]), 0n);

async function balance(day: string, by: Person = run.office.reviewer): Promise<Statement> {
  await by.post<StatementRun>('/api/statements', { day });
  return until(
    () => by.get<Statement>(`/api/statements/${day}`),
    ({ running }) => running === null,
  );
}
/** Every day on which anything finished in DingTalk, named by it or not. */
async function days(): Promise<string[]> {
  const { items } = await run.office.admin.get<Completeness>('/api/runs/days?days=62');
  const named = items.filter(({ finished }) => finished.count > 0).map(({ day }) => day);
  return [...new Set([...named, ...booked.map(ofDay)])].sort().reverse();
}
const balanceAll = async (): Promise<Statement[]> => {
  const all: Statement[] = [];
  for (const day of await days()) all.push(await balance(day));
  return all;
};
const named = (all: readonly Statement[], level: string): string[] =>
  all.flatMap(({ buckets }) =>
    buckets.filter((each) => each.level === level).map(({ gap, bucket }) => `${gap} ${bucket}`),
  );
const entriesOf = async (all: readonly Statement[], gap: string, bucket: string): Promise<StatementEntry[]> => {
  const found: StatementEntry[] = [];
  for (const { run: of } of all)
    found.push(
      ...(await run.office.admin.all<StatementEntry>(
        `/api/statement-runs/${of?.id}/entries?gap=${gap}&bucket=${bucket}`,
      )),
    );
  return found;
};
/** From left to right: both ends, and what lies between by name. */
function bridges({ run: of, buckets, lines }: Statement): void {
  if (!of) throw new Error('nothing has run');
  const between = (gap: string) => buckets.filter((each) => each.gap === gap);
  for (const [gap, from, to] of [
    ['source', of.dingtalk, of.ledger],
    ['target', of.ledger, of.kingdee],
  ] as const) {
    expect(toFen(from.amount) + sumOf(between(gap).map(({ amount }) => amount))).toBe(toFen(to.amount));
    expect(from.count + between(gap).reduce((sum, { count }) => sum + count, 0)).toBe(to.count);
  }
  for (const side of ['dingtalk', 'ledger', 'kingdee'] as const) {
    expect(sumOf(lines.map((line) => line[side].amount))).toBe(toFen(of[side].amount));
    expect(lines.reduce((sum, line) => sum + line[side].count, 0)).toBe(of[side].count);
  }
}
const inKingdee = (): LedgerLine[] =>
  ledger()
    .report()
    .filter(({ cancelled }) => !cancelled);
const sumKingdee = () => sumOf(inKingdee().map(({ total }) => total));
const sums = (all: readonly Statement[], side: 'dingtalk' | 'ledger' | 'kingdee') =>
  sumOf(all.map(({ run: of }) => of?.[side].amount ?? '0.00'));
const sql = (text: string, parameters: readonly unknown[] = []) => besideServer(run.stack, text, parameters);

it('of books in which nothing differs has nothing to look at on any day, and sums that are those of both ledgers to the cent', async () => {
  const all = await balanceAll();
  expect([...named(all, 'look'), ...named(all, 'red')]).toEqual([]);
  expect(all.map(({ run: of }) => of?.problem)).toEqual(all.map(() => null));
  for (const each of all) bridges(each);
  expect(sums(all, 'kingdee')).toBe(sumKingdee());
  expect(sums(all, 'ledger')).toBe(sumOf(booked.map(({ expected }) => expected.total)));
  expect(all.reduce((n, { run: of }) => n + (of?.kingdee.count ?? 0), 0)).toBe(inKingdee().length);
  // What 采集 says of the same days is the same.
  const { items } = await run.office.admin.get<Completeness>('/api/runs/days?days=62');
  for (const { day, run: of } of all) {
    const proofs = items.filter((item) => item.day === day);
    expect(sumOf(proofs.map(({ finished }) => finished.amount))).toBe(toFen(of?.dingtalk.amount ?? ('0.00' as never)));
    expect(proofs.reduce((n, { finished }) => n + finished.count, 0)).toBe(of?.dingtalk.count);
  }
});

it('puts each of the differences of either side under its name with its bill, and nothing else; those of a later run are told apart', async () => {
  const [gone, dearer, other, undone, void_, moved, twice, typed, typedTwice, lost] = booked;
  if (!gone || !dearer || !other || !undone || !void_ || !moved || !twice || !typed || !typedTwice || !lost)
    throw new Error('too few approvals');
  const numberOf = (one: SandboxApproval) => billsOf(run, one)[0]?.number ?? '';
  const put = (one: SandboxApproval, cells: Readonly<Record<string, string>>) => {
    const own = ledger().numbered(numberOf(one));
    if (!own) throw new Error('no such bill');
    ledger().put({ ...own, id: ledger().takeId(), cells: new Map([...own.cells, ...Object.entries(cells)]) });
  };
  const goneNo = numberOf(gone);
  const expected = new Map<string, string>([
    ['deleted', goneNo],
    ['changed-amount', numberOf(dearer)],
    ['changed-payee', numberOf(other)],
    ['un-audited', numberOf(undone)],
    ['cancelled', numberOf(void_)],
    ['moved-date', numberOf(moved)],
    ['double', numberOf(twice)],
    ['extra', 'DD0123456789ABCDEF'],
  ]);
  put(twice, { FBillNo: 'BY-HAND-1' });
  put(moved, { FBillNo: 'DD0123456789ABCDEF', FTHIRDBILLNO: '', FDATE: `${ofDay(moved)}T00:00:00` });
  ledger().change(goneNo, 'delete');
  ledger().change(numberOf(dearer), 'amount', '12.34');
  ledger().change(numberOf(other), 'payee', numberOf(other) && '10009');
  ledger().change(numberOf(undone), 'unaudit');
  ledger().change(numberOf(void_), 'cancel');
  ledger().numbered(numberOf(moved))?.cells.set('FDATE', '2026-01-05T00:00:00');
  const hand = bookByHand(run.stack.sandbox.state.kingdee, typed, { total: '77.77', days: 0 });
  const handTwice = bookByHand(run.stack.sandbox.state.kingdee, typedTwice, { days: 0 });
  const lostBill = await detailOf(run, lost);
  await sql('DELETE FROM listed_approval WHERE process_instance_id = ?', [lost.instanceId]);

  const all = await balanceAll();
  for (const each of all) bridges(each);
  expect(sums(all, 'kingdee')).toBe(sumKingdee());
  expect(named(all, 'red')).toEqual([]);
  expect([...new Set(named(all, 'look'))].sort()).toEqual(
    [...[...expected.keys(), 'hand-double'].map((bucket) => `target ${bucket}`), 'source unlisted'].sort(),
  );
  for (const [bucket, number] of expected)
    expect((await entriesOf(all, 'target', bucket)).map(({ billNo }) => billNo)).toEqual([number]);
  expect((await entriesOf(all, 'target', 'hand-typed')).map(({ billNo, kingdee }) => [billNo, kingdee])).toEqual([
    [hand, '77.77'],
  ]);
  expect((await entriesOf(all, 'target', 'hand-double')).map(({ billNo }) => billNo)).toEqual([handTwice]);
  expect((await entriesOf(all, 'source', 'unlisted')).map(({ billId }) => billId)).toEqual([lostBill.id]);
  const [amount] = await entriesOf(all, 'target', 'changed-amount');
  expect(amount).toMatchObject({
    billId: (await detailOf(run, dearer)).id,
    kingdee: '12.34',
    ledger: dearer.expected.total,
    later: true,
  });
  expect(amount?.next).toMatch(/仍然有效/);
  // All of it came after the first statement of its day.
  const looks = all.flatMap(({ buckets }) => buckets.filter(({ level }) => level === 'look'));
  expect(looks.every(({ later, entries }) => later === entries)).toBe(true);
});

it('is taken out as Excel by who may export: the sums of the page, and every difference with its bill', async () => {
  const all = await Promise.all(
    (await days()).map((one) => run.office.reviewer.get<Statement>(`/api/statements/${one}`)),
  );
  const [shown] = [...all].sort((one, other) => other.buckets.length - one.buckets.length);
  if (!shown?.run) return expect.fail('no statement');
  const { day } = shown;
  const file = Buffer.from(await (await run.office.reviewer.raw('GET', `/api/statements/${day}/file`)).arrayBuffer());
  const sheets = await readXlsxFile(file);
  expect(sheets.map(({ sheet }) => sheet)).toEqual(['合计', '差异逐项', '差异单据', '按表单与组织']);
  const rowsOf = (name: string): unknown[][] => (sheets.find(({ sheet }) => sheet === name)?.data ?? []) as unknown[][];
  const fen = (cell: unknown) => BigInt(Math.round(Number(cell) * 100));
  const { dingtalk, ledger: own, kingdee, red } = shown.run;
  expect(
    rowsOf('合计')
      .slice(1, 5)
      .map(([, n, amount]) => [n, fen(amount)]),
  ).toEqual([dingtalk, own, kingdee, red].map(({ count, amount }) => [count, toFen(amount)]));
  expect(
    rowsOf('差异逐项')
      .slice(1)
      .map((row) => fen(row[5])),
  ).toEqual(shown.buckets.map(({ amount }) => toFen(amount)));
  const entries = shown.buckets.reduce((n, each) => n + each.entries, 0);
  expect([entries > 0, rowsOf('差异单据').length]).toEqual([true, 1 + entries]);
  expect((await run.office.admin.raw('GET', '/api/statements/1999-01-01/file')).status).toBe(404);
  const log = await run.office.admin.all<Record<string, unknown>>('/api/datasets/audit');
  expect(log.filter((row) => JSON.stringify(row).includes('导出对账'))).toHaveLength(1);
});

it('says what is gone since the first statement, keeps the sums of every run, and is read by every role', async () => {
  const [, dearer] = booked;
  if (!dearer) throw new Error('no approval');
  const day = ofDay(dearer);
  const before = await run.office.pusher.get<Statement>(`/api/statements/${day}`);
  ledger().change(billsOf(run, dearer)[0]?.number ?? '', 'amount', dearer.expected.total);
  const after = await balance(day);
  expect(after.buckets.some(({ bucket }) => bucket === 'changed-amount')).toBe(false);
  expect(after.runs.map(({ id }) => id)).toEqual([...before.runs.map(({ id }) => id), after.run?.id]);
  expect(after.runs.at(-2)).toEqual(before.run);
  const { items } = await run.office.pusher.get<StatementDays>('/api/statements?days=62');
  expect(items.find((item) => item.day === day)).toEqual(after.run);
  // The one in between has its sums, and no bills any more.
  const middle = `/api/statement-runs/${before.run?.id}/entries?gap=target&bucket=changed-amount`;
  expect(await run.office.pusher.get(middle)).toMatchObject({ items: [], total: 0 });
});

it('calls red what nothing explains: an approval that was named and never read, and a sum that was changed in our own table', async () => {
  const changed = booked[10];
  if (!changed) throw new Error('no approval');
  const { id } = await detailOf(run, changed);
  await sql('UPDATE bill SET base_fen = base_fen + 3500 WHERE id = ?', [id]);
  const { approvals } = run.stack.sandbox.state.dingtalk.state;
  const known = new Set(approvals.all());
  const [unread] = newApprovals(run, { count: 2, seed: 4 });
  if (!unread) throw new Error('no approval');
  for (const each of approvals.all()) if (each !== unread && !known.has(each)) each.deleted = true;
  const { faults } = run.stack.sandbox.state.ctx;
  faults.add({ system: 'dingtalk', kind: 'http-500', api: 'workflow/processInstances', times: 0 });
  await collect(run.office);
  faults.clear();
  const statement = await balance(ofDay(changed));
  bridges(statement);
  const red = (of: Statement) =>
    of.buckets.filter(({ level }) => level === 'red').map(({ gap, bucket }) => `${gap} ${bucket}`);
  expect(red(statement)).toEqual(['source unexplained', 'target unexplained']);
  expect(statement.run?.red).toEqual({ count: 1, amount: '70.00' });
  await sql('UPDATE bill SET base_fen = base_fen - 3500 WHERE id = ?', [id]);
  const today = await balance(dayOf(Date.now()));
  expect(red(today)).toEqual(['source missing']);
  expect((await entriesOf([today], 'source', 'missing')).map((each) => each.processInstanceId)).toEqual([
    unread.instanceId,
  ]);
});

it('does not take silence for “nothing there”: what Kingdee does not answer for is told, and no bill is called deleted', async () => {
  const { faults } = run.stack.sandbox.state.ctx;
  const [, , , , , , , , , , , calm] = booked;
  if (!calm) throw new Error('no approval');
  faults.add({ system: 'kingdee', kind: 'truncate', api: '.ExecuteBillQuery.', times: 0 });
  const statement = await balance(ofDay(calm));
  faults.clear();
  bridges(statement);
  expect(statement.run?.problem).not.toBeNull();
  expect(statement.buckets.filter(({ level }) => level !== 'way').map(({ bucket }) => bucket)).not.toContain('deleted');
  expect(statement.buckets.some(({ bucket }) => bucket === 'unanswered')).toBe(true);
  const again = await until(
    () => balance(ofDay(calm)),
    ({ run: of }) => of?.problem === null,
  );
  expect(again.buckets.some(({ bucket }) => bucket === 'unanswered')).toBe(false);
});

it('is started by who reviews, for a day that has begun, once at a time', async () => {
  const { pusher, reviewer } = run.office;
  expect((await pusher.refused('POST', '/api/statements', { day: dayOf(Date.now()) })).code).toBe('access/refused');
  for (const day of ['2026-02-30', dayOf(Date.now() + 2 * 86_400_000), dayOf(Date.now() - 800 * 86_400_000)])
    expect((await reviewer.refused('POST', '/api/statements', { day })).code).toBe('statement/day');
  expect((await reviewer.refused('GET', '/api/statements/2026-02-30')).code).toBe('statement/day');
  const nothing = '/api/statement-runs/nothing/entries?gap=target&bucket=deleted';
  expect((await reviewer.refused('GET', nothing)).code).toBe('statement/not-found');
  const day = dayOf(Date.now());
  const { faults } = run.stack.sandbox.state.ctx;
  faults.add({ system: 'kingdee', kind: 'slow', api: '.ExecuteBillQuery.', times: 2, delayMs: 1000 });
  await reviewer.post('/api/statements', { day: ofDay(booked[0] as SandboxApproval) });
  const second = await run.office.admin.refused('POST', '/api/statements', {
    day: ofDay(booked[0] as SandboxApproval),
  });
  expect(second.code).toBe('statement/running');
  faults.clear();
  await balance(day);
});

it('names a second bill under a key of ours on the day that it bears, and counts it once, on the day of its approval', async () => {
  const day = (await days()).sort().at(-1) ?? '';
  const one = booked.slice(11).find((approval) => ofDay(approval) !== day && billsOf(run, approval).length === 1);
  const own = one && ledger().numbered(billsOf(run, one)[0]?.number ?? '');
  if (!one || !own) throw new Error('no approval');
  const before = await balance(day);
  const cells = { FBillNo: 'BY-HAND-2', FDATE: `${day}T00:00:00` };
  ledger().put({ ...own, id: ledger().takeId(), cells: new Map([...own.cells, ...Object.entries(cells)]) });
  const after = await balance(day);
  bridges(after);
  expect(after.run?.kingdee).toEqual(before.run?.kingdee);
  const [entry] = (await entriesOf([after], 'target', 'double')).filter(({ billNo }) => billNo === 'BY-HAND-2');
  expect(entry).toMatchObject({ billId: (await detailOf(run, one)).id, kingdee: null });
  expect(entry?.sentence).toContain(ofDay(one));
  const ofApproval = await balance(ofDay(one));
  bridges(ofApproval);
  expect((await entriesOf([ofApproval], 'target', 'double')).map(({ billId }) => billId)).toContain(entry?.billId);
});

it('runs by itself at night, once: of yesterday, and of a day before it on which something was to be looked at', async () => {
  const [yesterday, before] = [1, 2].map((back) => dayOf(Date.now() - back * 86_400_000));
  const own = ({ runs }: Statement) => runs.filter(({ byName, state }) => byName === null && state === 'done').length;
  const statementOf = (day: string) => run.office.pusher.get<Statement>(`/api/statements/${day}`);
  const one = booked.find((approval) => ofDay(approval) !== yesterday && billsOf(run, approval).length === 1);
  if (!one) throw new Error('no approval');
  await sql('UPDATE listed_approval SET day = ? WHERE process_instance_id = ?', [before, one.instanceId]);
  ledger().change(billsOf(run, one)[0]?.number ?? '', 'unaudit');
  expect((await balance(before ?? '')).run?.look).toBeGreaterThan(0);
  // As if all of it had been yesterday.
  await sql('UPDATE statement_run SET created_at = created_at - 86400000');
  // It is night now.
  const hour = String(new Date(Date.now() + 8 * 3_600_000).getUTCHours());
  await run.stack.restart({ STATEMENT_DAYS: '3', STATEMENT_HOUR: hour, STATEMENT_LOOK_MS: '100' });
  const again = await until(
    () => statementOf(before ?? ''),
    (statement) => own(statement) > 0,
  );
  expect(again.buckets.some(({ bucket }) => bucket === 'un-audited')).toBe(true);
  // It has looked again meanwhile, and found that both are done.
  await balance(dayOf(Date.now()));
  for (const day of [yesterday, before]) expect(own(await statementOf(day ?? ''))).toBe(1);
});

it('goes back at night to a day that was missed, and to one long past of which a bill was on its way and has gone on', async () => {
  const [missed = '', past = ''] = [3, 10].map((back) => dayOf(Date.now() - back * 86_400_000));
  const own = ({ runs }: Statement) => runs.filter(({ byName, state }) => byName === null && state === 'done').length;
  const statementOf = (day: string) => run.office.pusher.get<Statement>(`/api/statements/${day}`);
  const [late] = newApprovals(run, { count: 5, seed: 5 });
  if (!late) throw new Error('no approval');
  await collect(run.office);
  await sql('UPDATE listed_approval SET day = ? WHERE process_instance_id = ?', [past, late.instanceId]);
  const first = await balance(past);
  expect(first.run?.open).toBeGreaterThan(0);
  await approveAll(run.office);
  await pushAll(run.office);
  // As if it had been pushed yesterday, and balanced the day before.
  await sql('UPDATE bill SET state_since = state_since - 86400000, finished_at = ? WHERE process_instance_id = ?', [
    Date.now() - 20 * 86_400_000,
    late.instanceId,
  ]);
  await sql('DELETE FROM statement_run WHERE day = ?', [missed]);
  await sql('UPDATE statement_run SET created_at = created_at - 172800000 WHERE day = ?', [past]);
  for (const day of [missed, past])
    await until(
      () => statementOf(day),
      (statement) => own(statement) > 0,
    );
  expect((await statementOf(past)).run?.open).toBe(0);
});
