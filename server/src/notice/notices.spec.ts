import { fromFen } from '@dingdee/shared/money';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clock } from '../database/clock.js';
import type { Database } from '../database/database.js';
import { temporaryDatabase } from '../schema/temporary-database.js';
import { doubtCard, doubtSettledCard } from './cards/doubt-card.js';
import { NoticeRules } from './notice-rules.js';
import { trackOf } from './notice-track.js';
import { type NoticeOutcome, Notices } from './notices.js';

let given: Awaited<ReturnType<typeof temporaryDatabase>>;
let db: Database;
const process = () => new Notices(db);
const sum = (count: number) => ({ count, amount: fromFen(BigInt(count) * 100n) });
const wanted = (count = 1) => ({
  track: trackOf('doubt', 'lina', 'doubt'),
  cause: 'doubt',
  userId: 'lina',
  card: doubtCard(sum(count), 0),
  sum: sum(count),
  lasts: true,
  lateAt: null,
});
/** One that does not last. */
const putOther = (kind: 'digest' | 'push-result', lateAt: number, userId = 'lina') =>
  db.inTransaction((tx) =>
    process().put(tx, {
      ...wanted(),
      track: trackOf(kind, userId, 'x', String(lateAt)),
      cause: 'x',
      card: { ...wanted().card, kind },
      lasts: false,
      lateAt,
    }),
  );
const put = () => db.inTransaction((tx) => process().put(tx, wanted()));
const claim = (token: string) =>
  db.inTransaction((tx) => process().claim(tx, { token, until: clock.now() + 60_000, limit: 5 }));
async function claimed(token: string) {
  const [one] = await claim(token);
  if (one === undefined) throw new Error('nothing to claim');
  return one;
}
const leaves = (token: string, one: Awaited<ReturnType<typeof claimed>>) =>
  db.inTransaction((tx) => process().leaves(tx, token, one));
const record = (token: string, one: Awaited<ReturnType<typeof claimed>>, outcome: NoticeOutcome) =>
  db.inTransaction((tx) => process().record(tx, token, one, outcome));
const change = (count: number, lasts = true) =>
  db.inTransaction(async (tx) => {
    const before = await process().last(tx, 'lina', 'doubt');
    if (before === null) throw new Error('nothing was told');
    const card = lasts ? doubtCard(sum(count), 0) : doubtSettledCard(sum(count), 0);
    await process().change(tx, before, card, sum(count), lasts);
  });
const states = async () =>
  (await db.query<{ state: string; told: number; version: number }>('SELECT state, told, version FROM notice')).map(
    ({ state, told, version }) => [state, told, version],
  );
const dies = () => db.inTransaction((tx) => tx.query('UPDATE notice SET lease_until = 0'));

beforeEach(async () => {
  given = await temporaryDatabase();
  db = given.db;
});
afterEach(() => given.drop());

it('a track is written once, whoever comes second', async () => {
  expect([await put(), await put()]).toEqual([true, false]);
  expect(await states()).toEqual([['intent', 0, 1]]);
  expect(wanted().track).toMatch(/^[\x21-\x7e]{1,64}$/);
});

it('what one process has out no other has, and what was leaving when it died is unknown and never sent again', async () => {
  await put();
  const one = await claimed('first');
  expect(await claim('second')).toEqual([]);
  expect(await leaves('first', one)).toBe(true);
  await dies();
  expect(await claim('second')).toEqual([]);
  expect(await states()).toEqual([['unknown', 1, 1]]);
  // What the first still hears of it changes nothing.
  await record('first', one, { state: 'sent' });
  expect(await states()).toEqual([['unknown', 1, 1]]);
});

it('what had not left when its process died is sent by the next', async () => {
  await put();
  await claimed('first');
  await dies();
  expect(await claim('second')).toHaveLength(1);
});

it('a number that grows while a message is out goes next, in the same track; the same words do not', async () => {
  await put();
  const one = await claimed('first');
  await leaves('first', one);
  await change(30);
  await record('first', one, { state: 'sent' });
  expect(await states()).toEqual([['intent', 1, 2]]);
  const next = await claimed('first');
  expect([next.version, next.told]).toEqual([2, 1]);
  await leaves('first', next);
  await record('first', next, { state: 'kept' });
  // The second never left: what was told is the first.
  expect(await states()).toEqual([['kept', 1, 2]]);
  await change(30);
  expect(await states()).toEqual([['kept', 1, 2]]);
});

