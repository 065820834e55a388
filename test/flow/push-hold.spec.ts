import { afterEach, beforeEach, expect, it } from 'vitest';
import { AuditLog } from '../../server/src/audit/audit-log.js';
import type { BaseDataCatalog } from '../../server/src/base-data/base-data-catalog.js';
import { insertTuples } from '../../server/src/database/database.js';
import { LiveEvents } from '../../server/src/event-log/live-events.js';
import { PushPauses } from '../../server/src/push/order/push-pauses.js';
import type { UnheardForms } from '../../server/src/push/order/unheard-forms.js';
import { SchemeStore } from '../../server/src/scheme/version/scheme-store.js';
import { putBill } from './bill-rows.js';
import { migratedDatabase, NotedWakes, type OpenedDatabase } from './intake-parts.js';

let opened: OpenedDatabase;
beforeEach(async () => {
  opened = await migratedDatabase();
});
afterEach(() => opened.close());

it('a bill on its way out of Kingdee neither waits for a paused organisation nor takes a place among what was stopped', async () => {
  const { db } = opened;
  const pushing = { state_kind: 'pushing', base_fen: 100 };
  const ids = [await putBill(db, 'waiting', pushing), await putBill(db, 'leaving', { ...pushing, withdrawing: 1 })];
  await db.inTransaction(async (tx) => {
    await insertTuples(
      tx,
      'push_pause',
      ['org_number', 'reason', 'paused_by', 'paused_at'],
      [['101', '银行', '出纳', 1]],
    );
    await insertTuples(
      tx,
      'push_order',
      ['id', 'owner', 'owner_name', 'state', 'stopped_by', 'total', 'total_fen', 'created_at'],
      [['order', 'pusher', '出纳', 'stopping', 'pusher', 2, 200, 1]],
    );
    await insertTuples(
      tx,
      'push_item',
      ['order_id', 'bill_id', 'position', 'bill_version', 'content_hash', 'base_fen'],
      ids.map((id, position) => ['order', id, position, 1, 'hash', 100]),
    );
  });
  // Stopped once, pushed again since: it waits for the pause like any other.
  const again = await putBill(db, 'again', { ...pushing, base_fen: null });
  await db.inTransaction(async (tx) => {
    const order = ['id', 'owner', 'owner_name', 'state', 'stopped_by', 'total', 'total_fen', 'created_at'];
    await insertTuples(tx, 'push_order', order, [['later', 'pusher', '出纳', 'running', null, 1, 0, 2]]);
    const item = ['order_id', 'bill_id', 'position', 'bill_version', 'content_hash', 'base_fen', 'passed_on'];
    await insertTuples(tx, 'push_item', item, [
      ['order', again, 2, 1, 'hash', 0, 1],
      ['later', again, 0, 1, 'hash', 0, 0],
    ]);
  });
  const catalog = { nameOf: () => '' } as unknown as BaseDataCatalog;
  const live = new LiveEvents();
  const nowhere = { look: async () => ({ schemeIds: [], unaskable: null }) } as unknown as UnheardForms;
  const pauses = new PushPauses(db, new SchemeStore(db), catalog, new AuditLog(), live, new NotedWakes(), nowhere);
  expect((await pauses.show()).map(({ waiting }) => waiting)).toEqual([{ count: 2, amount: '1.00', unknown: 1 }]);
  expect((await pauses.hold()).but).toEqual(ids.slice(0, 1));
});
