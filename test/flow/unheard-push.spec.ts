import { describe, expect, it } from 'vitest';
import { clock } from '../../server/src/database/clock.js';
import type { Actor } from '../../server/src/domain/actor.js';
import { OwnPushes } from '../../server/src/push/confirm/own-pushes.js';
import { ResumePush } from '../../server/src/push/confirm/resume-push.js';
import { ShowPushOrder } from '../../server/src/push/confirm/show-push-order.js';
import { stand } from './bill-rows.js';
import { billNow, NotedKingdee, pushDatabase, pushParts, putPushing, settingsFor } from './push-parts.js';

/** A scheme that is off, of which nobody has asked DingTalk lately what was cancelled: nothing of it is sent anew, whichever way it came to be sent. */
const opened = pushDatabase();
const pusher: Actor = { userId: 'pusher', name: '出纳', roles: ['pusher'] };
const HOUR = 3_600_000;
const UNHEARD = '等查过钉钉上的撤销和修改，保持排队';

function office() {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee);
  const { claims, seen, ledger, audit, live, wakes, pauses, holds, restored, orders } = parts;
  const own = new OwnPushes(db);
  const people = new ResumePush(
    db,
    claims,
    seen,
    ledger,
    audit,
    live,
    wakes,
    pauses,
    holds,
    restored,
    orders,
    own,
    settingsFor({}),
  );
  const show = new ShowPushOrder(db, pauses, orders);
  const off = (heard: number) =>
    db.inTransaction((tx) =>
      tx.query('UPDATE scheme SET enabled = 0, switched_at = ?, look_back_until = ?, heard_until = NULL', [
        heard,
        heard,
      ]),
    );
  /** On since then; no look-back of it ever came through. */
  const onSince = (switchedAt: number) =>
    db.inTransaction((tx) =>
      tx.query('UPDATE scheme SET enabled = 1, switched_at = ?, look_back_until = NULL, heard_until = NULL', [
        switchedAt,
      ]),
    );
  const hear = () => db.inTransaction((tx) => tx.query('UPDATE scheme SET heard_until = ?', [clock.now()]));
  const saves = () => kingdee.calls.filter((call) => call === 'save').length;
  return { ...parts, db, kingdee, people, show, off, onSince, hear, saves };
}

describe('a scheme that is off and was last heard four hours ago', () => {
  it('keeps the place of what was confirmed before and waited since, says so, and sends it once DingTalk was asked', async () => {
    const o = office();
    const { id } = await putPushing(o.db, 'waited');
    await o.off(clock.now() - 4 * HOUR);
    await o.push.run();
    expect([o.saves(), (await billNow(o.db, id)).state_kind]).toEqual([0, 'pushing']);
    expect((await o.show.one('order')).items).toMatchObject([{ billId: id, sentence: UNHEARD }]);
    await o.hear();
    await o.push.run();
    expect([o.saves(), (await billNow(o.db, id)).state_kind]).toEqual([1, 'booked']);
  });

  it('finishes what Kingdee holds already', async () => {
    const o = office();
    const { id, draft } = await putPushing(o.db, 'half');
    const stored = o.kingdee.take(draft);
    await stand(o.db, id, { reached: 'saved', kingdee_id: stored.id, kingdee_no: stored.billNo });
    await o.off(clock.now() - 4 * HOUR);
    await o.push.run();
    expect((await billNow(o.db, id)).state_kind).toBe('booked');
  });

  it('refuses 再推送 of a bill that Kingdee did not take, with the way out', async () => {
    const o = office();
    const { id } = await putPushing(o.db, 'failed');
    await stand(o.db, id, { state_kind: 'failed', action: 'continue' });
    await o.off(clock.now() - 4 * HOUR);
    const again = async () => o.people.resume(id, Number((await billNow(o.db, id)).version), pusher);
    await expect(again()).rejects.toThrow(/最近三小时没有查过钉钉上的撤销和修改.*没有发送.*现在采集/);
    expect((await billNow(o.db, id)).state_kind).toBe('failed');
    await o.hear();
    await again();
    await o.push.run();
    expect(o.saves()).toBe(1);
  });
});

describe('a scheme whose first look-back never came through', () => {
  it('on for the first time sends what it has collected; on again it waits for a look-back', async () => {
    const o = office();
    const first = await putPushing(o.db, 'first');
    await o.onSince(clock.now() - HOUR);
    await o.push.run();
    expect((await billNow(o.db, first.id)).state_kind).toBe('booked');
    const { id } = await putPushing(o.db, 'second');
    await o.onSince(clock.now() + 1);
    await o.push.run();
    expect((await billNow(o.db, id)).state_kind).toBe('pushing');
    await o.db.inTransaction((tx) => tx.query('UPDATE scheme SET look_back_until = ?', [clock.now() + 2]));
    await o.push.run();
    expect((await billNow(o.db, id)).state_kind).toBe('booked');
  });
});