it('a content that changed after it was claimed does not leave as it was', async () => {
  await put();
  const one = await claimed('first');
  await change(2);
  expect(await leaves('first', one)).toBe(false);
});

it('what never left and is over is not told', async () => {
  await put();
  await change(1, false);
  expect(await states()).toEqual([['closed', 0, 1]]);
  expect(await claim('first')).toEqual([]);
});

it('what DingTalk did not take waits and goes as it is then; what it refused stays', async () => {
  await put();
  const one = await claimed('first');
  await leaves('first', one);
  await record('first', one, { state: 'again', answer: '忙', nextAt: clock.now() + 60_000 });
  expect([await claim('second'), await states()]).toEqual([[], [['intent', 0, 1]]]);
  await db.inTransaction((tx) => tx.query('UPDATE notice SET next_at = 0'));
  const again = await claimed('second');
  await leaves('second', again);
  await record('second', again, { state: 'refused', answer: '不在可见范围' });
  expect([await claim('second'), await states()]).toEqual([[], [['refused', 0, 1]]]);
});

it('words that a restored backup brought back are not told again', async () => {
  await put();
  await db.inTransaction((tx) =>
    tx.query(
      "INSERT INTO ledger_hold (id, cause, detail, held_at, held_by, released_at) VALUES ('x', 'ahead', '{}', ?, 'x', ?)",
      [clock.now() + 1, clock.now() + 2],
    ),
  );
  expect([await claim('first'), await states()]).toEqual([[], [['closed', 0, 1]]]);
  expect(await db.query('SELECT track FROM notice WHERE lasts = 1')).toEqual([]);
});

it('what has waited too long tells of another time: it is closed, and one that came before stays as it came', async () => {
  const now = clock.now();
  await putOther('digest', now - 1);
  await putOther('push-result', now + 3_600_000);
  const [one] = await claim('first');
  expect([one?.card.kind, await states()]).toEqual([
    'push-result',
    expect.arrayContaining([
      ['closed', 0, 1],
      ['intent', 0, 1],
    ]),
  ]);
  if (one === undefined) return;
  await leaves('first', one);
  await db.inTransaction(async (tx) => {
    const before = await process().last(tx, 'lina', 'x');
    if (before !== null) await tx.query("UPDATE notice SET version = 2, late_at = 1 WHERE state = 'sending'");
  });
  await record('first', one, { state: 'sent' });
  expect([await claim('first'), await states()]).toEqual([[], expect.arrayContaining([['kept', 1, 2]])]);
});

it('at rest a digest and a result wait where they are, and a doubt goes out', async () => {
  const until = clock.now() + 60_000;
  await putOther('digest', until * 2);
  await putOther('push-result', until * 2 + 1);
  await put();
  const held = await db.inTransaction((tx) =>
    process().claim(tx, { token: 'first', until, limit: 5, restUntil: until }),
  );
  expect(held.map(({ card }) => card.kind)).toEqual(['doubt']);
  expect((await states()).map(([state]) => state)).toEqual(['intent', 'intent', 'intent']);
  await db.inTransaction((tx) => tx.query('UPDATE notice SET next_at = 0 WHERE lasts = 0'));
  expect(await claim('second')).toHaveLength(2);
});

it('a digest says what the one before it said: where that did not leave it is not told', async () => {
  await putOther('digest', clock.now() + 3_600_000);
  await db.inTransaction((tx) => process().supersede(tx, 'digest'));
  expect([await claim('first'), await states()]).toEqual([[], [['closed', 0, 1]]]);
});

it('what does not last and did not leave yet goes out as it is then', async () => {
  await putOther('push-result', clock.now() + 3_600_000);
  await db.inTransaction(async (tx) => {
    const before = await process().last(tx, 'lina', 'x');
    if (before !== null)
      await process().change(tx, before, { ...doubtCard(sum(7), 0), kind: 'push-result' }, sum(7), false);
  });
  expect(await states()).toEqual([['intent', 0, 2]]);
  expect((await claim('first'))[0]?.version).toBe(2);
});

it('of two processes at one digest one goes on', async () => {
  const rules = new NoticeRules(db, undefined as never);
  const { version } = await rules.read();
  await db.inTransaction((tx) => tx.query('UPDATE notice_rule SET next_at = 1000'));
  const goes = () => db.inTransaction((tx) => rules.goOn(tx, 1000, version, 2000));
  expect([await goes(), await goes()]).toEqual([true, false]);
});
