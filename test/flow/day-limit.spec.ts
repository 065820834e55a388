import type { BillSummary } from '@dingdee/shared/bill';
import { formatAmount, fromFen, toFen } from '@dingdee/shared/money';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as company from '../sandbox/company.js';
import { newApprovals, orderSettled, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';
import { Person } from './person.js';

const LIMIT = 5_000_000n;
let run: RunningOffice;
let both: Person;
let bills: BillSummary[];
const fenOf = (bill: BillSummary): bigint => toFen(bill.amount ?? fromFen(0n));
const yuan = (fen: bigint): string => formatAmount(fromFen(fen));

beforeAll(async () => {
  run = await startOffice({ settings: { FOUR_EYES_BILL: '900000.00' } });
  const made = newApprovals(run, { count: 60, seed: 71 });
  await collect(run.office);
  const own = new Set([run.office.pusher.userId, ...made.map(({ originatorUserid }) => originatorUserid)]);
  const free = company.employees.find(
    ({ userid, admin }) => !admin && !own.has(userid) && userid !== run.office.reviewer.userId,
  );
  await run.office.admin.put(`/api/roles/${free?.userid}`, { roles: ['reviewer', 'pusher'] });
  both = await Person.login(run.stack, free?.userid ?? '');
  const review = await both.all<BillSummary>('/api/bills?stage=review');
  await both.post('/api/bills/approve', { items: review.map(({ id, version }) => ({ id, version })) });
  bills = (await both.all<BillSummary>('/api/bills?stage=push')).filter((bill) => fenOf(bill) < LIMIT);
});
afterAll(() => run.stack.close());

const preview = (person: Person, some: readonly BillSummary[]) =>
  person.post<PushPreview>('/api/push-orders/preview', { items: some.map(({ id, version }) => ({ id, version })) });
const confirm = (person: Person, { token }: PushPreview) => person.raw('POST', '/api/push-orders', { token });

/** Packs bills into orders of less than the limit each. */
function packed(): BillSummary[][] {
  const orders: BillSummary[][] = [];
  let fen = LIMIT;
  for (const bill of bills) {
    if (fen + fenOf(bill) >= LIMIT) {
      orders.push([]);
      fen = 0n;
    }
    orders.at(-1)?.push(bill);
    fen += fenOf(bill);
  }
  return orders;
}

it('what one person both approves and pushes in a day stays below the limit however it is split, also confirmed all at once', async () => {
  const orders = packed();
  const total = bills.reduce((sum, bill) => sum + fenOf(bill), 0n);
  expect(orders.length).toBeGreaterThan(1);
  expect(total).toBeGreaterThanOrEqual(LIMIT);
  // Every sheet is read before anything is confirmed: each by itself is below the limit.
  const sheets = await Promise.all(orders.map((order) => preview(both, order)));
  expect(sheets.map(({ excluded }) => excluded.length)).toEqual(orders.map(() => 0));
  const answers = await Promise.all(sheets.map((sheet) => confirm(both, sheet)));
  for (const answer of answers.filter(({ ok }) => ok)) await orderSettled(run, (await answer.json()) as PushOrder);

  const held = run.stack.sandbox.state.kingdee.ledger.report();
  const pushed = held.reduce((sum, bill) => sum + toFen(bill.total as never), 0n);
  expect(pushed).toBeGreaterThan(0n);
  expect(pushed).toBeLessThan(LIMIT);

  const left = (await both.all<BillSummary>('/api/bills?stage=push')).filter((bill) => fenOf(bill) < LIMIT);
  const again = await preview(both, left);
  expect(again.eligible.count).toBe(0);
  expect(again.excluded[0]?.reason).toContain(`今天已有 ¥${yuan(pushed)}`);
  expect(again.excluded[0]?.reason).toContain('一天 ¥50,000.00 的上限');
  const pusher = company.employees.find(({ userid }) => userid === run.office.pusher.userId);
  expect(again.excluded[0]?.nextStep).toMatch(new RegExp(`^请 .*${pusher?.name}.* 推送(，或少选几笔)?$`));
  expect((await preview(run.office.pusher, left)).eligible.count).toBe(left.length);
});
