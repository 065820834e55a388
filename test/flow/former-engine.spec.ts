import { expect, it } from 'vitest';
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
