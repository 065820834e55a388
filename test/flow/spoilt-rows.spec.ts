import { expect, it, vi } from 'vitest';
import type { BaseDataCatalog } from '../../server/src/base-data/base-data-catalog.js';
import type { BillHistory } from '../../server/src/bill/history/bill-history.js';
import { readIssues } from '../../server/src/bill/ledger/bill-content.js';
import type { BillSelections } from '../../server/src/bill/selection/bill-selections.js';
import { KingdeeHealth } from '../../server/src/connectors/kingdee/transport/kingdee-health.js';
import type { Database } from '../../server/src/database/database.js';
import type { Actor } from '../../server/src/domain/actor.js';
import { SettleWatch } from '../../server/src/proof/watch/settle-watch.js';
import { WatchKingdee } from '../../server/src/proof/watch/watch-kingdee.js';
import { WatchList } from '../../server/src/proof/watch/watch-list.js';
import { ConfirmPush } from '../../server/src/push/confirm/confirm-push.js';
import { OwnPushes } from '../../server/src/push/confirm/own-pushes.js';
import { PreviewPush } from '../../server/src/push/confirm/preview-push.js';
import { ShowPushOrder } from '../../server/src/push/confirm/show-push-order.js';
import { stand } from './bill-rows.js';
import { billNow, NotedKingdee, numbersShown, pushDatabase, pushParts, putPushing, settingsFor } from './push-parts.js';

const opened = pushDatabase();
const HOUR = 3_600_000;

/** What a hand, a fault or a later program may leave in a column of a bill. */
const SPOILS: readonly [column: string, value: string][] = [
  ['state', '{"orderId"'],
  ['state', '{"v":99}'],
  // In no shape that a note has: one that a bill carries on the desk, and one that it carries when it was sent.
  ['state', '{"orderId":7,"asked":7}'],
  ['payees', '{'],
  ['payees', '[]'],
  ['payees', '{"hands":1,"names":[]}'],
  ['base_fen', '157.3x'],
  ['reached', 'posted'],
  ['outcome', 'everything'],
  ['target_form', 'GL_VOUCHER'],
  ['sent_form', 'GL_VOUCHER'],
  ['draft', '{"header"'],
  ['draft', '[]'],
  ['draft', '{"header":1,"rows":[]}'],
];
const contentOf = (db: Database, id: string) =>
  db.query<{ draft: string }>('SELECT draft FROM bill_content WHERE bill_id = ?', [id]);

async function spoil(db: Database, id: string, column: string, value: string): Promise<() => Promise<void>> {
  if (column !== 'draft') {
    const before = (await billNow(db, id))[column] as string | number | null;
    await stand(db, id, { [column]: value });
    return () => stand(db, id, { [column]: before });
  }
  const [before] = await contentOf(db, id);
  const put = (draft: unknown) =>
    db.inTransaction((tx) => tx.query('UPDATE bill_content SET draft = ? WHERE bill_id = ?', [draft, id]));
  await put(value);
  return () => put(before?.draft);
}

const three = async (db: Database) => ({
  a: await putPushing(db, 'a'),
  bad: await putPushing(db, 'bad', { next_attempt_at: 0 }),
  c: await putPushing(db, 'c'),
});
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
/** It stands where it stood, says so, and waits for the administrator. */
async function expectStopped(db: Database, id: string, column: string, value: string): Promise<void> {
  const row = await billNow(db, id);
  expect(row).toMatchObject({ reason_key: 'row-unreadable', lease_token: null, action: 'none' });
  expect(row.reason).toMatch(/读不出来，没有发送，也没有改动。请管理员/);
  const kept = column === 'draft' ? (await contentOf(db, id))[0]?.draft : row[column];
  expect(kept).toBe(value);
}

