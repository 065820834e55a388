import { expect, it } from 'vitest';
import { ShowPushOrder } from '../../server/src/push/confirm/show-push-order.js';
import { stand } from './bill-rows.js';
import { billNow, NotedKingdee, pushDatabase, pushParts, putPushing } from './push-parts.js';

const opened = pushDatabase();

it.each([
  [
    'another sum than was approved',
    `UPDATE bill_content SET draft = REPLACE(draft, '157.30', '957.30') WHERE bill_id = ?`,
  ],
  ['nothing that can be read', `UPDATE bill_content SET draft = '{"header"' WHERE bill_id = ?`],
  ['nothing at all', 'DELETE FROM bill_content WHERE bill_id = ?'],
])(
  'a bill of which the database holds %s is set aside unsent, loudly, and mapped and approved anew; the others of its push go on',
  async (_, change) => {
    const { db } = opened;
    const kingdee = new NotedKingdee();
    const { push, pauses, orders, wakes } = pushParts(db, kingdee);
    const bad = await putPushing(db, 'bad');
    const good = await putPushing(db, 'good');
    await stand(db, bad.id, { approved_by: 'reviewer', approved_at: 1 });
    await db.inTransaction((tx) => tx.query(change, [bad.id]));
    await push.run();
    expect(kingdee.bills.map(({ thirdBillNo, total, status }) => [thirdBillNo, total, status])).toEqual([
      ['good', '157.30', 'C'],
    ]);
    expect(await billNow(db, good.id)).toMatchObject({ state_kind: 'booked' });
    expect(await billNow(db, bad.id)).toMatchObject({
      state_kind: 'needs-mapping',
      reached: 'none',
      approved_by: null,
      approved_hash: null,
      content_hash: null,
      approval_voided: '要发送的内容与审核过的不同，原审核不再有效',
      reason_key: 'unapproved',
      lease_token: null,
    });
    // From the approval itself, not from what stood there.
    expect(await db.query('SELECT 1 AS n FROM bill_content WHERE bill_id = ?', [bad.id])).toEqual([]);
    expect(wakes.woken).toContain('map');
    const order = await new ShowPushOrder(db, pauses, orders).one('order');
    expect([order.booked.count, order.notSent.count, order.state]).toEqual([1, 1, 'done']);
    expect(order.items.map(({ sentence }) => sentence)).toContain('要发送的内容与审核过的不同，没有发送');
    const told = await db.query<{ detail: string }>("SELECT detail FROM audit WHERE action = 'push-unapproved'");
    expect(told).toHaveLength(1);
  },
);
