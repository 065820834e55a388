import './at-ten.js';
import type { Accrual, CloseChange, CloseContent, CloseMonths, ClosePack } from '@dingdee/shared/close';
import type { DatasetRow } from '@dingdee/shared/data-export';
import { fromFen, toFen } from '@dingdee/shared/money';
import type { StatementEntry } from '@dingdee/shared/statement';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lastMonths } from '../../server/src/close/close-month.js';
import { beijingDate, monthStart } from '../../server/src/domain/beijing-time.js';
import { balanceDays } from '../books/balance-books.js';
import { Books, type Payment } from '../books/books.js';
import { closeSound, newApprovals, type RunningOffice, startOffice, wholeWay } from './batch.js';

/** What accountants do in a year: months are closed one after the other, and what comes late or is undone is where they look for it. */
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Five, the oldest first, which the stories below need. Of eleven statements can still be made, which takes a minute: YEAR_MONTHS=12; the month under way is no part. */
const MONTHS = lastMonths(Date.now(), Number(process.env.YEAR_MONTHS ?? 6))
  .slice(1)
  .reverse();
const daysOf = (month: string): string[] => {
  const days: string[] = [];
  for (let at = monthStart(month); at < monthStart(month, 1); at += DAY_MS) days.push(beijingDate(at));
  return days;
};
const [FIRST = ''] = MONTHS;
const DAYS = Math.round((Date.now() - monthStart(FIRST)) / DAY_MS);

let run: RunningOffice;
let books: Books;
const signed = new Map<string, CloseContent>();
beforeAll(async () => {
  run = await startOffice({
    settings: {
      STATEMENT_DAYS: '0',
      WATCH_INTERVAL_MS: '86400000',
      SWEEP_INTERVAL_MS: '0',
      LOOK_BACK_INTERVAL_MS: '0',
    },
  });
  newApprovals(run, { count: 10, seed: 41 });
  await wholeWay(run);
  books = await Books.over(run, DAYS, DAYS);
});
afterAll(() => closeSound(run, () => books?.db.close()));

const packOf = (month: string) => run.office.admin.get<ClosePack>(`/api/closes/${month}`);
const changesOf = (month: string) => run.office.pusher.all<CloseChange>(`/api/closes/${month}/changes`);
const seen = ({ version, hash }: ClosePack) => ({ version, hash });
/** Somebody looks into Kingdee and at the audit log; one prepares, another confirms. */
async function close(month: string): Promise<ClosePack> {
  const { admin, reviewer } = run.office;
  const at = (act: string) => `/api/closes/${month}/${act}`;
  const { version } = await packOf(month);
  const noted = await reviewer.post<ClosePack>(at('note'), { version, point: 'period', text: '已在金蝶看过' });
  const ready = await reviewer.post<ClosePack>(at('verify'), { version: noted.version });
  const prepared = await reviewer.post<ClosePack>(at('prepare'), seen(ready));
  return admin.post<ClosePack>(at('confirm'), seen(prepared));
}
const monthOf = (of: readonly Payment[], month: string) => of.filter(({ day }) => day.startsWith(month));
const sumOf = (of: readonly Payment[]) => fromFen(of.reduce((sum, { fen }) => sum + fen, 0n));
/** What every month says of changes after its signatures. */
async function changed(): Promise<Record<string, number>> {
  const { items } = await run.office.pusher.get<CloseMonths>('/api/closes');
  return Object.fromEntries(items.flatMap(({ month, changes }) => (changes ? [[month, changes]] : [])));
}
const fromEnd = (back: number): string => MONTHS.at(-back) ?? '';

it('closes every month with the sums of its own bills, and owes at its end what Kingdee audited only in the next', async () => {
  // Agreed on the last day of a month, and audited when the next had begun.
  const month = fromEnd(4);
  const late = books.payments.find(({ day }) => day === daysOf(month).at(-1));
  if (!late) throw new Error('no payment on that day');
  const audited = monthStart(month, 1) + 9 * HOUR_MS;
  await books.change('bill', { id: late.billId }, `state_since = ${audited}`);
  for (const each of MONTHS) await balanceDays(daysOf(each), run.office.reviewer);
  for (const each of MONTHS) {
    const { content, state, changes } = await close(each);
    const own = monthOf(books.payments, each);
    expect([each, state, changes]).toEqual([each, 'closed', 0]);
    for (const side of ['dingtalk', 'ledger', 'kingdee'] as const)
      expect([each, side, content[side]]).toEqual([each, side, { count: own.length, amount: sumOf(own) }]);
    expect([each, content.accruals.count]).toEqual([each, each === month ? 1 : 0]);
    signed.set(each, content);
  }
  const [owed] = await run.office.pusher.all<Accrual>(`/api/closes/${month}/accruals`);
  expect(owed).toMatchObject({ billId: late.billId, amount: fromFen(late.fen) });
  expect(await changed()).toEqual({});
});

