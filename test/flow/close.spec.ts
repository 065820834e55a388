import './at-ten.js';
import type { Accrual, CloseChange, CloseContent, CloseMonths, ClosePack, ClosePoint } from '@dingdee/shared/close';
import type { DatasetPage } from '@dingdee/shared/data-export';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import type { Statement, StatementDays, StatementRun } from '@dingdee/shared/statement';
import readXlsxFile from 'read-excel-file/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lastMonths } from '../../server/src/close/close-month.js';
import { monthStart } from '../../server/src/domain/beijing-time.js';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { billsOf, closeSound, detailOf, newApprovals, type RunningOffice, startOffice, wholeWay } from './batch.js';
import { approveAll, collect, pushAll } from './office.js';
import { type Person, until } from './person.js';

/** Two times the same month is closed: what came and what was undone in between is where an accountant would look. */
const [, MONTH = ''] = lastMonths(Date.now(), 2);
const DAY_MS = 86_400_000;
const dayOf = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
const days: string[] = [];
for (let at = monthStart(MONTH); at < monthStart(MONTH, 1); at += DAY_MS) days.push(dayOf(at));

let run: RunningOffice;
let booked: SandboxApproval[];
/** Of three days of the month; as if they had finished then. */
beforeAll(async () => {
  // The spec writes to its database beside it.
  run = await startOffice({ world: 'process', settings: { STATEMENT_DAYS: '0' } });
  booked = newApprovals(run, { count: 8, seed: 41 });
  await wholeWay(run);
  for (const [at, each] of booked.entries()) await finishedOn(each, days[(at % 3) * 7] ?? '');
});
afterAll(() => closeSound(run));

async function sql(text: string, parameters: unknown[] = []): Promise<void> {
  const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl));
  await source.query(text, parameters);
  await source.destroy();
}
async function finishedOn({ instanceId }: SandboxApproval, day: string): Promise<void> {
  const at = Date.parse(`${day}T10:00:00+08:00`);
  await sql('UPDATE listed_approval SET day = ? WHERE process_instance_id = ?', [day, instanceId]);
  await sql('UPDATE approval SET finished_at = ? WHERE process_instance_id = ?', [at, instanceId]);
  await sql('UPDATE bill SET finished_at = ? WHERE process_instance_id = ?', [at, instanceId]);
}
const ledger = () => run.stack.sandbox.state.kingdee.ledger;
const numberOf = (one: SandboxApproval): string => billsOf(run, one)[0]?.number ?? '';
const sumOf = (amounts: readonly string[]): bigint => amounts.reduce((sum, each) => sum + toFen(each as Amount), 0n);
/** All of them at once: each day is a run of its own. */
async function balance(which: readonly string[]): Promise<void> {
  const { reviewer } = run.office;
  for (const day of which) await reviewer.post<StatementRun>('/api/statements', { day });
  for (const day of which)
    await until(
      () => reviewer.get<Statement>(`/api/statements/${day}`),
      ({ running }) => running === null,
    );
}
const pack = (by: Person = run.office.admin) => by.get<ClosePack>(`/api/closes/${MONTH}`);
const pointOf = ({ content }: ClosePack, point: ClosePoint) => content.points.find((each) => each.point === point);
const openOf = ({ content }: ClosePack) => content.points.filter(({ settled }) => !settled).map(({ point }) => point);
const seen = ({ version, hash }: ClosePack) => ({ version, hash });
async function settle(by: Person): Promise<ClosePack> {
  const { version } = await pack();
  const ticked = await by.post<ClosePack>(`/api/closes/${MONTH}/note`, {
    version,
    point: 'period',
    text: '已在金蝶看过',
  });
  return by.post<ClosePack>(`/api/closes/${MONTH}/verify`, { version: ticked.version });
}
let frozen: CloseContent;

