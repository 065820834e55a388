import type { SuggestedAction } from '@dingdee/shared/bill';
import type { BillStateKind, Reached } from '@dingdee/shared/bill-state';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditLine, AuditLog } from '../../audit/audit-log.js';
import { changedBy, placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { updateVersioned } from '../../database/update-rows.js';
import { type Actor, SYSTEM } from '../../domain/actor.js';
import { StaleBillError } from '../../domain/bill/bill.errors.js';
import { checkTransition } from '../../domain/bill/bill-state.js';
import { type NotesOf, writeNotes } from '../../domain/bill/stored-state.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import { ENGINE_REVISION } from '../../engine/engine-revision.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { keepSplits, replaceParts } from './approval-splits.js';
import { endAssignments, IN_REVIEW } from './assignment-rows.js';
import { Bill, BillContent, BillLookup } from './bill.entity.js';
import { noteBooked, writeAccounts } from './bill-accounts.js';
import { contentRow } from './bill-content.js';
import { type BillMoved, putBillEvents } from './bill-events.js';
import { clearDueToMap, isThawed, noteDueToMap } from './bills-due-to-map.js';
import { type CollectedBill, collectedRow } from './collected-row.js';
import { changedSince, formerContent } from './former-content.js';
import { type MappedBill, outcomeOf } from './mapping-outcome.js';
import { addSearchText, writeSearchTexts } from './search-texts.js';

/** A bill as a worker or a use case last saw it. */
export interface BillRef {
  id: string;
  version: number;
  kind: BillStateKind;
  reached: Reached;
  /** See `Standing`. */
  unbooked?: boolean;
  /** See `Standing`. */
  closedAt?: number | null;
  /** See `Standing`. */
  landed?: boolean;
}

/** Columns that a move may set beside the state, by their names in our table. */
export type BillPatch = Partial<{
  reached: Reached;
  withdrawing: 0 | 1;
  kingdee_id: string | null;
  kingdee_no: string | null;
  approved_by: string | null;
  approved_at: number | null;
  approved_hash: string | null;
  approval_voided: string | null;
  action: SuggestedAction;
  reason: string | null;
  reason_key: string;
  reason_rank: number;
  lease_token: string | null;
  lease_until: number | null;
  next_attempt_at: number | null;
  attempt: number;
  /** Set if the bill stays in its state and the wait begins anew. */
  state_since: number;
}>;

interface MoveTo<To extends BillStateKind> {
  bill: BillRef;
  to: To;
  /** The bill's notes after the move: those of the target state, and no others. */
  data: NotesOf<To>;
  patch?: BillPatch;
  /** Extra condition: the move happens only while this lease is ours. */
  lease?: string;
  action: string;
  detail?: unknown;
  /** Set if the bill stays in its state, with other words or notes. */
  stays?: true;
  /** Set if one person did what takes two (单人模式): an audit line of its own is written first, so that the list of decisions finds it. */
  alone?: { note?: string };
}

/** A move to this state, or to one of these states. */
export type Move<To extends BillStateKind = BillStateKind> = To extends BillStateKind ? MoveTo<To> : never;

/** Target state and notes of a move, before its actor is known. */
export type Way<To extends BillStateKind = BillStateKind> = To extends BillStateKind
  ? Pick<MoveTo<To>, 'to' | 'data' | 'patch' | 'detail'>
  : never;

/** The indexed columns that most moves leave unchanged. */
const INDEXED = ['state_kind', 'reached', 'kingdee_id', 'kingdee_no', 'next_attempt_at'] as const;

/** The only way to create bills and to change their state: one conditional UPDATE and its audit row in the caller's transaction. */
@Injectable()
export class BillLedger {
  constructor(
    private readonly audit: AuditLog,
    private readonly live: LiveEvents,
  ) {}

  /**
   * Creates bills in state `collected`, all those of an approval at once. Skips an approval that has any bill already, whatever its parts
   * would be now (product.md §2). The caller holds the approvals (row locks), so that one approval is not collected in two ways.
   * @returns ids of the new bills, in order of the input that was new.
   */
  async collect(tx: EntityManager, bills: readonly CollectedBill[], by: Actor): Promise<string[]> {
    const fresh = await this.withoutExisting(tx, bills);
    await keepSplits(tx, splitsIn(fresh));
    return this.create(tx, fresh, by);
  }

  /**
   * Changes the parts of a split approval whose content has changed, when Kingdee provably holds nothing of it: `all` are its parts from
   * now on, and `added` are the bills of the parts that have none.
   * @throws if one of the added parts has a bill: the key of a bill is for life.
   */
  async changeParts(
    tx: EntityManager,
    approval: { corpId: string; processInstanceId: string },
    all: readonly string[],
    added: readonly CollectedBill[],
    by: Actor,
  ): Promise<string[]> {
    await replaceParts(tx, approval, all);
    return this.create(tx, added, by);
  }

  private async create(tx: EntityManager, fresh: readonly CollectedBill[], by: Actor): Promise<string[]> {
    const now = Date.now();
    const rows = fresh.map((bill) => collectedRow(bill, now));
    await insertRows(tx, Bill, rows);
    const ids = rows.map(({ id }) => id);
    await writeSearchTexts(
      tx,
      ids.map((id) => ({ id, names: [], rows: [] })),
    );
    await this.audit.append(
      tx,
      by,
      ids.map((id) => ({ action: 'collect', subjectKind: 'bill', subjectId: id, to: 'collected' })),
    );
    if (ids.length > 0) await this.live.emit(tx, 'bills', ['collected']);
    await putBillEvents(
      tx,
      ids.map((id) => ({ id, from: null, to: 'collected', action: 'collect', notes: {} })),
    );
    return ids;
  }

  /**
   * Moves bills, each only if it still has the version (and lease) it was seen with. A stale bill is left out without failing the rest.
   * @returns ids that moved. @throws IllegalTransitionError for a transition that does not exist: a bug or a race of a person, never
   * swallowed.
   */
  async moveAll(tx: EntityManager, moves: readonly Move[], by: Actor): Promise<Set<string>> {
    const now = Date.now();
    for (const move of moves) if (!move.stays || move.to !== move.bill.kind) checkTransition(move.bill, move.to);
    const moved = await updateVersioned(
      tx,
      'bill',
      moves.map(({ bill, to, data, patch, lease }) => ({
        id: bill.id,
        version: bill.version,
        ...(lease === undefined ? {} : { lease }),
        set: {
          state_kind: to,
          state: writeNotes(to, data),
          updated_at: now,
          ...(to === bill.kind ? {} : { state_since: now }),
          ...patch,
        },
      })),
      INDEXED,
    );
    const lines = moves
      .filter(({ bill }) => moved.has(bill.id))
      .flatMap(({ bill, to, action, detail, alone }): AuditLine[] => {
        const subject = { subjectKind: 'bill', subjectId: bill.id } as const;
        return [
          // Written before: the last line of a bill says what became of it.
          ...(alone ? [{ ...subject, action: 'alone', detail: { what: action, ...alone } }] : []),
          { ...subject, action, from: bill.kind, to, ...(detail === undefined ? {} : { detail }) },
        ];
      });
    await noteBooked(
      tx,
      moves.filter(({ bill, to }) => to === 'booked' && moved.has(bill.id)).map(({ bill }) => bill.id),
    );
    // These bills no longer wait for a review.
    await endAssignments(
      tx,
      moves.filter(({ bill, to }) => moved.has(bill.id) && endsReview(bill.kind, to)).map(({ bill }) => bill.id),
    );
    await noteDueToMap(
      tx,
      moves.filter(({ bill, to }) => moved.has(bill.id) && isThawed(bill.kind, to)).map(({ bill }) => bill.id),
    );
    await this.audit.append(tx, by, lines);
    await this.live.emit(tx, 'bill', [...moved]);
    await putBillEvents(
      tx,
      moves
        .filter(({ bill }) => moved.has(bill.id))
        .map(({ bill, to, action, data }) => ({ id: bill.id, from: bill.kind, to, action, notes: data })),
    );
    return moved;
  }

  /** Moves one bill, for a person's action. @throws StaleBillError if it has changed since. */
  async move(tx: EntityManager, move: Move, by: Actor): Promise<void> {
    const moved = await this.moveAll(tx, [move], by);
    if (!moved.has(move.bill.id)) throw new StaleBillError(move.bill.id);
  }

  /**
   * Records the engine's result for a bill that is still open: content, look-ups, facts for lists, and the state that follows. An
   * approval is voided, visibly, if the content hash changes (product.md §1); with the same hash it stays.
   * @returns the outcome per bill; `stale` bills had changed meanwhile and are to be mapped again.
   */
  async applyMapping(
    tx: EntityManager,
    results: readonly MappedBill[],
    by: Actor,
  ): Promise<{ ready: string[]; needsMapping: string[]; voided: string[]; stale: string[] }> {
    const now = Date.now();
    const outcomes = results.map((mapped) => outcomeOf(mapped));
    const changed = await updateVersioned(
      tx,
      'bill',
      outcomes.map(({ bill, set }) => ({ id: bill.id, version: bill.version, set: set(now) })),
      INDEXED,
    );
    const done = { ready: [] as string[], needsMapping: [] as string[], voided: [] as string[], stale: [] as string[] };
    const lines: AuditLine[] = [];
    const written: { id: string; result: MappingResult }[] = [];
    const told: BillMoved[] = [];
    const former = await formerContent(
      tx,
      outcomes.filter(({ bill }) => changed.has(bill.id)).map(({ bill }) => bill.id),
    );
    for (const { bill, to, voided, result, why } of outcomes) {
      if (!changed.has(bill.id)) {
        done.stale.push(bill.id);
        continue;
      }
      written.push({ id: bill.id, result });
      told.push({ id: bill.id, from: bill.kind, to, action: 'map', notes: {} });
      if (voided) done.voided.push(bill.id);
      (result.draft !== null ? done.ready : done.needsMapping).push(bill.id);
      lines.push({
        action: 'map',
        subjectKind: 'bill',
        subjectId: bill.id,
        from: bill.kind,
        to,
        detail: { why, hash: result.hash, voided, ...changedSince(former.get(bill.id), result) },
      });
    }
    await this.writeContent(tx, written, now);
    await this.audit.append(tx, by, lines);
    await this.live.emit(
      tx,
      'bill',
      written.map(({ id }) => id),
    );
    await putBillEvents(tx, told);
    return done;
  }

  /**
   * Writes the content of bills whose new mapping equals the stored one: the cited tables and scheme version become those of today. The
   * bill keeps its version, so that no reader sees a change where there is none.
   * @returns ids of bills that had changed meanwhile and are to be mapped again.
   */
  async renewContent(tx: EntityManager, same: readonly Pick<MappedBill, 'bill' | 'result'>[]): Promise<string[]> {
    const stale: string[] = [];
    const renewed: { id: string; result: MappingResult }[] = [];
    for (const { bill, result } of same) {
      const met = await changedBy(tx, 'UPDATE bill SET scheme_version = ? WHERE id = ? AND version = ?', [
        result.citations.schemeVersion,
        bill.id,
        bill.version,
      ]);
      if (met === 1) renewed.push({ id: bill.id, result });
      else stale.push(bill.id);
    }
    await this.writeContent(tx, renewed, Date.now());
    return stale;
  }

  /**
   * Deletes the content of bills that is not what was approved, or cannot be read. The next mapping makes it anew from the approval (the
   * bills need mapping and have no content). Kingdee must hold nothing of them.
   */
  async discardContent(tx: EntityManager, moves: readonly Move[], by: Actor): Promise<Set<string>> {
    const moved = await this.moveAll(tx, moves, by);
    const ids = [...moved];
    if (ids.length > 0) {
      await tx.query(`DELETE FROM bill_content WHERE bill_id IN (${placeholders(ids)})`, ids);
      await tx.query(`UPDATE bill SET content_hash = NULL, issue_marks = NULL WHERE id IN (${placeholders(ids)})`, ids);
    }
    return moved;
  }

  /**
   * Bases the bill on another version of its approval. The locked values (人工锁定) belonged to the rows of the former version: they are
   * deleted, and the audit log keeps their paths.
   */
  async readAnew(tx: EntityManager, billId: string, approvalId: string): Promise<void> {
    const locks: { path: string }[] = await tx.query('SELECT path FROM bill_lock WHERE bill_id = ? ORDER BY path', [
      billId,
    ]);
    await tx.query('UPDATE bill SET approval_id = ? WHERE id = ?', [approvalId, billId]);
    await tx.query('DELETE FROM bill_lock WHERE bill_id = ?', [billId]);
    const dropped = locks.map(({ path }) => path);
    await this.audit.append(tx, SYSTEM, [
      { action: 'source-edited', subjectKind: 'bill', subjectId: billId, detail: { approvalId, dropped } },
    ]);
  }

  /** Records that the engine of today gives the stored content of these bills. */
  async noteEngine(tx: EntityManager, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await tx.query(
      `UPDATE bill_content SET engine_revision = ? WHERE engine_revision < ? AND bill_id IN (${placeholders(ids)})`,
      [ENGINE_REVISION, ENGINE_REVISION, ...ids],
    );
  }

  /** Sets the applicant's name on bills that were made before it was known. */
  async nameOriginator(tx: EntityManager, ids: readonly string[], name: string): Promise<void> {
    if (ids.length === 0) return;
    await tx.query(`UPDATE bill SET originator_name = ? WHERE id IN (${placeholders(ids)})`, [
      name.slice(0, 120),
      ...ids,
    ]);
    await addSearchText(tx, ids, name.slice(0, 120));
  }

  /** Records that Kingdee stored something else for a booked bill: shown on the bill, its state stays. */
  async noteDifference(tx: EntityManager, billId: string, sentence: string): Promise<void> {
    await tx.query(
      `UPDATE bill SET reason = ?, reason_key = 'differs', reason_rank = 1, version = version + 1, updated_at = ? WHERE id = ? AND state_kind IN ('booked', 'written-back')`,
      [sentence.slice(0, 500), Date.now(), billId],
    );
    await this.live.emit(tx, 'bill', [billId]);
  }

  /** Records 已付款, as Kingdee said at `at` (Unix ms); the state stays. @returns whether this was news. */
  async notePaid(tx: EntityManager, billId: string, at: number): Promise<boolean> {
    const met = await changedBy(
      tx,
      `UPDATE bill SET paid_at = ?, version = version + 1, updated_at = ? WHERE id = ? AND paid_at IS NULL AND state_kind IN ('booked', 'written-back', 'reversal-needed')`,
      [at, at, billId],
    );
    if (met > 0) await this.live.emit(tx, 'bill', [billId]);
    return met > 0;
  }

  private async writeContent(
    tx: EntityManager,
    written: readonly { id: string; result: MappingResult }[],
    now: number,
  ): Promise<void> {
    if (written.length === 0) return;
    const ids = written.map(({ id }) => id);
    await clearDueToMap(tx, ids);
    await tx.query(`DELETE FROM bill_content WHERE bill_id IN (${placeholders(ids)})`, ids);
    await tx.query(`DELETE FROM bill_lookup WHERE bill_id IN (${placeholders(ids)})`, ids);
    await insertRows(
      tx,
      BillContent,
      written.map(({ id, result }) => {
        const { draft, provenance, issues, citations, notes } = contentRow(result);
        return {
          bill_id: id,
          draft,
          provenance,
          issues,
          citations,
          notes,
          engine_revision: ENGINE_REVISION,
          updated_at: now,
        };
      }),
    );
    await insertRows(
      tx,
      BillLookup,
      written.flatMap(({ id, result }) =>
        result.lookups.map((look) => ({
          bill_id: id,
          table_code: look.table,
          lookup_key: look.key.slice(0, 200),
          key_label: look.keyLabel.slice(0, 200),
          org_number: look.orgNumber,
          hit: look.hit,
          amount_fen: look.amountFen,
        })),
      ),
    );
    await writeAccounts(tx, written);
    await writeSearchTexts(
      tx,
      written.map(({ id, result }) => ({
        id,
        names: result.facts.costItems,
        rows: result.fields.rows.flatMap(({ sourceTitle, sourceNote }) => [sourceTitle, sourceNote]),
      })),
    );
  }

  private async withoutExisting(tx: EntityManager, bills: readonly CollectedBill[]): Promise<CollectedBill[]> {
    if (bills.length === 0) return [];
    const ids = bills.map((bill) => bill.processInstanceId);
    const companies = [...new Set(bills.map((bill) => bill.corpId))];
    // With the company, because the index of bills begins with it.
    const there: { corp_id: string; process_instance_id: string }[] = await tx.query(
      `SELECT DISTINCT corp_id, process_instance_id FROM bill WHERE corp_id IN (${placeholders(companies)}) AND process_instance_id IN (${placeholders(ids)})`,
      [...companies, ...ids],
    );
    const billed = new Set(there.map((row) => JSON.stringify([row.corp_id, row.process_instance_id])));
    const known = new Set<string>();
    return bills.filter((bill) => {
      if (billed.has(JSON.stringify([bill.corpId, bill.processInstanceId]))) return false;
      const key = JSON.stringify([bill.corpId, bill.processInstanceId, bill.part]);
      if (known.has(key)) return false;
      known.add(key);
      return true;
    });
  }
}

/** Returns one split for each approval that is split. */
function splitsIn(bills: readonly CollectedBill[]) {
  const splits = bills.flatMap(({ corpId, processInstanceId, split }) =>
    split ? [{ ...split, corpId, processInstanceId }] : [],
  );
  return [...new Map(splits.map((each) => [JSON.stringify([each.corpId, each.processInstanceId]), each])).values()];
}

const endsReview = (from: BillStateKind, to: BillStateKind): boolean =>
  IN_REVIEW.includes(from) && !IN_REVIEW.includes(to);
