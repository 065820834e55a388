import { expect, it, vi } from 'vitest';
import type { BillSelections } from '../../server/src/bill/selection/bill-selections.js';
import type { StepOutcome, StepResult } from '../../server/src/connectors/target.js';
import type { Database } from '../../server/src/database/database.js';
import type { Actor } from '../../server/src/domain/actor.js';
import { TryNow } from '../../server/src/push/confirm/try-now.js';
import { stand } from './bill-rows.js';
import { billNow, NotedKingdee, numbersShown, pushDatabase, pushParts, putPushing } from './push-parts.js';

const opened = pushDatabase();
const pusher: Actor = { userId: 'pusher', name: '出纳', roles: ['pusher'] };
const LOCKED: StepOutcome = {
  kind: 'refused',
  refusal: { class: 'lock', messages: ['单据和 zhangsan 的操作冲突，请稍候再使用。'], fields: [], retryable: true },
};
const LOST: StepOutcome = { kind: 'unknown', cause: '没有回答' };
const selections = {
  async *chunks({ items }: { items: readonly { id: string; version: number }[] }) {
    yield items;
  },
} as unknown as BillSelections;

async function world(count: number) {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee);
  await numbersShown(db, parts);
  const bills: Awaited<ReturnType<typeof putPushing>>[] = [];
  for (let n = 0; n < count; n++) bills.push(await putPushing(db, `bill-${n}`));
  const { claims, holds, audit, live, wakes } = parts;
  const tryNow = new TryNow(db, claims, selections, holds, audit, live, wakes);
  /** Bills of each save that left for Kingdee. */
  const saves: string[][] = [];
  const outcome = { of: (_call: string, _billNo: string): StepOutcome | null => null };
  kingdee.instead = async (call, sent): Promise<StepResult | null> => {
    if (call === 'save') saves.push(sent.map(({ billNo }) => billNo));
    const answers = sent.map(({ billNo }) => outcome.of(call, billNo));
    if (answers.every((one) => one === null)) return null;
    const whole = answers.map((one, i): StepOutcome => {
      if (one) return one;
      const bill = bills.find(({ draft }) => draft.billNo === sent[i]?.billNo) ?? expect.fail('sent what is not there');
      const { id, billNo } = kingdee.take(bill.draft);
      return { kind: 'done', id, billNo, warning: null };
    });
    return { outcomes: whole, answer: null, lost: answers.some((one) => one?.kind === 'unknown') };
  };
  const shownNow = async () => {
    const items: { id: string; version: number }[] = [];
    for (const { id } of bills) items.push({ id, version: Number((await billNow(db, id)).version) });
    return { items };
  };
  return { db, bills, saves, outcome, tryNow, shownNow, ...parts };
}
const inKingdee = (kingdee: NotedKingdee) => kingdee.bills.map(({ thirdBillNo }) => thirdBillNo).sort();
const linesOf = (db: Database) =>
  db.query<{ subject_id: string; actor: string }>(
    "SELECT subject_id, actor FROM audit WHERE action = 'push-tried-now' ORDER BY subject_id",
  );

it('one press has all bills that wait for a lock tried at once: one save each, and no second bill', async () => {
  const { db, bills, saves, outcome, push, tryNow, shownNow, kingdee } = await world(5);
  outcome.of = (call) => (call === 'save' ? LOCKED : null);
  await push.run();
  for (const { id } of bills)
    expect(await billNow(db, id)).toMatchObject({ state_kind: 'pushing', reason_key: 'busy:lock' });
  outcome.of = () => null;
  const sent = saves.length;
  await push.run();
  expect(saves).toHaveLength(sent);

  const answer = await tryNow.run(await shownNow(), pusher);
  expect(answer).toEqual({ done: { count: 5, amount: '786.50' }, skipped: [] });
  await push.run();
  expect(saves.slice(sent).flat().sort()).toEqual(bills.map(({ draft }) => draft.billNo).sort());
  expect(inKingdee(kingdee)).toEqual(bills.map((_, n) => `bill-${n}`));
  for (const { id } of bills) expect(await billNow(db, id)).toMatchObject({ state_kind: 'booked', reason: null });
  expect(await linesOf(db)).toEqual(
    bills.map(({ id }) => ({ subject_id: id, actor: 'pusher' })).sort((a, b) => (a.subject_id < b.subject_id ? -1 : 1)),
  );

  // Pressed again on the same screen: nothing waits any more, and nothing is sent.
  const again = await tryNow.run({ items: bills.map(({ id }) => ({ id, version: 1 })) }, pusher);
  expect([again.done.count, again.skipped.map(({ code }) => code)]).toEqual([0, bills.map(() => 'bill/not-locked')]);
  await push.run();
  expect(saves).toHaveLength(sent + 1);
});

