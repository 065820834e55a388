import { expect, it, vi } from 'vitest';
import type { StepResult } from '../../server/src/connectors/target.js';
import type { Database } from '../../server/src/database/database.js';
import { DoubtfulBillController } from '../../server/src/push/doubt/doubtful-bill.controller.js';
import { stand } from './bill-rows.js';
import { billNow, NotedKingdee, numbersShown, pushDatabase, pushParts, putPushing } from './push-parts.js';

const opened = pushDatabase();
const HOUR = 3_600_000;

async function world(
  count: number,
  { lose = () => false, places = 1 }: { lose?: (call: number) => boolean; places?: number } = {},
) {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee, { KINGDEE_CONCURRENCY: places });
  const bills: Awaited<ReturnType<typeof putPushing>>[] = [];
  for (let n = 0; n < count; n++) bills.push(await putPushing(db, `bill-${n}`));
  const sizes: number[] = [];
  kingdee.instead = async (call, sent): Promise<StepResult | null> => {
    if (call !== 'save') return null;
    sizes.push(sent.length);
    if (!lose(sizes.length)) return null;
    return { outcomes: sent.map(() => ({ kind: 'unknown' as const, cause: '没有回答' })), answer: null, lost: true };
  };
  return { db, bills, sizes, ...parts };
}
const states = async (db: Database, bills: readonly { id: string }[]) => {
  const found: Record<string, number> = {};
  for (const { id } of bills) {
    const kind = String((await billNow(db, id)).state_kind);
    found[kind] = (found[kind] ?? 0) + 1;
  }
  return found;
};

it('the first push to an account set sends one bill, compares it, and then the rest', async () => {
  const { db, bills, sizes, push } = await world(20);
  await push.run();
  expect(sizes).toEqual([1, 19]);
  expect(await states(db, bills)).toEqual({ booked: 20 });
});

it('the rest goes once the first is saved and read back, and does not wait for its submit', async () => {
  const { db, bills, sizes, push, kingdee } = await world(20, { places: 5 });
  const saves = kingdee.instead;
  let restIsSent = (): void => undefined;
  const restSent = new Promise<void>((resolve) => {
    restIsSent = resolve;
  });
  kingdee.instead = async (call, sent) => {
    const usual = await saves(call, sent);
    if (call === 'save' && sent.length > 1) restIsSent();
    if (call === 'submit' && sent.length === 1) await restSent;
    return usual;
  };
  await push.run();
  // Another one may go alone while the first is read back.
  expect(Math.max(...sizes)).toBeGreaterThan(1);
  expect(await states(db, bills)).toEqual({ booked: 20 });
});

it('where Kingdee was seen to keep our number nothing waits', async () => {
  const { db, bills, sizes, push, ...parts } = await world(20);
  await numbersShown(db, parts);
  await push.run();
  expect(sizes).toEqual([20]);
  expect(await states(db, bills)).toEqual({ booked: 20 });
});

it('each paying organisation begins with one of its own; in one call as in several', async () => {
  const { db, bills, sizes, push } = await world(12);
  const other = bills.slice(6);
  for (const { id } of other) await stand(db, id, { org_number: '102' });
  await push.run();
  expect(sizes).toEqual([2, 10]);
  expect(await states(db, bills)).toEqual({ booked: 12 });
});

it('a lost answer to the first leaves that one bill in doubt; the others wait for what is found, and say so', async () => {
  const { db, bills, sizes, push, doubt, kingdee } = await world(20, { lose: (call) => call === 1 });
  await push.run();
  expect(sizes).toEqual([1]);
  expect(await states(db, bills)).toEqual({ 'in-doubt': 1, pushing: 19 });
  const waiting = await db.query('SELECT id FROM bill WHERE reason_key = ? AND lease_token IS NULL', ['behind-first']);
  expect(waiting).toHaveLength(19);
  // It had arrived: found, and with it the proof that Kingdee keeps our number.
  const lost = await db.query<{ id: string }>("SELECT id FROM bill WHERE state_kind = 'in-doubt'");
  kingdee.take(bills.find(({ id }) => id === lost[0]?.id)?.draft ?? expect.fail('no draft'));
  vi.setSystemTime(Date.now() + HOUR);
  await doubt.run();
  await push.run();
  expect(sizes).toEqual([1, 19]);
  expect(await states(db, bills)).toEqual({ booked: 20 });
  expect(await db.query("SELECT id FROM bill WHERE reason_key <> ''")).toEqual([]);
});