it.each(SPOILS)(
  'a push with one bill whose %s is %s sends the others; it waits alone, and goes on once it is put right',
  async (column, value) => {
    const { db } = opened;
    const kingdee = new NotedKingdee();
    const { push, pauses, orders } = pushParts(db, kingdee);
    const { a, bad, c } = await three(db);
    const mend = await spoil(db, bad.id, column, value);
    await push.run();
    for (const { id } of [a, c]) expect(await billNow(db, id)).toMatchObject({ state_kind: 'booked' });
    expect(kingdee.bills.map(({ thirdBillNo }) => thirdBillNo).sort()).toEqual(['a', 'c']);
    // A payload that nothing was sent of is made anew from the approval (unapproved-payload.spec.ts).
    if (column === 'draft') return expect(await billNow(db, bad.id)).toMatchObject({ state_kind: 'needs-mapping' });
    await expectStopped(db, bad.id, column, value);
    expect((await new ShowPushOrder(db, pauses, orders).one('order')).items).toHaveLength(3);
    later(HOUR);
    await push.run();
    await expectStopped(db, bad.id, column, value);
    await mend();
    later(HOUR);
    await push.run();
    expect(await billNow(db, bad.id)).toMatchObject({ state_kind: 'booked', reason: null });
  },
);

it.each(SPOILS)(
  'a look into doubts with one bill whose %s is %s settles the others; it stays in doubt, unsent and unadopted',
  async (column, value) => {
    const { db } = opened;
    const kingdee = new NotedKingdee();
    const world = pushParts(db, kingdee);
    await numbersShown(db, world);
    const { a, bad, c } = await three(db);
    kingdee.instead = async (call, sent) => {
      if (call !== 'save') return null;
      for (const { draft } of [a, bad, c]) if (sent.some(({ billNo }) => billNo === draft.billNo)) kingdee.take(draft);
      return { outcomes: sent.map(() => ({ kind: 'unknown' as const, cause: '没有回答' })), answer: null, lost: true };
    };
    await world.push.run();
    kingdee.instead = async () => null;
    const mend = await spoil(db, bad.id, column, value);
    later(HOUR);
    await world.doubt.run();
    await world.push.run();
    for (const { id } of [a, c]) expect(await billNow(db, id)).toMatchObject({ state_kind: 'booked' });
    expect(await billNow(db, bad.id)).toMatchObject({ state_kind: 'in-doubt', kingdee_id: null });
    await expectStopped(db, bad.id, column, value);
    expect(kingdee.calls.filter((call) => call.startsWith('save')).length).toBe(1);
    await mend();
    later(HOUR);
    await world.doubt.run();
    await world.push.run();
    expect(await billNow(db, bad.id)).toMatchObject({ state_kind: 'booked', reason: null });
  },
);

it.each(SPOILS)('withdrawals with one bill whose %s is %s take up the others', async (column, value) => {
  const { db } = opened;
  const { claims } = pushParts(db);
  const { a, bad, c } = await three(db);
  for (const { id } of [a, bad, c]) await stand(db, id, { withdrawing: 1, reached: 'saved', kingdee_id: id });
  await spoil(db, bad.id, column, value);
  const now = Date.now();
  const claim = { kind: 'pushing' as const, token: 'token', until: now + HOUR, limit: 50, now, withdrawing: true };
  const claimed = await db.inTransaction((tx) => claims.claimDue(tx, claim));
  expect(claimed.map(({ id }) => id).sort()).toEqual([a.id, c.id].sort());
  await expectStopped(db, bad.id, column, value);
});

it.each(SPOILS)(
  'the watch with one bill whose %s is %s looks at the others, and keeps watching it',
  async (column, value) => {
    const { db } = opened;
    const kingdee = new NotedKingdee();
    const world = pushParts(db, kingdee);
    const { a, bad, c } = await three(db);
    await world.push.run();
    await spoil(db, bad.id, column, value);
    const settings = settingsFor({ WATCH_INTERVAL_MS: 1000, WATCH_BATCH: 50, WATCH_DAYS: 30 });
    const list = new WatchList(db);
    const settle = new SettleWatch(
      db,
      list,
      world.claims,
      world.ledger,
      world.announce,
      world.audit,
      world.compare,
      world.wakes,
      settings,
    );
    const watch = new WatchKingdee(db, list, world.claims, settle, kingdee, new KingdeeHealth(), world.wakes, settings);
    await watch.run();
    later(2 * HOUR);
    // Whoever deleted two of them in Kingdee is found out by the bills that can be read.
    kingdee.bills.splice(0);
    for (let look = 0; look < 3; look++) {
      await watch.run();
      later(HOUR);
    }
    for (const { id } of [a, c]) expect(await billNow(db, id)).toMatchObject({ state_kind: 'reversal-needed' });
    expect(await billNow(db, bad.id)).toMatchObject({ state_kind: 'booked' });
    await expectStopped(db, bad.id, column, value);
    const watched = await db.query<{ due: unknown }>('SELECT due_at AS due FROM kingdee_watch WHERE bill_id = ?', [
      bad.id,
    ]);
    expect(Number(watched[0]?.due)).toBeGreaterThan(0);
  },
);

