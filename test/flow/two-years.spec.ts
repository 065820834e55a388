import './at-ten.js';
import type { CloseMonths, ClosePack } from '@dingdee/shared/close';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import type { Statement } from '@dingdee/shared/statement';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lastMonths } from '../../server/src/close/close-month.js';
import { beijingDate, monthStart } from '../../server/src/domain/beijing-time.js';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { balanceDays } from '../books/balance-books.js';
import { closeSound, newApprovals, type RunningOffice, SHORT_WAITS, startOffice, wholeWay } from './batch.js';

/** What an auditor asks for after the year is over: months that were closed long ago, and a day of the year before. */
const DAY_MS = 86_400_000;
const months = lastMonths(Date.now(), 26);
const [OLD, OLDEST] = [months[14] ?? '', months[24] ?? ''];
let run: RunningOffice;
let fen = 0n;
beforeAll(async () => {
  // The spec writes to its database beside it.
  run = await startOffice({
    world: 'process',
    settings: {
      ...SHORT_WAITS,
      STATEMENT_DAYS: '0',
      WATCH_INTERVAL_MS: '86400000',
      SWEEP_INTERVAL_MS: '0',
      LOOK_BACK_INTERVAL_MS: '0',
    },
  });
  const booked = newApprovals(run, { count: 4, seed: 41 });
  fen = booked.reduce((sum, { expected }) => sum + toFen(expected.total as Amount), 0n);
  await wholeWay(run);
  await sql((at) => [
    [
      'UPDATE listed_approval SET day = ? WHERE process_instance_id IN (SELECT process_instance_id FROM bill)',
      [beijingDate(at)],
    ],
    ['UPDATE approval SET finished_at = ?', [at]],
    ['UPDATE bill SET finished_at = ?', [at]],
  ]);
});
afterAll(() => closeSound(run));

/** All of the books are of the third of that month. */
async function sql(of: (at: number) => readonly (readonly [string, readonly unknown[]])[], month = OLD): Promise<void> {
  const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl));
  for (const [text, params] of of(monthStart(month) + 2 * DAY_MS + 3_600_000)) await source.query(text, [...params]);
  await source.destroy();
}
/** The other days of a month in which nothing was paid say what that one says: what is asked here is not how a day is balanced. */
async function balancedLike(day: string, others: readonly string[]): Promise<void> {
  const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl));
  const [row = {}]: Record<string, unknown>[] = await source.query('SELECT * FROM statement_run WHERE day = ?', [day]);
  const columns = Object.keys(row);
  for (const other of others)
    await source.query(
      `INSERT INTO statement_run (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      Object.values({ ...row, id: `run-${other}`, day: other }),
    );
  await source.destroy();
}
const daysOf = (month: string): string[] => {
  const days: string[] = [];
  for (let at = monthStart(month); at < monthStart(month, 1); at += DAY_MS) days.push(beijingDate(at));
  return days;
};
const packOf = (month: string) => run.office.admin.get<ClosePack>(`/api/closes/${month}`);
const seen = ({ version, hash }: ClosePack) => ({ version, hash });

it('a statement is made for any day of the last 24 months, and for none before them', async () => {
  const { reviewer } = run.office;
  const [old] = await balanceDays([`${OLD}-03`], reviewer);
  const sum = { count: 4, amount: fromFen(fen) };
  expect(old?.run).toMatchObject({ state: 'done', dingtalk: sum, ledger: sum, kingdee: sum });
  const [oldest] = await balanceDays([`${OLDEST}-01`], reviewer);
  expect(oldest?.run).toMatchObject({ state: 'done', ledger: { count: 0 } });
  const before = beijingDate(monthStart(OLDEST) - 1);
  expect((await reviewer.refused('POST', '/api/statements', { day: before })).code).toBe('statement/day');
});

it('a month of the year before is closed, and answers for ever with what was signed, whatever its days say afterwards', async () => {
  const { admin, reviewer } = run.office;
  const [first = '', ...others] = daysOf(OLD);
  await balanceDays([first], reviewer);
  // The third is balanced already: that is where the bills are.
  await balancedLike(
    first,
    others.filter((day) => day !== `${OLD}-03`),
  );
  const at = (act: string) => `/api/closes/${OLD}/${act}`;
  const { version } = await packOf(OLD);
  const noted = await reviewer.post<ClosePack>(at('note'), { version, point: 'period', text: '已在金蝶看过' });
  const ready = await reviewer.post<ClosePack>(at('verify'), { version: noted.version });
  const prepared = await reviewer.post<ClosePack>(at('prepare'), seen(ready));
  const closed = await admin.post<ClosePack>(at('confirm'), seen(prepared));
  expect(closed).toMatchObject({
    state: 'closed',
    changes: 0,
    content: { ledger: { count: 4, amount: fromFen(fen) } },
  });
  // Kingdee is asked again about that day, and has one bill less: the day says so, the month stays as it was signed.
  const { ledger } = run.stack.sandbox.state.kingdee;
  const [line] = ledger.report();
  if (!line) throw new Error('nothing is booked');
  ledger.change(line.number, 'unaudit');
  const [again] = await balanceDays([`${OLD}-03`], reviewer);
  expect(again?.runs.length).toBeGreaterThan(1);
  const now = await packOf(OLD);
  expect(now).toMatchObject({ state: 'closed', content: closed.content, changes: 1 });
  expect((await reviewer.get<Statement>(`/api/statements/${OLD}-03`)).run?.id).toBe(again?.run?.id);
});

it('lists the last 13 months and every one before them that was closed: a year of closed months is not cut', async () => {
  const content = JSON.stringify((await packOf(OLD)).content);
  const year = months.slice(1, 14);
  await sql(() =>
    year.map((month, back) => [
      'INSERT INTO close_pack (id, month, round, version, content, closed_at) VALUES (?, ?, 1, 3, ?, ?)',
      [`pack-${back}`, month, content.replaceAll(OLD, month), Date.now()],
    ]),
  );
  const { items } = await run.office.pusher.get<CloseMonths>('/api/closes');
  expect(items.map(({ month, state }) => [month, state])).toEqual([
    [months[0], 'open'],
    ...[...year, OLD].map((month) => [month, 'closed']),
  ]);
});
