import type { RefusedValue } from '@dingdee/shared/push-cause';
import { type NumberingMode, type TargetName, targetNamed } from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { AuditLog } from '../../audit/audit-log.js';
import { formOfBill, type PushBill } from '../../bill/ledger/bill-claims.js';
import { whileHeld } from '../../bill/ledger/held-lease.js';
import type { SendBy } from '../../connectors/call-times.js';
import type { StepOutcome, StoredBill } from '../../connectors/target.js';
import { clock } from '../../database/clock.js';
import { changedBy, Database, placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { SYSTEM } from '../../domain/actor.js';
import type { CallStep, PushStep } from '../../domain/bill/push-steps.js';
import { TailGuard } from '../../hold/tail-guard.js';
import type { SentAs } from './after-look.js';
import { type Doubt, doubtOf } from './doubt.js';
import { Probe, PushCall, PushClearance, PushReceipt } from './push-call.entity.js';
import { doubtSince, leftBy, type NegativeProbe } from './push-step.js';
import type { SaveGuard } from './save-guard.js';

/** A call whose intent is committed, so that it may be sent now. The position of a bill in `bills` is its DIndex. */
export interface IntendedCall<Step extends CallStep = PushStep> {
  id: string;
  step: Step;
  bills: readonly PushBill[];
  leaseToken: string;
}

export type ReceiptOutcome = 'done' | 'refused' | 'unknown' | 'not-sent';
export interface Receipt {
  billId: string;
  outcome: ReceiptOutcome;
  detail: unknown;
}
/**
 * Returns the receipt of one bill for one outcome of Kingdee's answer.
 * @param entries base data that the refusal names.
 */
export function receiptOf(billId: string, outcome: StepOutcome, entries: readonly RefusedValue[] = []): Receipt {
  switch (outcome.kind) {
    case 'done':
      return {
        billId,
        outcome: 'done',
        detail: outcome.warning === null ? undefined : { messages: [outcome.warning] },
      };
    case 'unknown':
      return { billId, outcome: 'unknown', detail: { messages: [outcome.cause] } };
    case 'refused': {
      const { class: kind, messages } = outcome.refusal;
      const refused = entries.length > 0 ? { refused: entries } : {};
      return { billId, outcome: 'refused', detail: { class: kind, messages, ...refused } };
    }
  }
}

/** Writes and reads intents and receipts: what was going to be sent, and what is known about it (product.md §2, §3). */
@Injectable()
export class PushCalls {
  constructor(
    private readonly db: Database,
    private readonly audit: AuditLog,
    private readonly guard: TailGuard,
  ) {}

  /**
   * Returns the deadline for sending an intended call. Before the first byte leaves, the end of the log, which contains the intent, is
   * stored outside the database.
   */
  leaving(until: SendBy, call: Pick<IntendedCall<CallStep>, 'leaseToken' | 'bills'>): SendBy {
    return whileHeld(this.db, until, call, () => this.guard.seal());
  }

  /**
   * Writes the call and one open receipt per bill. For a save, the earlier attempt must have a clearance; without it the database
   * refuses the row.
   * The intent is also written to the audit log: the end of the log shows whether a database has lost the intent.
   * @param hashes payload hash by bill id.
   */
  async intend<Step extends CallStep>(
    tx: EntityManager,
    call: {
      step: Step;
      bills: readonly PushBill[];
      hashes: ReadonlyMap<string, string>;
      leaseToken: string;
      now: number;
    },
  ): Promise<IntendedCall<Step>> {
    const id = uuid();
    const ids = call.bills.map((bill) => bill.id);
    const attempts = await this.lastAttempts(tx, call.step, ids);
    if (call.step !== 'save') await this.clearById(tx, call.step, attempts, call.now);
    await insertRows(tx, PushCall, [
      {
        id,
        step: call.step,
        bill_ids: JSON.stringify(ids),
        payload_hash: ids
          .map((bill) => call.hashes.get(bill) ?? '')
          .join('')
          .slice(0, 64),
        lease_token: call.leaseToken,
        sent_at: call.now,
      },
    ]);
    await insertRows(
      tx,
      PushReceipt,
      call.bills.map((sent) => {
        const { id: bill, numbering, keyField } = sent;
        const last = attempts.get(bill) ?? 0;
        return {
          id: uuid(),
          bill_id: bill,
          step: call.step,
          attempt: last + 1,
          clears: last === 0 ? null : last,
          call_id: id,
          outcome: 'open',
          payload_hash: call.hashes.get(bill) ?? '',
          started_at: call.now,
          numbering,
          key_field: keyField,
          target_form: formOfBill(sent),
        };
      }),
    );
    const said = { step: call.step, bills: call.bills.map(({ billNo }) => billNo) };
    await this.audit.append(tx, SYSTEM, [
      { action: 'push-intended', subjectKind: 'push-call', subjectId: id, detail: said },
    ]);
    return { id, step: call.step, bills: call.bills, leaseToken: call.leaseToken };
  }

  /** Closes the receipts of one call, and closes the call itself with Kingdee's raw answer. */
  async settle(
    tx: EntityManager,
    call: IntendedCall<CallStep>,
    receipts: readonly Receipt[],
    answer: string | null,
    now: number,
  ): Promise<void> {
    const plain = receipts.filter((receipt) => receipt.detail === undefined);
    for (const outcome of ['done', 'refused', 'unknown', 'not-sent'] as const) {
      const ids = plain.filter((receipt) => receipt.outcome === outcome).map((receipt) => receipt.billId);
      if (ids.length === 0) continue;
      await tx.query(
        `UPDATE push_receipt SET outcome = ?, ended_at = ? WHERE call_id = ? AND outcome = 'open' AND bill_id IN (${placeholders(ids)})`,
        [outcome, now, call.id, ...ids],
      );
    }
    for (const receipt of receipts) {
      if (receipt.detail === undefined) continue;
      await tx.query(
        `UPDATE push_receipt SET outcome = ?, ended_at = ?, detail = ? WHERE call_id = ? AND outcome = 'open' AND bill_id = ?`,
        [receipt.outcome, now, JSON.stringify(receipt.detail), call.id, receipt.billId],
      );
    }
    const cleared = receipts.filter(({ outcome }) => outcome === 'refused' || outcome === 'not-sent');
    await this.clearUnexecuted(tx, call, cleared, now);
    await tx.query('UPDATE push_call SET settled_at = ?, verdict = ?, answer = ? WHERE id = ?', [
      now,
      verdictOf(receipts),
      answer,
      call.id,
    ]);
  }

  /**
   * Removes bills from a call that has not been sent. Their receipts become `not-sent` and are cleared, so that these bills may be sent by
   * another call. `restart` then renews the intent for the bills that stay. Nothing is asked of Kingdee.
   */
  async removeFromUnsent(
    tx: EntityManager,
    call: IntendedCall,
    aside: readonly { bill: PushBill; why: string }[],
    now: number,
  ): Promise<void> {
    if (aside.length === 0) return;
    for (const { bill, why } of aside)
      await tx.query(
        `UPDATE push_receipt SET outcome = 'not-sent', ended_at = ?, detail = ? WHERE call_id = ? AND outcome = 'open' AND bill_id = ?`,
        [now, JSON.stringify({ messages: [why] }), call.id, bill.id],
      );
    await this.clearUnexecuted(
      tx,
      call,
      aside.map(({ bill }) => ({ billId: bill.id, outcome: 'not-sent', detail: null })),
      now,
    );
  }

  /** Renews the intent for these bills in this order: the sending time is now. Closes the call as `not-sent` if no bill is left. */
  async restart(tx: EntityManager, call: IntendedCall, bills: readonly PushBill[], now: number): Promise<void> {
    const ids = bills.map(({ id }) => id);
    if (ids.length === 0) {
      await tx.query(`UPDATE push_call SET settled_at = ?, verdict = 'not-sent' WHERE id = ?`, [now, call.id]);
      return;
    }
    await tx.query('UPDATE push_call SET bill_ids = ?, sent_at = ? WHERE id = ?', [JSON.stringify(ids), now, call.id]);
    await tx.query(
      `UPDATE push_receipt SET started_at = ? WHERE call_id = ? AND outcome = 'open' AND bill_id IN (${placeholders(ids)})`,
      [now, call.id, ...ids],
    );
  }

  /**
   * Sets the receipts of open intents of these bills to `unknown`: the process died, or its lease ran out.
   * @returns step and sending time (Unix ms) of the open intent, by bill id; a bill without an open intent is absent.
   */
  async abandonOpen(
    tx: EntityManager,
    ids: readonly string[],
    now: number,
  ): Promise<Map<string, { step: CallStep; sentAt: number }>> {
    if (ids.length === 0) return new Map();
    const rows: { bill_id: string; step: CallStep; started_at: unknown }[] = await tx.query(
      `SELECT bill_id, step, started_at FROM push_receipt WHERE outcome = 'open' AND bill_id IN (${placeholders(ids)})`,
      [...ids],
    );
    const open = new Map(rows.map((row) => [row.bill_id, { step: row.step, sentAt: Number(row.started_at) }]));
    if (open.size > 0)
      await tx.query(
        `UPDATE push_receipt SET outcome = 'unknown', ended_at = ? WHERE outcome = 'open' AND bill_id IN (${placeholders([...open.keys()])})`,
        [now, ...open.keys()],
      );
    return open;
  }

  /**
   * Returns the doubt about each of these bills, with the answers of Kingdee since then.
   * @param guards save guards of these bills, by bill id.
   */
  async doubtful(
    tx: EntityManager,
    bills: readonly PushBill[],
    guards: ReadonlyMap<string, SaveGuard>,
  ): Promise<Map<string, Doubt>> {
    if (bills.length === 0) return new Map();
    const ids = bills.map(({ id }) => id);
    const receipts: {
      bill_id: string;
      step: CallStep;
      attempt: number;
      started_at: unknown;
      numbering: string;
      proof: string | null;
    }[] = await tx.query(
      `SELECT r.bill_id, r.step, r.attempt, r.started_at, r.numbering, c.proof FROM push_receipt r
       LEFT JOIN push_clearance c ON c.bill_id = r.bill_id AND c.step = r.step AND c.attempt = r.attempt
       WHERE r.bill_id IN (${placeholders(ids)}) AND r.outcome IN ('unknown', 'refused') ORDER BY r.started_at, r.attempt`,
      ids,
    );
    const probes: { id: string; bill_id: string; asked_at: unknown; found: unknown }[] = await tx.query(
      `SELECT id, bill_id, asked_at, found FROM probe WHERE bill_id IN (${placeholders(ids)}) ORDER BY asked_at`,
      ids,
    );
    return new Map(
      bills.map((bill) => [
        bill.id,
        doubtOf(
          {
            reached: bill.reached,
            since: doubtSince(bill),
            leftBy: leftBy(bill),
            now: clock.now(),
            steadySince: clock.steadySince,
          },
          receipts
            .filter((row) => row.bill_id === bill.id)
            .map(({ step, attempt, started_at, numbering, proof }) => {
              const sentAt = Number(started_at);
              const guard = numbering === 'kingdee' ? null : (guards.get(bill.id)?.(sentAt) ?? null);
              // Two answers "not found" are a proof only as long as Kingdee keeps our number.
              const cleared = proof !== null && (proof !== 'not-found-twice' || guard !== null);
              return { step, attempt: Number(attempt), sentAt, cleared, guard };
            }),
          probes
            .filter((row) => row.bill_id === bill.id)
            .map(({ id, asked_at, found }) => ({ id, at: Number(asked_at), found: Number(found) > 0 })),
        ),
      ]),
    );
  }

  /**
   * Records the proof that a save never happened. The next intent cites these two answers.
   * @param vouched what turns the two answers into proof: either Kingdee was seen to keep our number (numbering_seen), or a person
   * decided. It replaces an earlier clearance of the same attempt, which is no longer valid.
   */
  async clearAbsent(
    tx: EntityManager,
    billId: string,
    attempt: number,
    [first, second]: readonly [NegativeProbe, NegativeProbe],
    gapMs: number,
    now: number,
    vouched: { keptBy: string } | { decidedBy: string },
  ): Promise<void> {
    const row = {
      proof: 'keptBy' in vouched ? 'not-found-twice' : 'person',
      probe_a: first.id,
      probe_b: second.id,
      probe_a_at: first.at,
      probe_b_at: second.at,
      gap_ms: gapMs,
      created_at: now,
      decided_by: 'decidedBy' in vouched ? vouched.decidedBy : null,
      kept_by: 'keptBy' in vouched ? vouched.keptBy : null,
    };
    const columns = Object.keys(row);
    const met = await changedBy(
      tx,
      `UPDATE push_clearance SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE bill_id = ? AND step = 'save' AND attempt = ?`,
      [...Object.values(row), billId, attempt],
    );
    if (met === 0) await insertRows(tx, PushClearance, [{ bill_id: billId, step: 'save', attempt, ...row }]);
  }

  async recordProbes(
    tx: EntityManager,
    probes: readonly { bill: { id: string }; asked: { id: string; at: number }; stored: readonly StoredBill[] }[],
    answeredAt: number,
  ): Promise<void> {
    await insertRows(
      tx,
      Probe,
      probes.map(({ bill, asked, stored }) => ({
        id: asked.id,
        bill_id: bill.id,
        asked_at: asked.at,
        answered_at: answeredAt,
        found: stored.length,
        detail: JSON.stringify(stored.map(({ id, billNo, status, total }) => ({ id, billNo, status, total }))),
      })),
    );
  }

  /** Returns the number of the last attempt of a step, by bill id; a bill without an attempt is absent. */
  async lastAttempts(tx: EntityManager, step: CallStep, ids: readonly string[]): Promise<Map<string, number>> {
    if (ids.length === 0) return new Map();
    const rows: { bill_id: string; last: unknown }[] = await tx.query(
      `SELECT bill_id, MAX(attempt) AS last FROM push_receipt WHERE step = ? AND bill_id IN (${placeholders(ids)}) GROUP BY bill_id`,
      [step, ...ids],
    );
    return new Map(rows.map((row) => [row.bill_id, Number(row.last)]));
  }

  /**
   * Returns saves that have ended, may have happened, and have no valid clearance.
   * @returns `sent` is set if the clearance rests on two answers "not found": whether these are proof depends on what Kingdee does
   * with our numbers. It is null if there is no clearance.
   */
  async unvouched(
    tx: EntityManager,
    ids: readonly string[],
  ): Promise<{ billId: string; sent: { at: number; numbering: NumberingMode } | null }[]> {
    if (ids.length === 0) return [];
    const rows: { bill_id: string; started_at: unknown; numbering: string; proof: string | null }[] = await tx.query(
      `SELECT r.bill_id, r.started_at, r.numbering, c.proof FROM push_receipt r
       LEFT JOIN push_clearance c ON c.bill_id = r.bill_id AND c.step = r.step AND c.attempt = r.attempt
       WHERE r.step = 'save' AND r.outcome <> 'open' AND r.bill_id IN (${placeholders(ids)})
       AND (c.bill_id IS NULL OR c.proof = 'not-found-twice')`,
      [...ids],
    );
    return rows.map((row) => ({
      billId: row.bill_id,
      sent:
        row.proof === null
          ? null
          : { at: Number(row.started_at), numbering: row.numbering === 'kingdee' ? 'kingdee' : 'ours' },
    }));
  }

  /** Returns the sending time (Unix ms) of the first save that may have created the bill in Kingdee, by bill id. */
  async firstSaves(tx: EntityManager, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (ids.length === 0) return new Map();
    const rows: { bill_id: string; at: unknown }[] = await tx.query(
      `SELECT bill_id, MIN(started_at) AS at FROM push_receipt
       WHERE step = 'save' AND outcome IN ('done', 'unknown') AND bill_id IN (${placeholders(ids)}) GROUP BY bill_id`,
      [...ids],
    );
    return new Map(rows.map(({ bill_id, at }) => [bill_id, Number(at)]));
  }

  /**
   * Returns how the saves of these bills that were never answered were sent, whatever was concluded about them since; a bill without
   * such a save is absent.
   */
  async sentAs(tx: EntityManager, ids: readonly string[]): Promise<Map<string, readonly SentAs[]>> {
    if (ids.length === 0) return new Map();
    const rows: { bill_id: string; numbering: string; key_field: string; target_form: string }[] = await tx.query(
      `SELECT DISTINCT bill_id, numbering, key_field, target_form FROM push_receipt
       WHERE step = 'save' AND outcome = 'unknown' AND bill_id IN (${placeholders(ids)})`,
      [...ids],
    );
    const sent = new Map<string, readonly SentAs[]>();
    for (const row of rows) {
      const as: SentAs = {
        numbering: row.numbering === 'kingdee' ? 'kingdee' : 'ours',
        keyField: row.key_field,
        form: targetNamed(row.target_form),
      };
      sent.set(row.bill_id, [...(sent.get(row.bill_id) ?? []), as]);
    }
    return sent;
  }

  /**
   * Returns bills with a save that was never answered and that used another form than the bill has now. A number of one form does not
   * make Kingdee refuse a bill of the other form, so nothing may be sent. A bill that was seen in Kingdee and is proven to be deleted
   * there (`withdrawn`) does not count.
   */
  async sentUnderOther(
    tx: EntityManager,
    bills: readonly Pick<PushBill, 'id' | 'targetForm'>[],
  ): Promise<ReadonlyMap<string, TargetName>> {
    if (bills.length === 0) return new Map();
    const rows: { bill_id: string; target_form: string }[] = await tx.query(
      `SELECT DISTINCT r.bill_id, r.target_form FROM push_receipt r
       LEFT JOIN push_clearance c ON c.bill_id = r.bill_id AND c.step = r.step AND c.attempt = r.attempt AND c.proof = 'withdrawn'
       WHERE r.step = 'save' AND r.outcome = 'unknown' AND c.bill_id IS NULL AND r.bill_id IN (${placeholders(bills)})`,
      bills.map(({ id }) => id),
    );
    const made = new Map(bills.map(({ id, targetForm }) => [id, targetForm]));
    return new Map(
      rows
        .map((row) => [row.bill_id, targetNamed(row.target_form)] as const)
        .filter(([id, form]) => made.get(id) !== form),
    );
  }

  private async clearUnexecuted(
    tx: EntityManager,
    call: IntendedCall<CallStep>,
    receipts: readonly Receipt[],
    now: number,
  ): Promise<void> {
    if (receipts.length === 0) return;
    const attempts = await this.lastAttempts(
      tx,
      call.step,
      receipts.map(({ billId }) => billId),
    );
    await insertRows(
      tx,
      PushClearance,
      receipts.map(({ billId, outcome }) => ({
        bill_id: billId,
        step: call.step,
        attempt: attempts.get(billId) ?? 1,
        proof: outcome === 'refused' ? 'refused' : 'not-sent',
        gap_ms: 0,
        created_at: now,
      })),
    );
  }

  /** Clears earlier attempts of every step except a save: these steps go by Id, so a repetition cannot create a second bill. */
  private async clearById(
    tx: EntityManager,
    step: CallStep,
    attempts: ReadonlyMap<string, number>,
    now: number,
  ): Promise<void> {
    const ids = [...attempts.keys()];
    if (ids.length === 0) return;
    const rows: { bill_id: string; attempt: unknown }[] = await tx.query(
      `SELECT bill_id, attempt FROM push_clearance WHERE step = ? AND bill_id IN (${placeholders(ids)})`,
      [step, ...ids],
    );
    const there = new Set(rows.map((row) => `${row.bill_id}#${String(row.attempt)}`));
    await insertRows(
      tx,
      PushClearance,
      [...attempts]
        .filter(([id, n]) => !there.has(`${id}#${n}`))
        .map(([id, n]) => ({ bill_id: id, step, attempt: n, proof: 'by-id', gap_ms: 0, created_at: now })),
    );
  }
}

function verdictOf(receipts: readonly Receipt[]): string {
  const kinds = new Set(receipts.map(({ outcome }) => outcome));
  return kinds.size === 1 ? ([...kinds][0] ?? 'none') : kinds.size === 0 ? 'none' : 'mixed';
}