let late: Payment;
let undone: Payment;
it('lists an approval that came after the signatures, and one that Kingdee un-audited, in the month of each and in no other', async () => {
  const [lateMonth, undoneMonth] = [fromEnd(2), fromEnd(5)];
  const [lateDay = '', undoneDay = ''] = [daysOf(lateMonth)[9], daysOf(undoneMonth)[19]];
  [late] = (await books.add([lateDay])) as [Payment];
  // Nobody has balanced that day again, and it is told all the same.
  expect(await changed()).toEqual({ [lateMonth]: 1 });
  undone = books.payments.find(({ day }) => day === undoneDay) as Payment;
  books.kingdee.change(undone.billNo, 'unaudit');
  await balanceDays([lateDay, undoneDay], run.office.reviewer);
  expect(await changed()).toEqual({ [lateMonth]: 1, [undoneMonth]: 1 });
  expect(await changesOf(lateMonth)).toMatchObject([
    { billId: late.billId, day: lateDay, before: null, now: { ledger: fromFen(late.fen), kingdee: fromFen(late.fen) } },
  ]);
  expect(await changesOf(undoneMonth)).toMatchObject([
    { billId: undone.billId, day: undoneDay, reason: expect.stringContaining('被反审核') },
  ]);
  // 对账 of that day calls it so, and says that it came later.
  const [again] = await balanceDays([undoneDay], run.office.reviewer);
  const path = `/api/statement-runs/${again?.run?.id}/entries?gap=target&bucket=un-audited`;
  expect(await run.office.pusher.all<StatementEntry>(path)).toMatchObject([{ billId: undone.billId, later: true }]);
  for (const [month, content] of signed) expect((await packOf(month)).content).toEqual(content);
});

it('closes the month of the late approval a second time, with its sum and with the numbers of the first beside them', async () => {
  const { admin } = run.office;
  const [month, other] = [fromEnd(2), fromEnd(5)];
  const { version } = await packOf(month);
  const reason = '签字后晚到一张审批，补进来';
  const open = await admin.post<ClosePack>(`/api/closes/${month}/reopen`, { version, reason });
  expect(open).toMatchObject({ state: 'open', round: 2, signatures: [] });
  const twice = await close(month);
  const before = signed.get(month);
  expect(twice).toMatchObject({ state: 'closed', round: 2, changes: 0 });
  expect(twice.content.ledger).toEqual({
    count: (before?.ledger.count ?? 0) + 1,
    amount: fromFen(toFen(before?.ledger.amount ?? fromFen(0n)) + late.fen),
  });
  expect(twice.earlier).toMatchObject([{ round: 1, reason, content: before }]);
  signed.set(month, twice.content);
  expect(await changed()).toEqual({ [other]: 1 });
});

it('lists nothing any more where what was undone was put right in Kingdee, and the year adds up to both ledgers', async () => {
  const month = fromEnd(5);
  books.kingdee.change(undone.billNo, 'audit');
  await balanceDays([undone.day], run.office.reviewer);
  expect(await changed()).toEqual({});
  expect((await packOf(month)).content).toEqual(signed.get(month));
  const inYear = books.payments.filter(({ day }) => MONTHS.includes(day.slice(0, 7)));
  const inKingdee = [...books.inKingdee()].filter(([day]) => MONTHS.includes(day.slice(0, 7)));
  const year = (side: 'dingtalk' | 'ledger' | 'kingdee') =>
    fromFen([...signed.values()].reduce((sum, content) => sum + toFen(content[side].amount), 0n));
  for (const side of ['dingtalk', 'ledger', 'kingdee'] as const)
    expect([side, year(side)]).toEqual([side, sumOf(inYear)]);
  expect(year('kingdee')).toBe(fromFen(inKingdee.reduce((sum, [, { fen }]) => sum + fen, 0n)));
});

it('has each act in the audit log under its month, in its order, and never the same hand for both signatures', async () => {
  const log = await run.office.admin.all<DatasetRow>('/api/datasets/audit');
  const acts = (month: string) =>
    log.filter(({ subjectId }) => subjectId === month).toSorted((one, other) => Number(one.seq) - Number(other.seq));
  const round = ['close-note', 'close-verify', 'close-prepare', 'close-confirm'];
  for (const month of MONTHS) {
    const of = acts(month);
    const twice = month === fromEnd(2) ? ['close-reopen', ...round] : [];
    expect([month, of.map(({ action }) => action)]).toEqual([month, [...round, ...twice]]);
    const by = (act: string) => of.find(({ action }) => action === act)?.actor;
    expect(by('close-prepare')).not.toBe(by('close-confirm'));
  }
});