it('lists every day without a statement as work, and is signed by nobody until the list is done', async () => {
  const { reviewer } = run.office;
  const before = await pack();
  expect(before).toMatchObject({ state: 'open', version: 0, over: true });
  expect(pointOf(before, 'days')?.days).toEqual(days);
  expect(before).toMatchObject({ balanced: null, hasBills: true });
  expect((await reviewer.refused('POST', `/api/closes/${MONTH}/prepare`, seen(before))).code).toBe('close/open-points');
  await balance(days);
  const after = await pack();
  expect(openOf(after)).toEqual(['audit', 'period']);
  expect((await reviewer.refused('POST', `/api/closes/${MONTH}/prepare`, seen(after))).code).toBe('close/open-points');
  const [now = ''] = lastMonths(Date.now(), 1);
  const early = await run.office.admin.get<ClosePack>(`/api/closes/${now}`);
  expect((await reviewer.refused('POST', `/api/closes/${now}/prepare`, seen(early))).code).toBe('close/too-early');
  expect((await reviewer.refused('GET', '/api/closes/2999-01')).code).toBe('close/month');
});

it('says the same as the statements of its days, the data set, the desk and both ledgers, to the cent', async () => {
  const { content } = await pack();
  const { items } = await run.office.admin.get<StatementDays>('/api/statements?days=62');
  const own = items.filter(({ day }) => day.startsWith(MONTH));
  expect(own).toHaveLength(days.length);
  for (const side of ['dingtalk', 'ledger', 'kingdee'] as const) {
    expect(toFen(content[side].amount)).toBe(sumOf(own.map((each) => each[side].amount)));
    expect(content[side].count).toBe(own.reduce((sum, each) => sum + each[side].count, 0));
    expect(sumOf(content.forms.map((form) => form[side].amount))).toBe(toFen(content[side].amount));
  }
  const between = (gap: string, of: CloseContent['buckets']) =>
    sumOf(of.filter((each) => each.gap === gap).map(({ amount }) => amount));
  for (const of of [content, ...content.forms]) {
    expect(toFen(of.dingtalk.amount) + between('source', of.buckets)).toBe(toFen(of.ledger.amount));
    expect(toFen(of.ledger.amount) + between('target', of.buckets)).toBe(toFen(of.kingdee.amount));
  }
  expect(toFen(content.ledger.amount)).toBe(sumOf(booked.map(({ expected }) => expected.total)));
  expect(toFen(content.kingdee.amount)).toBe(
    sumOf(
      ledger()
        .report()
        .map(({ total }) => total),
    ),
  );
  const range = `finishedFrom=${days[0]}&finishedTo=${days.at(-1)}`;
  const { totals } = await run.office.admin.get<DatasetPage>(`/api/datasets/bills?${range}`);
  expect(totals).toMatchObject({ rows: content.ledger.count, amount: content.ledger.amount });
  // Agreed in that month, and in Kingdee only now: all of it was owed when the month ended.
  expect(content.accruals).toEqual({ count: booked.length, amount: content.ledger.amount });
  expect(sumOf(content.accrualGroups.map(({ amount }) => amount))).toBe(toFen(content.accruals.amount));
  const listed = await run.office.pusher.all<Accrual>(`/api/closes/${MONTH}/accruals`);
  expect(listed.map(({ businessId }) => businessId).sort()).toEqual(booked.map(({ businessId }) => businessId).sort());
});

it('does not owe what Kingdee had audited before the month was over', async () => {
  const [one] = booked;
  if (!one) throw new Error('no approval');
  const { id } = await detailOf(run, one);
  const [early, late] = [monthStart(MONTH) + DAY_MS, Date.now()];
  const audited = (at: number) =>
    sql("UPDATE push_receipt SET ended_at = ? WHERE bill_id = ? AND step = 'audit'", [at, id]);
  await audited(early);
  expect((await pack()).content.accruals.count).toBe(booked.length - 1);
  await audited(late);
});

