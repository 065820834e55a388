import { createHash } from 'node:crypto';
import { toFen } from '@dingdee/shared/money';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BillClaims, type PushBill } from '../../bill/ledger/bill-claims.js';
import { BillLedger, type Move } from '../../bill/ledger/bill-ledger.js';
import { movedBy } from '../../bill/ledger/moved-bill.js';
import { reversalMove } from '../../bill/ledger/reversal.js';
import { supersededMove } from '../../bill/ledger/superseded-move.js';
import { AwaitOriginal } from '../../bill/park/await-original.js';
import { DingTalkClient } from '../../connectors/source.js';
import { readFen } from '../../database/columns.js';
import { placeholders } from '../../database/database.js';
import { insertRows, type NewRow } from '../../database/rows.js';
import { SYSTEM } from '../../domain/actor.js';
import { clip } from '../../json/json-reading.js';
import type { ReadApproval } from '../approval/read-approval.js';
import { Amendment } from './amendment.entity.js';
import {
  type AmendmentRow,
  amendedCase,
  type Effect,
  effectOn,
  LEFT_OUT_ORIGINAL,
  oldestFirst,
  replacedBy,
  UNKNOWN_ORIGINAL,
  voidedBy,
  waitsFor,
  withdrawFirst,
} from './amendment-effect.js';
import { SuspectedOriginals } from './suspected-originals.js';

const DAY_MS = 86_400_000;
/** A stored approval with its references to other approvals. */
interface Stored {
  approvalId: string;
  read: Pick<ReadApproval, 'instance' | 'amends' | 'formTotal'>;
}
type Bills = Map<string, PushBill[]>;

/** Applies changed and cancelled approvals (product.md §1, §6) to the bills of the approvals that they replace, in any order of arrival. */
@Injectable()
export class Amendments {
  constructor(
    private readonly claims: BillClaims,
    private readonly ledger: BillLedger,
    private readonly waiting: AwaitOriginal,
    private readonly dingtalk: DingTalkClient,
    private readonly suspects: SuspectedOriginals,
  ) {}

  /** Notes the amendments among approvals that were just stored, and applies every amendment that concerns any of them. */
  async arrived(tx: EntityManager, placed: readonly Stored[]): Promise<void> {
    if (placed.length === 0) return;
    await this.note(tx, placed);
    await this.reopen(tx, placed);
    const linked = await this.link(tx, placed);
    const ids = placed.map(({ read }) => read.instance.processInstanceId);
    await this.settle(tx, await this.family(tx, ids), new Set(ids));
    for (const approvalId of linked) await this.name(tx, approvalId);
    const people = new Set(placed.map(({ read }) => read.instance.originatorUserId));
    for (const amendment of await this.suspects.unnamed(tx))
      if (people.has(amendment.originatorUserId)) await this.suspects.suspect(tx, amendment, Date.now());
  }

  /** Applies an amendment whose meaning is known now (`naming` in its row). The bills of its other suspects no longer wait for it. */
  async name(tx: EntityManager, approvalId: string, naming: 'named' | 'none' = 'named'): Promise<void> {
    await tx.query("UPDATE amendment SET naming = ?, state = 'waiting' WHERE approval_id = ?", [naming, approvalId]);
    const suspects = await this.suspects.ever(tx, approvalId);
    const rows: { process_instance_id: string }[] = await tx.query(
      'SELECT process_instance_id FROM amendment WHERE approval_id = ?',
      [approvalId],
    );
    const family = await this.family(tx, [...rows.map((row) => row.process_instance_id), ...suspects]);
    await this.settle(tx, family);
    const changes = new Set(family.map(({ processInstanceId }) => processInstanceId));
    const still = await this.suspects.among(tx, suspects);
    // A changed approval's own bill was placed with its family.
    for (const bill of await this.claims.ofApprovals(tx, this.dingtalk.corpId, suspects))
      if (!changes.has(bill.processInstanceId))
        await this.waiting.place(tx, bill, still.get(bill.processInstanceId) ?? null);
  }