it.each(SPOILS)('who presses for one bill whose %s is %s is told why it does not go', async (column, value) => {
  const { db } = opened;
  const world = pushParts(db);
  const { a, bad } = await three(db);
  await spoil(db, bad.id, column, value);
  const told: string[] = [];
  const bills = await world.claims.load(db.read, [a.id, bad.id], (_, why) => told.push(why));
  expect(bills.map(({ id }) => id)).toContain(a.id);
  if (column === 'draft') return;
  expect(told).toEqual([expect.stringContaining('读不出来')]);
  await expect(world.seen.load(db.read, bad.id, 1)).rejects.toMatchObject({ code: 'bill/unreadable' });
});

it.each(['[', '{}', '[{"code":1}]', 'null'])(
  'issues that are %s are a red one: the bill is passed by nobody',
  (text) => {
    expect(readIssues(text)).toEqual([expect.objectContaining({ code: 'row-unreadable', level: 'red' })]);
  },
);

/** What the sheet reads of an approved bill. */
const READ_BY_THE_SHEET = SPOILS.filter(([column]) => column !== 'draft');
const pusher: Actor = { userId: 'pusher', name: '出纳', roles: ['pusher'] };

it.each(READ_BY_THE_SHEET)(
  'a sheet with one bill whose %s is %s names it and takes the others; one that turns so before 确认 is sent by nobody',
  async (column, value) => {
    const { db } = opened;
    const world = pushParts(db);
    const bills = await three(db);
    for (const { id } of Object.values(bills)) {
      const { content_hash } = await billNow(db, id);
      const approved = { state_kind: 'approved', approved_by: 'reviewer', approved_hash: String(content_hash) };
      await stand(db, id, { ...approved, state: '{}', lease_token: null, lease_until: null });
    }
    const selections = {
      async *chunks({ items }: { items: readonly { id: string; version: number }[] }) {
        yield items;
      },
      changesOf: async () => new Map(),
    } as unknown as BillSelections;
    const nobody = { lastHands: async () => new Map() } as unknown as BillHistory;
    const settings = settingsFor({ FOUR_EYES_BATCH: '50000.00', SELECTION_TTL_MS: 600_000 });
    const { claims, ledger, pauses, audit, live, wakes, holds, restored, orders } = world;
    const own = new OwnPushes(db);
    const catalog = { nameOf: () => '' } as unknown as BaseDataCatalog;
    const preview = new PreviewPush(db, claims, selections, nobody, pauses, catalog, holds, own, settings);
    const confirm = new ConfirmPush(db, claims, ledger, preview, audit, live, wakes, restored, orders, own);
    const rows = await Promise.all(Object.values(bills).map(({ id }) => billNow(db, id)));
    const refs = { items: rows.map(({ id, version }) => ({ id: String(id), version: Number(version) })) };
    const before = await preview.run(refs, pusher);
    expect(before.eligible.count).toBe(3);
    const mend = await spoil(db, bills.bad.id, column, value);
    await expect(confirm.run(before.token, pusher)).rejects.toMatchObject({ code: 'push/preview-changed' });
    for (const { id } of Object.values(bills)) expect(await billNow(db, id)).toMatchObject({ state_kind: 'approved' });
    const sheet = await preview.run(refs, pusher);
    expect(sheet.eligible.count).toBe(2);
    expect(sheet.excluded).toEqual([
      expect.objectContaining({ id: bills.bad.id, reason: expect.stringMatching(/读不出来/) }),
    ]);
    await confirm.run(sheet.token, pusher);
    for (const { id } of [bills.a, bills.c]) expect(await billNow(db, id)).toMatchObject({ state_kind: 'pushing' });
    expect((await billNow(db, bills.bad.id)).state_kind).toBe('approved');
    await mend();
  },
);