it('where the lock is met behind the save, only the step that it refused is made again', async () => {
  const { db, bills, saves, outcome, push, tryNow, shownNow, kingdee } = await world(3);
  outcome.of = (call) => (call === 'submit' ? LOCKED : null);
  await push.run();
  for (const { id } of bills)
    expect(await billNow(db, id)).toMatchObject({ state_kind: 'pushing', reached: 'saved', reason_key: 'busy:lock' });
  outcome.of = () => null;
  await tryNow.run(await shownNow(), pusher);
  await push.run();
  expect(saves.flat().sort()).toEqual(bills.map(({ draft }) => draft.billNo).sort());
  expect(inKingdee(kingdee)).toEqual(bills.map((_, n) => `bill-${n}`));
  for (const { id } of bills) expect(await billNow(db, id)).toMatchObject({ state_kind: 'booked' });
});

it('a lock that is still there waits on by itself, and its gaps go on widening', async () => {
  const { db, bills, outcome, push, tryNow, shownNow } = await world(2);
  outcome.of = () => LOCKED;
  const gap = async () => Number((await billNow(db, bills[0]?.id ?? '')).next_attempt_at) - Date.now();
  const gaps: number[] = [];
  for (let n = 0; n < 4; n++) {
    await push.run();
    gaps.push(await gap());
    await tryNow.run(await shownNow(), pusher);
  }
  await push.run();
  gaps.push(await gap());
  // A quarter of jitter is more than what two gaps one after another differ by.
  for (const [n, one] of gaps.entries()) expect(one).toBeGreaterThanOrEqual(5_000 * 1.6 * (n + 1));
  for (const { id } of bills)
    expect(await billNow(db, id)).toMatchObject({ state_kind: 'pushing', reason_key: 'busy:lock' });
});

it('what may have arrived, is out, is withdrawn or was tried since is left alone, each with its reason', async () => {
  const { db, bills, saves, outcome, push, tryNow, shownNow } = await world(6);
  const [lost, out, withdrawn, stale, spoilt, good] = bills.map(({ id }) => id);
  outcome.of = (_, billNo) => (billNo === bills[0]?.draft.billNo ? LOST : LOCKED);
  await push.run();
  await stand(db, out ?? '', { lease_token: 'another', lease_until: Date.now() + 100_000 });
  const withdrawal = { by: 'pusher', byName: '出纳', at: 1, from: 'saved', kingdeeId: '1', sent: 0 };
  await stand(db, withdrawn ?? '', { withdrawing: 1, state: JSON.stringify({ withdrawal }) });
  await stand(db, spoilt ?? '', { payees: '{' });
  const items = (await shownNow()).items.map((one) => (one.id === stale ? { ...one, version: one.version - 1 } : one));
  const before = await Promise.all(bills.map(({ id }) => billNow(db, id)));
  const { done, skipped } = await tryNow.run({ items }, pusher);
  expect(done.count).toBe(1);
  expect(Object.fromEntries(skipped.map(({ id, code }) => [id, code]))).toEqual({
    [lost ?? '']: 'bill/not-locked',
    [out ?? '']: 'bill/not-locked',
    [withdrawn ?? '']: 'bill/not-locked',
    [stale ?? '']: 'bill/stale',
    [spoilt ?? '']: 'bill/unreadable',
  });
  for (const [n, { id }] of bills.entries()) if (id !== good) expect(await billNow(db, id)).toEqual(before[n]);
  outcome.of = () => null;
  const sent = saves.length;
  await push.run();
  expect(saves.slice(sent)).toEqual([[bills[5]?.draft.billNo]]);
  expect(await linesOf(db)).toEqual([{ subject_id: good, actor: 'pusher' }]);
});

it('nothing is tried while everything is held', async () => {
  const { db, saves, outcome, push, tryNow, shownNow, holds } = await world(2);
  outcome.of = () => LOCKED;
  await push.run();
  await db.inTransaction((tx) => holds.begin(tx, 'by-hand', { reason: '月末对账' }, pusher));
  await expect(tryNow.run(await shownNow(), pusher)).rejects.toMatchObject({ code: 'ledger/held' });
  vi.setSystemTime(Date.now() + 60);
  const sent = saves.length;
  await push.run();
  expect(saves).toHaveLength(sent);
});