  /** Returns every amendment that is linked with one of these approvals, directly or through other amendments. */
  async family(tx: EntityManager, instanceIds: readonly string[]): Promise<AmendmentRow[]> {
    const { corpId } = this.dingtalk;
    const rows = new Map<string, AmendmentRow>();
    const asked = new Set<string>();
    let frontier = [...new Set(instanceIds)];
    while (frontier.length > 0) {
      for (const id of frontier) asked.add(id);
      const list = placeholders(frontier);
      const found: Record<string, unknown>[] = await tx.query(
        `SELECT ${COLUMNS} FROM amendment WHERE corp_id = ? AND (process_instance_id IN (${list}) OR original_instance_id IN (${list}))`,
        [corpId, ...frontier, ...frontier],
      );
      for (const row of found.map(toRow)) rows.set(row.approvalId, row);
      const near = [...rows.values()].flatMap(({ processInstanceId, originalInstanceId }) =>
        originalInstanceId === null ? [processInstanceId] : [processInstanceId, originalInstanceId],
      );
      frontier = [...new Set(near)].filter((id) => !asked.has(id));
    }
    return [...rows.values()];
  }

  /**
   * Returns the bills of these amendments and of the approvals that they replace, by instance id.
   * @param unread gets each bill that cannot be read; it is left out.
   */
  async bills(tx: EntityManager, rows: readonly AmendmentRow[], unread: PushBill[] = []): Promise<Bills> {
    const ids = [...new Set(rows.flatMap((row) => [row.processInstanceId, ...replacedBy(row, rows)]))];
    const bills: Bills = new Map();
    for (const bill of await this.claims.ofApprovals(tx, this.dingtalk.corpId, ids, (spoilt) => unread.push(spoilt)))
      bills.set(bill.processInstanceId, [...(bills.get(bill.processInstanceId) ?? []), bill]);
    return bills;
  }

  /** Returns a hash of the versions of an amendment's bills; it changes whenever one of these bills changes. */
  signature(row: AmendmentRow, all: readonly AmendmentRow[], bills: Bills): string {
    const about = [row.processInstanceId, ...replacedBy(row, all)].sort();
    const text = about.map((id) => `${id}=${(bills.get(id) ?? []).map((bill) => `${bill.id}:${bill.version}`).join()}`);
    return createHash('sha256').update(text.join('\n')).digest('hex');
  }

  /**
   * Moves the bills of whole families to the state that their amendments demand, oldest amendment first. A bill that another actor changed
   * meanwhile is left for the next pass. Idempotent: finished moves are not repeated.
   * @param arrived approvals that were stored only now; an earlier decision of a person could not take them into account.
   */
  async settle(
    tx: EntityManager,
    rows: readonly AmendmentRow[],
    arrived: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    if (rows.length === 0) return;
    const now = Date.now();
    const all = oldestFirst(rows);
    const spoilt: PushBill[] = [];
    const bills = await this.bills(tx, all, spoilt);
    for (const amendment of all)
      for (const id of replacedBy(amendment, all))
        bills.set(id, await this.apply(tx, bills.get(id) ?? [], amendment, now));
    const known = await this.knownApprovals(tx, all);
    const changes = new Set(all.map(({ processInstanceId }) => processInstanceId));
    const suspected = await this.suspects.among(
      tx,
      all.map(({ processInstanceId }) => processInstanceId),
    );
    for (const amendment of all) {
      const { processInstanceId: own, action } = amendment;
      const replaced = replacedBy(amendment, all);
      const unread = spoilt.filter(({ processInstanceId }) => replaced.has(processInstanceId));
      const effects: { bill: PushBill; effect: Effect }[] = [...replaced].flatMap((id) =>
        (bills.get(id) ?? []).map((bill) => ({ bill, effect: effectOn(bill, own) })),
      );
      effects.push(...unread.map((bill) => ({ bill, effect: 'unread' as const })));
      const hasNone = (id: string) =>
        !bills.get(id)?.length && !unread.some(({ processInstanceId }) => processInstanceId === id);
      const reasons = effects.flatMap(({ bill, effect }) => {
        const sums = { before: wholeFen(bills.get(bill.processInstanceId) ?? [bill]), now: amendment.formTotalFen };
        return waitsFor(bill, effect, sums) ?? [];
      });
      const anew = effects.some(({ bill, effect }) => effect === 'outside' && arrived.has(bill.processInstanceId));
      const leftOut = [...replaced].some((id) => hasNone(id) && known.has(id) && !changes.has(id));
      const unknown = replaced.size === 0 || [...replaced].some((id) => hasNone(id) && !known.has(id));
      const awaits =
        reasons.find(({ standing }) => standing) ??
        suspected.get(own) ??
        reasons[0] ??
        (unknown ? UNKNOWN_ORIGINAL : leftOut ? LEFT_OUT_ORIGINAL : null);
      if (action === 'MODIFY') {
        const placed: PushBill[] = [];
        for (const bill of bills.get(own) ?? []) placed.push(await this.waiting.place(tx, bill, awaits, anew));
        if (placed.length > 0) bills.set(own, placed);
      }
      // A cancellation has no bill that could be released; a person's decision ends it.
      const open = effects.some(({ effect }) => !['gone', 'stands', 'outside'].includes(effect));
      await this.close(
        tx,
        amendment,
        { bills: action === 'MODIFY' ? reasons.length > 0 : open, original: unknown },
        now,
      );
    }
    for (const row of all)
      await tx.query('UPDATE amendment SET seen = ? WHERE approval_id = ?', [
        this.signature(row, all, bills),
        row.approvalId,
      ]);
  }

