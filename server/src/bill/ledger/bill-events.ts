import type { BillStateKind } from '@dingdee/shared/bill-state';
import { classOfTrouble } from '@dingdee/shared/error-class';
import { fromFen } from '@dingdee/shared/money';
import type { BillEventData, FailureReason, WebhookEvent } from '@dingdee/shared/webhook';
import type { EntityManager } from 'typeorm';
import { readFen, readInt } from '../../database/columns.js';
import { placeholders } from '../../database/database.js';
import type { BillNotes } from '../../domain/bill/bill-notes.js';
import { putEvents, whoWants } from '../../webhook/put-events.js';

/** A bill that has changed its state, or was created. */
export interface BillMoved {
  id: string;
  from: BillStateKind | null;
  to: BillStateKind;
  /** Action of the move, as in the audit log. */
  action: string;
  notes: Pick<BillNotes, 'trouble'>;
}

const WAS_BOOKED: readonly (BillStateKind | null)[] = ['booked', 'written-back'];
const NAMES: Readonly<Partial<Record<BillStateKind, WebhookEvent>>> = {
  collected: 'bill.collected',
  ready: 'bill.ready',
  approved: 'bill.approved',
  'in-doubt': 'bill.in-doubt',
  'reversal-needed': 'bill.reversal-needed',
  excluded: 'bill.closed',
  'handled-outside': 'bill.closed',
  superseded: 'bill.closed',
  'no-payment': 'bill.closed',
};

/** Returns the event of a move for other systems; null if there is none: the state is the same, or the step is internal. */
export function eventOf({ from, to, action }: Pick<BillMoved, 'from' | 'to' | 'action'>): WebhookEvent | null {
  if (from === to) return null;
  if (action === 'withdrawn') return 'bill.withdrawn';
  if (to === 'booked' || to === 'written-back') {
    // A payment is reported as booked only once. A bill that stands after all goes back to its former state: to 'booked' only if it was
    // never booked before (bill/ledger/reversal.ts).
    if (from === 'reversal-needed' && to === 'written-back') return 'bill.stands';
    return WAS_BOOKED.includes(from) ? null : 'bill.booked';
  }
  if (to === 'failed') return 'bill.failed';
  return NAMES[to] ?? null;
}

/** Returns why it failed, from the closed list. */
const reasonOf = (event: WebhookEvent, { trouble }: BillMoved['notes']): FailureReason | null => {
  if (event !== 'bill.failed') return null;
  return trouble === undefined ? 'unknown' : (classOfTrouble(trouble.class) ?? 'stopped');
};

/** Writes the events for subscribed webhooks, in the transaction of the moves; reads nothing if there is no subscription. */
export async function putBillEvents(tx: EntityManager, moves: readonly BillMoved[]): Promise<void> {
  const told = moves.flatMap((move) => {
    const event = eventOf(move);
    return event === null ? [] : [{ move, event }];
  });
  if (told.length === 0) return;
  const wants = await whoWants(tx);
  const wanted = new Set([...wants.values()].flat());
  const going = told.filter(({ event }) => wanted.has(event));
  if (going.length === 0) return;
  const ids = going.map(({ move }) => move.id);
  const rows: Record<string, unknown>[] = await tx.query(
    `SELECT id, version, bill_no, kingdee_no, business_id, org_number, base_fen, currency, state_kind, reached
     FROM bill WHERE id IN (${placeholders(ids)})`,
    ids,
  );
  const byId = new Map(rows.map((row) => [String(row.id), row]));
  const at = new Date().toISOString();
  await putEvents(
    tx,
    wants,
    going.flatMap(({ move, event }) => {
      const row = byId.get(move.id);
      if (!row) return [];
      const fen = row.base_fen == null ? null : readFen(row.base_fen);
      const data: BillEventData = {
        billId: move.id,
        billNo: String(row.bill_no),
        kingdeeNo: row.kingdee_no == null ? null : String(row.kingdee_no),
        businessId: String(row.business_id),
        orgNumber: String(row.org_number),
        amount: fen === null ? null : fromFen(fen),
        currency: String(row.currency),
        state: move.to,
        reached: String(row.reached),
        reason: reasonOf(event, move.notes),
        version: readInt(row.version),
        at,
      };
      // A payment is reported once, even by a restored database that books it again.
      return [
        { event, subject: data.kingdeeNo ?? data.billNo, fen, data, once: event === 'bill.booked' ? move.id : null },
      ];
    }),
  );
}
