import './at-ten.js';
import type { BillSummary } from '@dingdee/shared/bill';
import type { SeenBills } from '@dingdee/shared/bill-batch';
import { formatAmount, fromFen, toFen } from '@dingdee/shared/money';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BillSelections } from '../../server/src/bill/selection/bill-selections.js';
import type { StepOutcome } from '../../server/src/connectors/target.js';
import type { Actor } from '../../server/src/domain/actor.js';
import type { Refusal } from '../../server/src/domain/bill/refusal.js';
import { SaveGuards } from '../../server/src/push/call/save-guards.js';
import { OwnPushes } from '../../server/src/push/confirm/own-pushes.js';
import { PreviewResend } from '../../server/src/push/doubt/preview-resend.js';
import * as company from '../sandbox/company.js';
import { newApprovals, orderSettled, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';
import { Person } from './person.js';
import { billNow, NotedKingdee, pushDatabase, pushParts, putPushing, settingsFor } from './push-parts.js';

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
afterAll(() => run?.stack.close());

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

describe('what stood still goes on by the hand that approved it', () => {
  const opened = pushDatabase();
  const own: Actor = { userId: 'both', name: '一人两职', roles: ['reviewer', 'pusher'] };
  const other: Actor = { userId: 'pusher', name: '出纳', roles: ['pusher'] };

  /** Three bills of ¥157.30 that the person approved, each of which `outcome` befell; two of them reach the day's limit together. */
  async function given(outcome: StepOutcome) {
    const { db } = opened;
    const kingdee = new NotedKingdee();
    const parts = pushParts(db, kingdee, { FOUR_EYES_BATCH: '300.00' });
    const bills: Awaited<ReturnType<typeof putPushing>>[] = [];
    // Each of an organisation of its own, where one alone would go first.
    for (const [name, org] of [
      ['one', '101'],
      ['two', '102'],
      ['three', '103'],
    ] as const)
      bills.push(await putPushing(db, name, { approved_by: own.userId, org_number: org }));
    kingdee.instead = async (call, sent) =>
      call === 'save' ? { outcomes: sent.map(() => outcome), answer: null, lost: outcome.kind === 'unknown' } : null;
    // The first of a place goes alone until the looks at it are through, and then the next.
    for (let sent = 0; sent < bills.length; sent++) {
      await parts.push.run();
      for (const wait of [6_000, 30_000, 120_000, 120_000, 600_000]) {
        vi.advanceTimersByTime(wait);
        await parts.doubt.run();
      }
    }
    kingdee.instead = async () => null;
    const versionOf = async (id: string) => Number((await billNow(db, id)).version);
    const inKingdee = async () => {
      await parts.push.run();
      return bills.map(({ draft }) => kingdee.bills.filter(({ billNo }) => billNo === draft.billNo).length);
    };
    /** What the sheet about all three says to this person. */
    const sheetOf = async (actor: Actor) => {
      const { seen, calls, claims, numbers } = parts;
      const chosen = {
        chunks: async function* ({ items }: SeenBills) {
          yield items;
        },
      };
      const settings = settingsFor({ FOUR_EYES_BATCH: '300.00' });
      const guards = new SaveGuards(claims, numbers, calls);
      const sheet = new PreviewResend(
        db,
        chosen as unknown as BillSelections,
        seen,
        calls,
        guards,
        new OwnPushes(db),
        settings,
      );
      const items = await Promise.all(bills.map(async ({ id }) => ({ id, version: await versionOf(id) })));
      const { items: fit, leftOut } = await sheet.run({ items }, actor);
      return { fit: fit.map(({ id }) => id), leftOut: leftOut.map(({ id, code }) => [id, code]) };
    };
    return { ...parts, sheetOf, ids: bills.map(({ id }) => id) as [string, string, string], versionOf, inKingdee };
  }
  const OVER = { code: 'bill/four-eyes', message: expect.stringContaining('今天已有 ¥157.30') };

  it('再推送 of what Kingdee refused counts into the day and stops at its limit; another person goes on', async () => {
    const refusal: Refusal = { class: 'period', messages: ['期间已关闭'], fields: [], retryable: false };
    const { people, ids, versionOf, inKingdee } = await given({ kind: 'refused', refusal });
    const [first, second, third] = ids;
    await people.resume(first, await versionOf(first), own);
    await expect(people.resume(second, await versionOf(second), own)).rejects.toMatchObject(OVER);
    expect(await inKingdee()).toEqual([1, 0, 0]);
    await people.resume(third, await versionOf(third), other);
    expect(await inKingdee()).toEqual([1, 0, 1]);
  });

  it('重新推送 of what is not in Kingdee counts into the day and stops at its limit; another person goes on', async () => {
    const { resend, sheetOf, ids, versionOf, inKingdee } = await given({ kind: 'unknown', cause: '没有回答' });
    const [first, second, third] = ids;
    // The sheet before the decision leaves out what the decision would.
    expect(await sheetOf(own)).toEqual({
      fit: [first],
      leftOut: [
        [second, 'bill/four-eyes'],
        [third, 'bill/four-eyes'],
      ],
    });
    expect(await sheetOf(other)).toEqual({ fit: ids, leftOut: [] });
    await resend.run(first, await versionOf(first), '金蝶里没有', own);
    await expect(resend.run(second, await versionOf(second), '金蝶里没有', own)).rejects.toMatchObject(OVER);
    expect(await inKingdee()).toEqual([1, 0, 0]);
    await resend.run(third, await versionOf(third), '金蝶里没有', other);
    expect(await inKingdee()).toEqual([1, 0, 1]);
  });
});