  private async apply(
    tx: EntityManager,
    bills: readonly PushBill[],
    amendment: AmendmentRow,
    now: number,
  ): Promise<PushBill[]> {
    const after: PushBill[] = [];
    for (const bill of bills) {
      const move = moveFor(bill, amendment, now, bills);
      const moved = move === null ? new Set() : await this.ledger.moveAll(tx, [move], SYSTEM);
      after.push(move !== null && moved.has(bill.id) ? movedBy(bill, move) : bill);
    }
    return after;
  }

  private async note(tx: EntityManager, placed: readonly Stored[]): Promise<void> {
    const amending = placed.filter(({ read }) => read.amends !== null);
    if (amending.length === 0) return;
    const ids = amending.map(({ approvalId }) => approvalId);
    const there: { approval_id: string }[] = await tx.query(
      `SELECT approval_id FROM amendment WHERE approval_id IN (${placeholders(ids)})`,
      ids,
    );
    const noted = new Set(there.map((row) => row.approval_id));
    const now = Date.now();
    const rows: NewRow<Amendment>[] = [];
    for (const { approvalId, read } of amending) {
      const { instance, amends, formTotal } = read;
      if (amends === null || noted.has(approvalId)) continue;
      noted.add(approvalId);
      const original = amends.originalId ?? (await this.onlyKnown(tx, amends.attachedIds));
      rows.push({
        approval_id: approvalId,
        corp_id: this.dingtalk.corpId,
        process_instance_id: instance.processInstanceId,
        original_instance_id: original,
        naming: original === null ? 'open' : 'named',
        business_id: clip(instance.businessId, 64),
        biz_action: amends.action,
        form_total_fen: formTotal === null ? null : toFen(formTotal),
        finished_at: instance.finishedAt ?? now,
        state: 'waiting',
        seen: '',
        created_at: now,
        updated_at: now,
      });
    }
    await insertRows(tx, Amendment, rows);
  }

  /** Reopens amendments for which a person decided "no known original", because that person could not know the approvals that arrive now. */
  private async reopen(tx: EntityManager, placed: readonly Stored[]): Promise<void> {
    const decided: unknown[] = await tx.query("SELECT approval_id FROM amendment WHERE naming = 'none' LIMIT 1");
    if (decided.length === 0) return;
    for (const { read } of placed) {
      const { processCode, originatorUserId, startedAt, processInstanceId, bizAction } = read.instance;
      if (bizAction === 'REVOKE') continue;
      await tx.query(
        `UPDATE amendment SET naming = 'open' WHERE naming = 'none' AND corp_id = ? AND process_instance_id <> ? AND NOT EXISTS
         (SELECT 1 FROM suspected_original s WHERE s.approval_id = amendment.approval_id AND s.process_instance_id = ?)
         AND EXISTS (SELECT 1 FROM approval a WHERE a.id = amendment.approval_id AND a.process_code = ? AND a.originator_userid = ? AND a.started_at >= ?)`,
        [this.dingtalk.corpId, processInstanceId, processInstanceId, processCode, originatorUserId, startedAt],
      );
    }
  }

