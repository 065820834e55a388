import { afterEach, beforeEach, expect, it } from 'vitest';
import { AuditLog } from '../../audit/audit-log.js';
import type { Database } from '../../database/database.js';
import { type Actor, SYSTEM } from '../../domain/actor.js';
import { type Awaits, awaitsOf } from '../../domain/bill/bill-notes.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { LEFT_OUT_ORIGINAL, UNKNOWN_ORIGINAL, waitsFor } from '../../intake/amend/amendment-effect.js';
import { LocalWakes } from '../../queue/local-wakes.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { BillClaims, type PushBill } from '../ledger/bill-claims.js';
import { BillLedger } from '../ledger/bill-ledger.js';
import { SeenBills } from '../review/seen-bills.js';
import { AwaitOriginal } from './await-original.js';
import { ParkBill } from './park-bill.js';
import { RestoreBill } from './restore-bill.js';

const first: Actor = { userId: 'u-1', name: '祝清和', roles: ['reviewer'] };
const second: Actor = { userId: 'u-2', name: '顾南乔', roles: ['reviewer'] };
const settings = { SINGLE_PERSON_MODE: false, FOUR_EYES_BILL: '20000.00' } as never;

let db: Database;
let drop: () => Promise<void>;
let wakes: LocalWakes;
const at = () => {
  const ledger = new BillLedger(new AuditLog(), new LiveEvents());
  const claims = new BillClaims(db);
  const seen = new SeenBills(claims, settings);
  const waiting = new AwaitOriginal(ledger, seen);
  return {
    ledger,
    claims,
    waiting,
    park: new ParkBill(db, ledger, seen, settings),
    restoring: new RestoreBill(db, ledger, seen, waiting, wakes, settings),
  };
};
beforeEach(async () => {
  ({ db, drop } = await temporaryDatabase());
  wakes = new LocalWakes();
});
afterEach(async () => {
  await wakes.close();
  await drop();
});

async function collected(): Promise<string> {
  const [id = ''] = await db.inTransaction((tx) =>
    at().ledger.collect(
      tx,
      [
        {
          corpId: 'corp',
          processInstanceId: 'change-1',
          part: '',
          schemeId: 's-1',
          schemeVersion: 1,
          approvalId: 'a-1',
          orgNumber: '101',
          outcome: 'save+submit+audit',
          billNoPrefix: 'DD',
          businessId: '202611240930000000001',
          title: '闻人瑾提交的差旅费',
          originatorUserId: 'u-9',
          originatorName: '闻人瑾',
          department: '华东交付部',
          departmentKey: '',
          formTotal: null,
          finishedAt: 1,
        },
      ],
      SYSTEM,
    ),
  );
  return id;
}
async function loaded(id: string): Promise<PushBill> {
  const [bill] = await db.inTransaction((tx) => at().claims.load(tx, [id]));
  if (!bill) throw new Error('gone');
  return bill;
}
const original = { kingdeeNo: 'FKD1', billNo: 'FKD1', reached: 'audited' } as const;

it.each<[string, Awaits | null]>([
  ['an original that was left out', LEFT_OUT_ORIGINAL],
  ['an original that nobody knows', UNKNOWN_ORIGINAL],
  ...(['wait', 'withdraw-first', 'reverse', 'deciding', 'stands', 'outside', 'supersede'] as const).map(
    (effect): [string, Awaits | null] => [`an original: ${effect}`, waitsFor(original, effect)],
  ),
])('a changed approval that waited for %s waits for it again when its closing is taken back', async (_, awaits) => {
  if (awaits === null) throw new Error('it waits for nothing');
  const { waiting, park, restoring } = at();
  for (const way of ['exclude', 'handleOutside'] as const) {
    const id = way === 'exclude' ? await collected() : (await db.query<{ id: string }>('SELECT id FROM bill'))[0]?.id;
    if (id === undefined) throw new Error('no bill');
    const before = await loaded(id);
    if (before.kind === 'collected') await db.inTransaction((tx) => waiting.place(tx, before, awaits));
    const held = await loaded(id);
    expect([held.kind, awaitsOf(held.state)]).toEqual(['held', awaits]);
    const why = { version: held.version, reason: '以为是重复提交' };
    if (way === 'exclude') await park.exclude(id, why, first);
    else await park.handleOutside(id, why, undefined, first);
    const closed = await loaded(id);
    await restoring.restore(id, { version: closed.version, reason: '看错了，还是要付' }, second);
    const back = await loaded(id);
    expect([back.kind, awaitsOf(back.state), back.reasonKey]).toEqual(['held', awaits, 'held:awaits-original']);
    // Mapped anew before anybody lets it go on.
    expect([back.contentHash, back.approvedHash]).toEqual([null, null]);
  }
});