it('takes two signatures of two people, each under what they saw, and is frozen with the second', async () => {
  const { admin, reviewer, pusher } = run.office;
  const ready = await settle(reviewer);
  expect(openOf(ready)).toEqual([]);
  expect((await pusher.refused('POST', `/api/closes/${MONTH}/prepare`, seen(ready))).code).toBe('access/refused');
  expect((await admin.refused('POST', `/api/closes/${MONTH}/confirm`, seen(ready))).code).toBe('close/not-prepared');
  const stale = { version: ready.version, hash: '0'.repeat(64) };
  expect((await reviewer.refused('POST', `/api/closes/${MONTH}/prepare`, stale)).code).toBe('close/changed');
  const first = await admin.post<ClosePack>(`/api/closes/${MONTH}/prepare`, seen(ready));
  expect(first.state).toBe('prepared');
  // The same person never signs twice, whatever roles they have.
  expect((await admin.refused('POST', `/api/closes/${MONTH}/confirm`, seen(first))).code).toBe('close/same-person');
  // A word more, and what was signed is not what stands there.
  const noted = await reviewer.post<ClosePack>(`/api/closes/${MONTH}/note`, {
    version: first.version,
    point: 'period',
    text: '10 月已结',
  });
  expect(noted).toMatchObject({ state: 'open', signatures: [{ hand: 'prepare', holds: false }] });
  expect((await reviewer.refused('POST', `/api/closes/${MONTH}/prepare`, seen(first))).code).toBe('close/changed');
  const second = await reviewer.post<ClosePack>(`/api/closes/${MONTH}/prepare`, seen(noted));
  expect(
    (await admin.refused('POST', `/api/closes/${MONTH}/confirm`, { ...seen(second), hash: first.hash })).code,
  ).toBe('close/changed');
  const closed = await admin.post<ClosePack>(`/api/closes/${MONTH}/confirm`, seen(second));
  expect(closed).toMatchObject({ state: 'closed', changes: 0, hash: second.hash });
  expect(closed.signatures.map(({ hand, userId }) => [hand, userId])).toEqual([
    ['prepare', reviewer.userId],
    ['confirm', admin.userId],
  ]);
  expect(closed.content).toEqual(second.content);
  frozen = closed.content;
  const again = { version: closed.version, point: 'period', text: '' };
  expect((await reviewer.refused('POST', `/api/closes/${MONTH}/note`, again)).code).toBe('close/closed');
  expect((await reviewer.refused('POST', `/api/closes/${MONTH}/prepare`, seen(closed))).code).toBe('close/closed');
});

let late: SandboxApproval;
it('lists after the signatures an approval that came late and one that Kingdee un-audited, each once, and keeps its numbers', async () => {
  const known = new Set(run.stack.sandbox.state.dingtalk.state.approvals.all());
  const [one] = newApprovals(run, { count: 3, seed: 5 });
  if (!one) throw new Error('no approval');
  late = one;
  for (const each of run.stack.sandbox.state.dingtalk.state.approvals.all())
    if (each !== late && !known.has(each)) each.deleted = true;
  await collect(run.office);
  await finishedOn(late, days[3] ?? '');
  const changes = () => run.office.pusher.all<CloseChange>(`/api/closes/${MONTH}/changes`);
  // Before any statement of that day was made again.
  expect((await changes()).map(({ businessId, before }) => [businessId, before])).toEqual([[late.businessId, null]]);
  const [, undone] = booked;
  if (!undone) throw new Error('no approval');
  ledger().change(numberOf(undone), 'unaudit');
  await balance([days[3] ?? '', days[7] ?? '']);
  const found = new Map((await changes()).map((each) => [each.businessId, each]));
  expect([...found.keys()].sort()).toEqual([late.businessId, undone.businessId].sort());
  expect(found.get(late.businessId)).toMatchObject({ before: null, reason: expect.stringContaining('签字后才有') });
  expect(found.get(undone.businessId)).toMatchObject({
    billId: (await detailOf(run, undone)).id,
    reason: expect.stringContaining('被反审核'),
  });
  const now = await pack();
  expect(now).toMatchObject({ state: 'closed', changes: 2 });
  expect(now.content).toEqual(frozen);
  expect(now.balanced?.unanswered).toBe(0);
  expect(now.balanced?.at).toBeGreaterThan(now.closedAt ?? Date.now());
  const { items } = await run.office.pusher.get<CloseMonths>('/api/closes');
  expect(items).toHaveLength(13);
  expect(items.find(({ month }) => month === MONTH)).toMatchObject({ state: 'closed', changes: 2 });
});

