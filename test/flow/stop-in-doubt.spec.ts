import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stand } from './bill-rows.js';
import { migratedDatabase, type OpenedDatabase, putScheme, schemeContentFor } from './intake-parts.js';
import { billNow, NotedKingdee, numbersShown, pushParts, putPushing } from './push-parts.js';

let opened: OpenedDatabase;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  opened = await migratedDatabase();
  await putScheme(opened.db, 'scheme', schemeContentFor('PROC-1'));
});
afterEach(async () => {
  vi.useRealTimers();
  await opened.close();
});
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

/** 停止 as a person presses it while the first save has not been answered. */
const stop = () =>
  opened.db.inTransaction((tx) =>
    tx.query(
      `UPDATE push_order SET state = 'stopping', stopped_by = 'pusher' WHERE id = 'order' AND state = 'running'`,
    ),
  );

describe('an order that was stopped while a save of it is in doubt', () => {
  async function lostSave(arrives: boolean) {
    const { db } = opened;
    const kingdee = new NotedKingdee();
    const parts = pushParts(db, kingdee);
    await numbersShown(db, parts);
    const { id, draft } = await putPushing(db, 'one');
    kingdee.instead = async (call) => {
      if (call !== 'save') return null;
      await stop();
      if (arrives) kingdee.take(draft);
      return { outcomes: [{ kind: 'unknown', cause: '没有回答' }], answer: null, lost: true };
    };
    await parts.push.run();
    expect(await billNow(db, id)).toMatchObject({ state_kind: 'in-doubt' });
    kingdee.instead = async () => null;
    for (const wait of [6_000, 30_000, 120_000, 120_000, 600_000]) {
      later(wait);
      await parts.doubt.run();
      await parts.push.run();
    }
    return { bill: await billNow(db, id), sent: kingdee.calls.filter((call) => call !== 'find'), kingdee };
  }

  it('does not send it again when Kingdee has none: it goes back to 待推送', async () => {
    const { bill, sent, kingdee } = await lostSave(false);
    expect(sent).toEqual(['save']);
    expect(kingdee.bills).toEqual([]);
    expect(bill).toMatchObject({ state_kind: 'approved', reached: 'none' });
  });

  it('does not go on with what Kingdee holds: it stands for a person', async () => {
    const { bill, sent } = await lostSave(true);
    expect(sent).toEqual(['save']);
    expect(bill).toMatchObject({ state_kind: 'failed', reached: 'saved', reason_key: 'stopped' });
  });
});

describe('停止 while one call is out', () => {
  it('starts no other call, also not the next step of bills that were taken together with it', async () => {
    const { db } = opened;
    const kingdee = new NotedKingdee();
    const parts = pushParts(db, kingdee);
    const saved = await putPushing(db, 'saved');
    const stored = kingdee.take(saved.draft);
    await stand(db, saved.id, { reached: 'saved', kingdee_id: stored.id, kingdee_no: stored.billNo });
    await putPushing(db, 'new');
    kingdee.instead = async () => {
      await stop();
      return null;
    };
    await parts.push.run();
    expect(kingdee.calls.filter((call) => call !== 'find')).toHaveLength(1);
    expect(kingdee.bills.map(({ status }) => status)).not.toContain('C');
  });
});
