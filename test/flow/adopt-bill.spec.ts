import { setTimeout as sleep } from 'node:timers/promises';
import type { Amount } from '@dingdee/shared/money';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { grant, saveMember } from '../../server/src/access/member/members.js';
import { AuditLog } from '../../server/src/audit/audit-log.js';
import { BillClaims } from '../../server/src/bill/ledger/bill-claims.js';
import { BillLedger } from '../../server/src/bill/ledger/bill-ledger.js';
import { SeenBills } from '../../server/src/bill/review/seen-bills.js';
import type { KingdeeClient, StoredBill } from '../../server/src/connectors/target.js';
import { LiveEvents } from '../../server/src/event-log/live-events.js';
import type { TailGuard } from '../../server/src/hold/tail-guard.js';
import { PushCalls } from '../../server/src/push/call/push-calls.js';
import { AdoptBill } from '../../server/src/push/doubt/adopt-bill.js';
import { PushOrders } from '../../server/src/push/order/push-orders.js';
import type { CompareStored } from '../../server/src/push/send/compare-stored.js';
import { SchemeStore } from '../../server/src/scheme/version/scheme-store.js';
import { AnnounceBooked } from '../../server/src/writeback/announce-booked.js';
import { BookedMarks } from '../../server/src/writeback/booked-mark.js';
import { putBill } from './bill-rows.js';
import { migratedDatabase, NotedWakes, type OpenedDatabase, putScheme, schemeContentFor } from './intake-parts.js';
import { billNow, NotedKingdee, pushParts, putPushing, settingsFor, UNSEALED } from './push-parts.js';

let opened: OpenedDatabase;
beforeEach(async () => {
  opened = await migratedDatabase();
});
afterEach(() => opened.close());

/** A bill in Kingdee that carries nobody's key. */
const KEYLESS: StoredBill = {
  id: '100001',
  billNo: 'FKD1',
  thirdBillNo: '',
  status: 'B',
  orgNumber: '101',
  currency: 'PRE001',
  total: '157.30' as Amount,
  header: {},
  rows: [],
};
const PUSHER = { userId: 'pusher', name: '出纳', roles: ['pusher' as const] };

/** Both have looked whether the number is free before either goes on; where one must wait for the other, for a moment only. */
class BothLooked extends BillClaims {
  private here = 0;
  override async drafts(...about: Parameters<BillClaims['drafts']>): ReturnType<BillClaims['drafts']> {
    this.here += 1;
    for (let waited = 0; this.here < 2 && waited < 20; waited++) await sleep(25);
    return super.drafts(...about);
  }
}

it('two people who give two bills the same bill of Kingdee at once: one has it, the other is told', async () => {
  const { db } = opened;
  const undecided = {
    state_kind: 'in-doubt',
    numbering: 'kingdee',
    state: JSON.stringify({ trouble: { class: 'absent' } }),
  };
  const ids = [await putBill(db, 'one', undecided), await putBill(db, 'other', undecided)];
  const live = new LiveEvents();
  const kingdee = { find: async () => new Map([[KEYLESS.billNo, [KEYLESS]]]) } as unknown as KingdeeClient;
  const looked = new BothLooked(db);
  const settings = settingsFor({ SINGLE_PERSON_MODE: false, FOUR_EYES_BILL: '20000.00' });
  const adopt = new AdoptBill(
    db,
    looked,
    new SeenBills(looked, settings),
    new BillLedger(new AuditLog(), live),
    new PushCalls(db, new AuditLog(), UNSEALED as TailGuard),
    new PushOrders(db, live),
    new AnnounceBooked(new SchemeStore(db), new BookedMarks(settings)),
    kingdee,
    { soon: () => undefined } as unknown as CompareStored,
    new NotedWakes(),
  );
  const ends = await Promise.allSettled(ids.map((id) => adopt.run(id, 1, KEYLESS.billNo, PUSHER)));
  expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'bill/number-taken' } });
  expect(await db.query('SELECT id FROM bill WHERE kingdee_id = ?', [KEYLESS.id])).toHaveLength(1);
});

it.each([
  ['oppositeAccount', '6222999999999999999', '对方银行账号'],
  ['oppositeName', '别人', '对方账户名称'],
])(
  'a bill of Kingdee that pays somebody else in one of its rows (%s) is not taken over, and the field is named',
  async (field, other, label) => {
    const { db } = opened;
    await putScheme(db, 'scheme', schemeContentFor('PROC-1'));
    const kingdee = new NotedKingdee();
    const parts = pushParts(db, kingdee);
    const { id, draft } = await putPushing(db, 'one', {
      state_kind: 'in-doubt',
      state: JSON.stringify({ trouble: { class: 'absent' } }),
    });
    const [first, last] = draft.rows;
    if (!first || !last) throw new Error('two rows are wanted');
    const { billNo } = kingdee.take(draft, {
      rows: [first, { ...last, fields: { ...last.fields, [field]: other } }],
    });
    const { version } = await billNow(db, id);
    await expect(parts.adopt.run(id, Number(version), billNo, PUSHER)).rejects.toMatchObject({
      code: 'bill/number-differs',
      message: expect.stringContaining(label),
    });
    expect(await billNow(db, id)).toMatchObject({ state_kind: 'in-doubt', kingdee_id: null });
    kingdee.bills[0] = { ...(kingdee.bills[0] as StoredBill), rows: [last, first] };
    await parts.adopt.run(id, Number(version), billNo, PUSHER);
    expect(await billNow(db, id)).toMatchObject({ kingdee_no: billNo, kingdee_id: kingdee.bills[0]?.id });
  },
);

it('who reviewed a large bill is refused when taking it over, and reads who can do it instead', async () => {
  const { db } = opened;
  await putScheme(db, 'scheme', schemeContentFor('PROC-1'));
  const kingdee = new NotedKingdee();
  const parts = pushParts(db, kingdee);
  const { id, draft } = await putPushing(db, 'one', {
    state_kind: 'in-doubt',
    state: JSON.stringify({ trouble: { class: 'absent' } }),
    approved_by: PUSHER.userId,
    base_fen: 2_000_000,
  });
  const { billNo } = kingdee.take(draft);
  const { version } = await billNow(db, id);
  const refusal = () => parts.adopt.run(id, Number(version), billNo, PUSHER).then(() => '', String);
  expect(await refusal()).toContain('现在没有别人能推送它：请管理员给另一位同事加上“推送”角色');
  await db.inTransaction(async (tx) => {
    await saveMember(tx, { userId: 'wang', name: '王强' });
    await grant(tx, 'wang', ['pusher'], 'boss');
  });
  expect(await refusal()).toContain('审核人与推送人都是你，且达到 ¥20,000.00。请 王强 推送。');
  expect(kingdee.calls).toEqual([]);
});
