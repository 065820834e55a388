import { describe, expect, it, vi } from 'vitest';
import { ENGINE_REVISION } from '../../server/src/engine/engine-revision.js';
import { stand } from './bill-rows.js';
import { billNow, NotedKingdee, numbersShown, pushDatabase, pushParts, putPushing } from './push-parts.js';

const opened = pushDatabase();
const byFormerEngine = (id: string) =>
  opened.db.inTransaction((tx) =>
    tx.query('UPDATE bill_content SET engine_revision = ? WHERE bill_id = ?', [ENGINE_REVISION - 1, id]),
  );

it('a bill in an order that an engine of before has mapped, and that today’s maps otherwise, is not sent; the others of its order are', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee);
  await numbersShown(db, parts);
  const { id } = await putPushing(db, 'former');
  const other = await putPushing(db, 'other');
  await byFormerEngine(id);
  await parts.push.run();
  expect(kingdee.bills.map(({ thirdBillNo }) => thirdBillNo)).toEqual(['other']);
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'approved', reached: 'none', lease_token: null });
  expect(await billNow(db, other.id)).toMatchObject({ state_kind: 'booked' });
  expect(parts.wakes.woken).toContain('map');
});

it('what Kingdee holds of it already is finished', async () => {
  const { db } = opened;
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee);
  const { id, draft } = await putPushing(db, 'half');
  const stored = kingdee.take(draft);
  await stand(db, id, { reached: 'saved', kingdee_id: stored.id, kingdee_no: stored.billNo });
  await byFormerEngine(id);
  await parts.push.run();
  expect(await billNow(db, id)).toMatchObject({ state_kind: 'booked' });
});

describe('a bill whose date is the day of its push', () => {
  const DAY = '2026-11-30';
  const at = (time: string) => vi.setSystemTime(new Date(`${time}+08:00`));
  const header = { businessDate: DAY };
  async function ordered(names: readonly string[], push_day: string | null = DAY) {
    const kingdee = new NotedKingdee();
    const parts = pushParts(opened.db, kingdee);
    await numbersShown(opened.db, parts);
    const bills = [];
    for (const name of names) bills.push(await putPushing(opened.db, name, { push_day }, header));
    return { kingdee, parts, bills };
  }

  it('goes out with the day that was approved, to the last second of it', async () => {
    at(`${DAY}T23:59:50`);
    const { kingdee, parts } = await ordered(['late']);
    await parts.push.run();
    expect(kingdee.bills.map(({ header: { businessDate } }) => businessDate)).toEqual([DAY]);
  });

  it('and that waited in an order over midnight is not sent: it goes back to be approved for the new day, its order says so', async () => {
    at(`${DAY}T23:50:00`);
    const { kingdee, parts, bills } = await ordered(['one', 'two']);
    const plain = await putPushing(opened.db, 'plain', {}, header);
    at('2026-12-01T00:00:00');
    await parts.push.run();
    expect(kingdee.bills.map(({ thirdBillNo }) => thirdBillNo)).toEqual(['plain']);
    for (const { id } of bills) {
      expect(await billNow(opened.db, id)).toMatchObject({
        state_kind: 'approved',
        reached: 'none',
        lease_token: null,
      });
      const items = await opened.db.query('SELECT not_sent FROM push_item WHERE bill_id = ?', [id]);
      expect(items).toEqual([{ not_sent: '日期是推送当天，现在已经是另一天，没有发送' }]);
    }
    expect(await billNow(opened.db, plain.id)).toMatchObject({ state_kind: 'booked' });
    expect(parts.wakes.woken).toContain('map');
  });

  it('keeps its day for good once it may have been sent, however late it is sent again', async () => {
    at(`${DAY}T23:59:00`);
    const { kingdee, parts, bills } = await ordered(['lost']);
    const [bill] = bills;
    kingdee.instead = async (call) =>
      call === 'save' ? { outcomes: [{ kind: 'unknown', cause: '没有回答' }], answer: '' } : null;
    await parts.push.run();
    expect(await billNow(opened.db, bill?.id ?? '')).toMatchObject({ state_kind: 'in-doubt' });
    expect(kingdee.bills).toEqual([]);
    kingdee.instead = async () => null;
    // Asked by its schedule until that Kingdee does not hold it is proven, and sent again.
    for (let minute = 1; minute <= 60 && kingdee.bills.length === 0; minute++) {
      vi.setSystemTime(Date.now() + 60_000);
      await parts.doubt.run();
      await parts.push.run();
    }
    expect(kingdee.bills.map(({ header: { businessDate } }) => businessDate)).toEqual([DAY]);
    expect(await billNow(opened.db, bill?.id ?? '')).toMatchObject({ state_kind: 'booked', push_day: DAY });
  });

  it('and that Kingdee holds already is finished on whatever day', async () => {
    at(`${DAY}T23:59:00`);
    const { kingdee, parts, bills } = await ordered(['half']);
    const [bill] = bills;
    if (!bill) throw new Error('no bill');
    const stored = kingdee.take(bill.draft);
    await stand(opened.db, bill.id, { reached: 'saved', kingdee_id: stored.id, kingdee_no: stored.billNo });
    at('2026-12-01T09:00:00');
    await parts.push.run();
    expect(await billNow(opened.db, bill.id)).toMatchObject({ state_kind: 'booked' });
  });
});