it('is taken out as Excel with five sheets, the numbers that were signed and what changed', async () => {
  expect((await run.office.reviewer.raw('GET', `/api/closes/${MONTH}/file`)).status).toBe(200);
  const file = Buffer.from(await (await run.office.admin.raw('GET', `/api/closes/${MONTH}/file`)).arrayBuffer());
  const sheets = await readXlsxFile(file);
  expect(sheets.map(({ sheet }) => sheet)).toEqual(['合计', '差异', '暂估', '检查', '签字后变动']);
  const rowsOf = (name: string): unknown[][] => (sheets.find(({ sheet }) => sheet === name)?.data ?? []) as unknown[][];
  const fen = (cell: unknown) => BigInt(Math.round(Number(cell) * 100));
  const total = rowsOf('合计').find(([name]) => name === '合计') ?? [];
  expect([total[2], total[5], total[8]].map(fen)).toEqual(
    [frozen.dingtalk, frozen.ledger, frozen.kingdee].map(({ amount }) => toFen(amount)),
  );
  const owed = rowsOf('暂估').filter(([name]) => /^\d{21}$/.test(String(name)));
  expect(owed).toHaveLength(booked.length);
  expect(owed.reduce((sum, row) => sum + fen(row[7]), 0n)).toBe(toFen(frozen.accruals.amount));
  expect(rowsOf('合计')[0]?.filter((head) => head === '外币或金额未知（张）')).toHaveLength(3);
  expect(rowsOf('合计').find(([name]) => name === '状态')?.[1]).toBe('已签字，数字已冻结');
  expect(rowsOf('检查').find(([name]) => name === `金蝶 ${MONTH} 已结账`)?.[1]).toBe('好了');
  expect(rowsOf('签字后变动')).toHaveLength(1 + 2);
});

it('is opened again by an administrator with a reason, keeps what was signed, and is closed a second time', async () => {
  const { admin, reviewer } = run.office;
  const closed = await pack();
  const why = { version: closed.version, reason: '10 月晚到一张，并有一张反审核' };
  expect((await reviewer.refused('POST', `/api/closes/${MONTH}/reopen`, why)).code).toBe('access/refused');
  const open = await admin.post<ClosePack>(`/api/closes/${MONTH}/reopen`, why);
  expect(open).toMatchObject({ state: 'open', round: 2, signatures: [], changes: null });
  expect(open.earlier).toMatchObject([{ round: 1, reason: why.reason, content: frozen }]);
  expect(pointOf(open, 'look')?.days).toEqual([days[7]]);
  const { id } = await detailOf(run, late);
  const known = await pack();
  // A bill of the month that no statement has seen.
  const line = await detailOf(run, booked[2] as SandboxApproval);
  await sql("UPDATE statement_entry SET subject = 'another' WHERE bill_id = ?", [line.id]);
  expect(pointOf(await pack(), 'days')?.count).toBe(1);
  await sql('UPDATE statement_entry SET subject = ? WHERE bill_id = ?', [`bill ${line.id}`, line.id]);
  await sql('UPDATE bill SET base_fen = NULL WHERE id = ?', [id]);
  expect(pointOf(await pack(), 'review')).toMatchObject({ count: 1, amount: '0.00', unknown: 1 });
  await sql('UPDATE bill SET base_fen = ? WHERE id = ?', [String(toFen(late.expected.total as Amount)), id]);
  expect((await pack()).hash).toBe(known.hash);
  expect(openOf(open)).toEqual(expect.arrayContaining(['review', 'look', 'audit', 'period']));
  expect((await admin.refused('POST', `/api/closes/${MONTH}/reopen`, { ...why, version: open.version })).code).toBe(
    'close/not-closed',
  );
  // What the page of round 1 would still send.
  expect((await reviewer.refused('POST', `/api/closes/${MONTH}/prepare`, seen(closed))).code).toBe('close/changed');
  await approveAll(run.office);
  await pushAll(run.office);
  ledger().change(numberOf(booked[1] as SandboxApproval), 'audit');
  // The statement of that day still has it on its way: its sums are not those of the list beside it.
  expect(pointOf(await pack(), 'days')?.days).toEqual([days[3]]);
  await balance([days[3] ?? '', days[7] ?? '']);
  const prepared = await reviewer.post<ClosePack>(`/api/closes/${MONTH}/prepare`, seen(await settle(reviewer)));
  const twice = await admin.post<ClosePack>(`/api/closes/${MONTH}/confirm`, seen(prepared));
  expect(twice).toMatchObject({ state: 'closed', round: 2, changes: 0 });
  expect(twice.content.ledger).toEqual({
    count: frozen.ledger.count + 1,
    amount: fromFen(toFen(frozen.ledger.amount) + toFen(late.expected.total as Amount)),
  });
  expect(twice.earlier[0]?.content).toEqual(frozen);
});
