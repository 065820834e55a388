import type { CreateReport } from '@dingdee/shared/report';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clock } from '../database/clock.js';
import type { Database } from '../database/database.js';
import { insertTuples } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { temporaryDatabase } from '../schema/temporary-database.js';
import type { PrepareReport } from './prepare-report.js';
import { digestOf } from './report-card.js';
import { type Ready, ReportSendings } from './report-sendings.js';
import { Reports } from './reports.js';
import { RobotSeal } from './robot-seal.js';
import { TryReport } from './try-report.js';

const ready: Ready = {
  card: { title: 'x', days: '', lines: [], whole: null, notes: [], path: '/data/bills' },
  text: 'words',
  link: null,
};
const body: CreateReport = {
  name: 'x',
  source: 'bills',
  period: 'week',
  filter: {},
  days: [1, 2, 3, 4, 5, 6, 7],
  time: '08:30',
  target: { kind: 'robot', url: 'of group 1', secret: 'SEC0123456789' },
};
const boss = { userId: 'boss' } as Actor;
const other = { userId: 'other' } as Actor;
let given: Awaited<ReturnType<typeof temporaryDatabase>>;
let db: Database;
let sendings: ReportSendings;
let reports: Reports;
let trying: TryReport;
let id: string;
const row = async () => (await db.query<Record<string, unknown>>('SELECT * FROM report'))[0] ?? {};
const sent = () => db.query<Record<string, unknown>>('SELECT id, state, reason FROM report_sending');
const claim = () =>
  db.inTransaction((tx) => sendings.claim(tx, { token: 'any', until: clock.now() + 60_000, limit: 5 }));
const change = (version: number, by: Actor) =>
  reports.change(id, { ...body, version, target: { ...body.target, url: 'of group 2' } as never }, by);
const loses = (who: string) => db.inTransaction((tx) => tx.query('DELETE FROM role WHERE user_id = ?', [who]));
/** Lets the report fall due and be stored. */
async function comes(): Promise<void> {
  await db.inTransaction((tx) => tx.query('UPDATE report SET next_at = ?', [clock.now() - 1_000]));
  for (const report of await sendings.due())
    await db.inTransaction((tx) => sendings.put(tx, report, clock.now() + 60_000, ready, null));
}
beforeEach(async () => {
  given = await temporaryDatabase();
  db = given.db;
  const wakes = { wake: () => undefined } as never;
  const audit = { append: () => Promise.resolve() } as never;
  const dingtalk = { robotToken: (address: string) => address.replaceAll(' ', '-') } as never;
  sendings = new ReportSendings(db, wakes);
  reports = new Reports(db, audit, new RobotSeal({ APP_SECRET: 'only-for-this-spec' }), dingtalk, sendings);
  const prepare = { at: () => Promise.resolve(ready) } as unknown as PrepareReport;
  const holds = { refuse: () => Promise.resolve() } as never;
  trying = new TryReport(db, reports, prepare, sendings, holds, audit, wakes);
  const roles = ['boss', 'other'].map((who) => [who, 'admin', 'x', 0]);
  await db.inTransaction((tx) => insertTuples(tx, 'role', ['user_id', 'role', 'granted_by', 'granted_at'], roles));
  id = await reports.create(body, boss);
});
afterEach(() => given.drop());

it('whoever changes a report that goes out answers for it from then on: it stops with that person, not with the one before', async () => {
  await change(1, other);
  expect((await row()).opened_by).toBe('other');
  await loses('boss');
  await comes();
  expect(await claim()).toHaveLength(1);
  await loses('other');
  await db.inTransaction((tx) => tx.query('DELETE FROM report_sending'));
  await comes();
  expect(await sent()).toEqual([]);
});

it('a change does not open what does not go out', async () => {
  await loses('boss');
  await change(1, other);
  expect((await row()).opened_by).toBe('boss');
  await comes();
  expect(await sent()).toEqual([]);
});

it.each([
  ['changed', () => change(1, boss)],
  ['paused', () => reports.pause(id, { version: 1, paused: true }, boss)],
  ['taken away', () => reports.remove(id, { version: 1 }, boss)],
])('what is written down for one group goes to none once its report is %s', async (_, act) => {
  await comes();
  await act();
  expect((await sent()).map(({ state, reason }) => [state, reason])).toEqual([['missed', 'changed']]);
  expect(await claim()).toEqual([]);
});

it('试发 of the same moment twice is one sending', async () => {
  const request = { version: 1, at: clock.now(), digest: digestOf(ready.text) };
  const first = await trying.try(id, request, boss);
  expect(await trying.try(id, request, boss)).toBe(first);
  expect(await sent()).toHaveLength(1);
});
