import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { PushClearance } from '../call/push-call.entity.js';
import { PushCalls } from '../call/push-calls.js';
import type { NegativeProbe } from '../call/push-step.js';
import type { GoneProof, Looked } from './withdrawal.js';

/** Reads and writes the records of a withdrawal: its calls and looks, and at the end the proof that the bill is gone. */
@Injectable()
export class WithdrawalRecords {
  constructor(private readonly calls: PushCalls) {}

  /** Records the proof that the saved bill is no longer in Kingdee; the next save intent cites it. */
  async clearWithdrawn(tx: EntityManager, billId: string, proof: GoneProof, gapMs: number, now: number): Promise<void> {
    const attempt = (await this.calls.lastAttempts(tx, 'save', [billId])).get(billId);
    if (attempt === undefined) return;
    const there: unknown[] = await tx.query(
      `SELECT bill_id FROM push_clearance WHERE step = 'save' AND bill_id = ? AND attempt = ?`,
      [billId, attempt],
    );
    if (there.length > 0) return;
    const deleted = proof.kind === 'deleted' ? proof.deleted : null;
    const [first, second] = proof.kind === 'deleted' ? [proof.probe, null] : proof.probes;
    await insertRows(tx, PushClearance, [
      {
        bill_id: billId,
        step: 'save',
        attempt,
        proof: 'withdrawn',
        probe_a: first.id,
        probe_b: second?.id,
        probe_a_at: first.at,
        probe_b_at: second?.at,
        gap_ms: gapMs,
        created_at: now,
        deleted_by: deleted?.receipt,
        deleted_at: deleted?.at,
      },
    ]);
  }

  /** Returns the ids of the receipts of one call, by bill id. */
  async receiptIds(tx: EntityManager, callId: string): Promise<Map<string, string>> {
    const rows: { id: string; bill_id: string }[] = await tx.query(
      'SELECT id, bill_id FROM push_receipt WHERE call_id = ?',
      [callId],
    );
    return new Map(rows.map((row) => [row.bill_id, row.id]));
  }

  /**
   * Returns what is known about the calls and looks of each bill, by bill id.
   * @param since by bill id: earlier looks do not count as asked.
   * @param longestMs how long an unanswered call may run, in ms.
   */
  async looked(tx: EntityManager, since: ReadonlyMap<string, number>, longestMs: number): Promise<Map<string, Looked>> {
    const ids = [...since.keys()];
    if (ids.length === 0) return new Map();
    const receipts: { bill_id: string; outcome: string; started_at: unknown; ended_at: unknown }[] = await tx.query(
      `SELECT bill_id, outcome, started_at, ended_at FROM push_receipt WHERE outcome <> 'not-sent' AND bill_id IN (${placeholders(ids)})`,
      ids,
    );
    const probes: { id: string; bill_id: string; asked_at: unknown; found: unknown }[] = await tx.query(
      `SELECT id, bill_id, asked_at, found FROM probe WHERE bill_id IN (${placeholders(ids)}) ORDER BY asked_at`,
      ids,
    );
    const quiet = new Map<string, number>();
    for (const row of receipts) {
      const answered = row.outcome === 'done' || row.outcome === 'refused';
      const until = answered && row.ended_at != null ? Number(row.ended_at) : Number(row.started_at) + longestMs;
      quiet.set(row.bill_id, Math.max(quiet.get(row.bill_id) ?? 0, until));
    }
    const known = new Map<string, Looked & { negatives: NegativeProbe[] }>();
    for (const [id, from] of since) {
      const looked = { quietFrom: quiet.get(id) ?? 0, asked: 0, negatives: [] as NegativeProbe[] };
      for (const probe of probes.filter((each) => each.bill_id === id)) {
        const at = Number(probe.asked_at);
        if (at >= from) looked.asked += 1;
        if (Number(probe.found) > 0) looked.negatives = [];
        else looked.negatives.push({ id: probe.id, at });
      }
      known.set(id, looked);
    }
    return known;
  }
}
