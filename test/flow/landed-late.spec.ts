import { describe, expect, it, vi } from 'vitest';
import type { Settings } from '../../server/src/config/settings.js';
import { KingdeeHealth } from '../../server/src/connectors/kingdee/transport/kingdee-health.js';
import { SettleWatch } from '../../server/src/proof/watch/settle-watch.js';
import { WatchKingdee } from '../../server/src/proof/watch/watch-kingdee.js';
import { WatchList } from '../../server/src/proof/watch/watch-list.js';
import { stand } from './bill-rows.js';
import { billNow, NotedKingdee, numbersShown, pushDatabase, pushParts, putPushing, settingsFor } from './push-parts.js';

/** A save whose answer was lost, proven absent twice, then stopped and closed by a person: what it sent may still arrive. */
const opened = pushDatabase();
const later = (ms: number) => vi.advanceTimersByTime(ms);
const WATCH: Partial<Settings> = { WATCH_DAYS: 45, WATCH_INTERVAL_MS: 900_000, WATCH_BATCH: 50 };

async function office() {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee, WATCH);
  const { claims, ledger, announce, audit, compare, wakes } = parts;
  const settings = settingsFor(WATCH);
  const list = new WatchList(db);
  const settle = new SettleWatch(db, list, claims, ledger, announce, audit, compare, wakes, settings);
  const watch = new WatchKingdee(db, list, claims, settle, kingdee, new KingdeeHealth(), wakes, settings);
  await parts.history.onModuleInit();
  await numbersShown(db, parts);
  later(1);
  return { ...parts, db, kingdee, watch };
}

/** Sent once without an answer, absent by two looks, its order stopped, then closed by a person. */
async function lostAndClosed(kind: 'excluded' | 'handled-outside' | 'superseded') {
  const o = await office();
  const { id, draft } = await putPushing(o.db, 'one');
  o.kingdee.instead = async (call) =>
    call === 'save' ? { outcomes: [{ kind: 'unknown', cause: '没有回答' }], answer: '', lost: true } : null;
  await o.push.run();
  expect((await billNow(o.db, id)).state_kind).toBe('in-doubt');
  await o.db.inTransaction((tx) => tx.query("UPDATE push_order SET state = 'stopping', stopped_by = 'pusher'"));
  for (const wait of [181_000, 6_000, 30_000, 120_000, 120_000]) {
    later(wait);
    await o.doubt.run();
    await o.push.run();
  }
  expect(await billNow(o.db, id)).toMatchObject({ state_kind: 'approved', reached: 'none' });
  expect(o.kingdee.calls.filter((call) => call === 'save')).toHaveLength(1);
  await stand(o.db, id, {
    state_kind: kind,
    state: JSON.stringify({ reason: '已用现金付过', by: 'reviewer' }),
    state_since: Date.now(),
    next_attempt_at: null,
  });
  const look = async () => {
    later(1_000_000);
    await o.watch.run();
    return billNow(o.db, id);
  };
  return { ...o, id, draft, look };
}

describe('a bill that was sent without an answer and closed by a person', () => {
  it.each(['excluded', 'handled-outside', 'superseded'] as const)(
    'as %s is watched all the same: where it lands late it stops in red, and is not taken for booked by itself',
    async (kind) => {
      const o = await lostAndClosed(kind);
      expect((await o.look()).state_kind).toBe(kind);
      const landed = o.kingdee.take(o.draft);
      const found = await o.look();
      expect(found).toMatchObject({ state_kind: 'reversal-needed', kingdee_no: landed.billNo, reached: 'saved' });
      expect(String(found.reason)).toMatch(/没有收到回答.*出现了付款单.*可能重复付款/);
      expect(found.reason_key).toBe('reversal:landed-late');
      for (let looks = 0; looks < 4; looks++) expect((await o.look()).state_kind).toBe('reversal-needed');
      // Deleted in Kingdee again: told, and settled by a person only.
      o.kingdee.bills.length = 0;
      await o.look();
      const gone = await o.look();
      expect(gone).toMatchObject({ state_kind: 'reversal-needed', reason_key: 'reversal:deleted' });
    },
  );

  it('is watched until WATCH_DAYS after it was closed, and not asked about afterwards', async () => {
    const o = await lostAndClosed('excluded');
    await o.look();
    later(46 * 86_400_000);
    // One answer "not there" is asked for once more.
    for (let looks = 0; looks < 3; looks++) await o.look();
    const asked = o.kingdee.calls.length;
    later(7 * 86_400_000);
    await o.watch.run();
    expect(o.kingdee.calls.length).toBe(asked);
    expect(await o.db.query('SELECT bill_id FROM kingdee_watch WHERE due_at IS NOT NULL')).toEqual([]);
  });

  it('that was never sent is not asked about', async () => {
    const o = await office();
    const { id } = await putPushing(o.db, 'one', { state_kind: 'excluded', next_attempt_at: null, state: '{}' });
    await stand(o.db, id, { state_since: Date.now() });
    await o.watch.run();
    expect(o.kingdee.calls).toEqual([]);
  });
});