it('where it never arrived one bill is left to a person; the next goes alone, and settles the first as well', async () => {
  const { db, bills, sizes, push, doubt } = await world(20, { lose: (call) => call === 1 });
  await push.run();
  for (let look = 0; look < 12; look++) {
    vi.setSystemTime(Date.now() + HOUR);
    await doubt.run();
    await push.run();
  }
  expect(sizes.slice(0, 3)).toEqual([1, 1, 18]);
  expect(await states(db, bills)).toEqual({ booked: 20 });
});

it('whatever share of the answers is lost, one bill at a time is in doubt until a number was seen', async () => {
  const { db, bills, push, doubt, sizes } = await world(30, { lose: (call) => call <= 5 });
  for (let round = 0; round < 60; round++) {
    await push.run();
    const found = await states(db, bills);
    const open = await db.query("SELECT id FROM bill WHERE state_kind = 'in-doubt' AND next_attempt_at IS NOT NULL");
    if (found.booked === undefined) expect([found, open.length <= 1]).toEqual([found, true]);
    if (found.booked === 30) break;
    vi.setSystemTime(Date.now() + HOUR);
    await doubt.run();
  }
  expect(sizes.slice(0, 5)).toEqual([1, 1, 1, 1, 1]);
  expect(await states(db, bills)).toEqual({ booked: 30 });
});

it('what was refused is no doubt: the next goes alone at once', async () => {
  const { db, bills, sizes, push, kingdee } = await world(10);
  const before = kingdee.instead;
  let refused = 0;
  kingdee.instead = async (call, sent) => {
    const usual = await before(call, sent);
    if (call !== 'save' || refused > 0) return usual;
    refused += 1;
    const refusal = { class: 'data' as const, messages: ['不行'], fields: [], retryable: false };
    return { outcomes: sent.map(() => ({ kind: 'refused' as const, refusal })), answer: '{}' };
  };
  await push.run();
  expect(sizes).toEqual([1, 1, 8]);
  expect(await states(db, bills)).toEqual({ booked: 9, failed: 1 });
});

it('停止 takes back what waits for a first bill as well', async () => {
  const { db, bills, push, people } = await world(5, { lose: () => true });
  await push.run();
  await people.stop('order', { userId: 'pusher', name: '出纳', roles: ['pusher'] });
  await push.run();
  expect(await states(db, bills)).toEqual({ 'in-doubt': 1, approved: 4 });
});

it('what lost answers leave to a person is one decision for all of them, each by its own two looks and when they were', async () => {
  const { db, bills, push, doubt, resend } = await world(6, { lose: (call) => call <= 3 });
  const undecided = () =>
    db.query<{ id: string; version: number }>(
      "SELECT id, version FROM bill WHERE state_kind = 'in-doubt' AND next_attempt_at IS NULL",
    );
  await push.run();
  for (let look = 0; look < 20 && (await undecided()).length < 2; look++) {
    vi.setSystemTime(Date.now() + HOUR);
    await doubt.run();
    await push.run();
  }
  const items = await undecided();
  expect(items.length).toBe(2);
  const notYet = bills.find(({ id }) => !items.some((item) => item.id === id)) ?? expect.fail('no other bill');
  const other = { id: notYet.id, version: Number((await billNow(db, notYet.id)).version) };
  const pusher = { userId: 'pusher', name: '出纳', roles: ['pusher' as const] };
  const controller = new DoubtfulBillController(null as never, resend, null as never, db);
  const answer = await controller.resendMany({ items: [...items, other], reason: '在金蝶找过，没有' }, pusher);
  expect([answer.done.count, answer.skipped.map(({ id }) => id)]).toEqual([2, [other.id]]);
  const told = await db.query<{ detail: string }>("SELECT detail FROM audit WHERE action = 'resend-decided'");
  for (const { detail } of told)
    expect(JSON.parse(detail)).toMatchObject({
      reason: '在金蝶找过，没有',
      lookedAt: [expect.any(Number), expect.any(Number)],
    });
  expect(told).toHaveLength(2);
});