  /** Links amendments that name no original but are listed by their original. @returns approval ids of the amendments that were linked. */
  private async link(tx: EntityManager, placed: readonly Stored[]): Promise<string[]> {
    const linked: string[] = [];
    for (const { read } of placed) {
      const { attachedIds, processInstanceId } = read.instance;
      const others = attachedIds.filter((id) => id !== processInstanceId);
      if (others.length === 0) continue;
      const where = `corp_id = ? AND original_instance_id IS NULL AND process_instance_id IN (${placeholders(others)})`;
      const rows: { approval_id: string }[] = await tx.query(`SELECT approval_id FROM amendment WHERE ${where}`, [
        this.dingtalk.corpId,
        ...others,
      ]);
      await tx.query(`UPDATE amendment SET original_instance_id = ? WHERE ${where}`, [
        processInstanceId,
        this.dingtalk.corpId,
        ...others,
      ]);
      linked.push(...rows.map((row) => row.approval_id));
    }
    return linked;
  }

  /** Returns the stored approval among `ids`; null unless there is exactly one. */
  private async onlyKnown(tx: EntityManager, ids: readonly string[]): Promise<string | null> {
    const known = [...(await this.stored(tx, ids))];
    return known.length === 1 ? (known[0] ?? null) : null;
  }

  private knownApprovals(tx: EntityManager, rows: readonly AmendmentRow[]): Promise<Set<string>> {
    return this.stored(tx, [...new Set(rows.flatMap((row) => [...replacedBy(row, rows)]))]);
  }

  private async stored(tx: EntityManager, ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows: { process_instance_id: string }[] = await tx.query(
      `SELECT process_instance_id FROM approval WHERE corp_id = ? AND process_instance_id IN (${placeholders(ids)})`,
      [this.dingtalk.corpId, ...ids],
    );
    return new Set(rows.map((row) => row.process_instance_id));
  }

  /**
   * Sets the state of an amendment. It stays `waiting` while its bills are not settled. An unknown original keeps it waiting for one day
   * only: when the original arrives later, its family is settled in any case.
   */
  private async close(
    tx: EntityManager,
    { approvalId }: AmendmentRow,
    waitsFor: { bills: boolean; original: boolean },
    now: number,
  ): Promise<void> {
    await tx.query(
      `UPDATE amendment SET state = CASE WHEN ? = 1 OR (? = 1 AND created_at >= ?) THEN 'waiting' ELSE 'done' END, updated_at = ? WHERE approval_id = ?`,
      [waitsFor.bills ? 1 : 0, waitsFor.original ? 1 : 0, now - DAY_MS, now, approvalId],
    );
  }
}

/** Returns the sum of all bills of an approval in fen, with which the changed amount is compared; null if the amount of one bill is unknown. */
function wholeFen(bills: readonly PushBill[]): bigint | null {
  const fens = bills.map(({ baseFen }) => baseFen);
  return fens.every((fen) => fen !== null) ? fens.reduce((sum, fen) => sum + fen, 0n) : null;
}

/** @param all bills of the approval, including `bill`. */
function moveFor(bill: PushBill, amendment: AmendmentRow, now: number, all: readonly PushBill[]): Move | null {
  switch (effectOn(bill, amendment.processInstanceId)) {
    case 'supersede':
      return supersededMove(bill, voidedBy(amendment), amendment.processInstanceId);
    case 'withdraw-first': {
      const data = withdrawFirst(bill, amendment, now);
      if (data === null) return null;
      const { sentence } = data.trouble;
      const patch = {
        action: 'withdraw' as const,
        reason: sentence.slice(0, 500),
        reason_key: 'amended',
        reason_rank: 1,
      };
      return { bill, to: 'failed', data, patch, action: 'amendment-told', detail: { sentence }, stays: true };
    }
    case 'reverse':
      return reversalMove(bill, amendedCase({ ...bill, baseFen: wholeFen(all) }, amendment, now, all.length));
    default:
      return null;
  }
}

const COLUMNS =
  'approval_id, process_instance_id, original_instance_id, business_id, biz_action, form_total_fen, finished_at, seen';

function toRow(row: Readonly<Record<string, unknown>>): AmendmentRow {
  return {
    approvalId: String(row.approval_id),
    processInstanceId: String(row.process_instance_id),
    originalInstanceId: row.original_instance_id == null ? null : String(row.original_instance_id),
    businessId: String(row.business_id),
    action: row.biz_action === 'REVOKE' ? 'REVOKE' : 'MODIFY',
    formTotalFen: row.form_total_fen == null ? null : readFen(row.form_total_fen),
    finishedAt: Number(row.finished_at),
    seen: String(row.seen),
  };
}
