import type { CloseContent, CloseHand } from '@dingdee/shared/close';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { AuditLog } from '../audit/audit-log.js';
import { clock } from '../database/clock.js';
import { changedBy, Database, placeholders } from '../database/database.js';
import { insertRows } from '../database/rows.js';
import type { Actor } from '../domain/actor.js';
import { accruedBefore } from './accruals.js';
import { CloseNoteRow, ClosePackRow, CloseSignatureRow } from './close.entity.js';
import { CloseChangedError } from './close.errors.js';
import type { CloseMonth, DayRun } from './close-month.js';
import { type Pack, readPack } from './read-pack.js';
import { SAME_STATE } from './same-state.js';

/** The only writer of the close packs' tables. */
@Injectable()
export class CloseStore {
  constructor(
    private readonly db: Database,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Runs one action of a person on the newest round of a month, under the version that the person saw, and writes it to the audit log.
   * @throws CloseChangedError if another person acted meanwhile, and the errors of `work`.
   */
  async act(
    month: CloseMonth,
    version: number,
    act: { name: string; by: Actor; detail?: object },
    work: (tx: EntityManager, pack: Pack) => Promise<void>,
  ): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const before = await readPack(this.db, month.code);
      if ((before?.version ?? 0) !== version) throw new CloseChangedError();
      if (before === null)
        await insertRows(tx, ClosePackRow, [{ id: uuid(), month: month.code, round: 1, version: 1 }]);
      else {
        const met = await changedBy(tx, 'UPDATE close_pack SET version = version + 1 WHERE id = ? AND version = ?', [
          before.id,
          version,
        ]);
        if (met === 0) throw new CloseChangedError();
      }
      const pack = await readPack(this.db, month.code);
      if (pack === null) throw new Error('the round that was just written is not there');
      await work(tx, pack);
      const detail = { round: pack.round, ...act.detail };
      await this.audit.append(tx, act.by, [
        { action: `close-${act.name}`, subjectKind: 'close', subjectId: month.code, detail },
      ]);
    });
  }

  /** Replaces a note. @param text "" removes the note. */
  async note(tx: EntityManager, { id }: Pack, point: string, text: string, by: Actor): Promise<void> {
    await changedBy(tx, 'DELETE FROM close_note WHERE pack_id = ? AND point = ?', [id, point]);
    if (text === '') return;
    const row = { pack_id: id, point, note_text: text.slice(0, 200), ...signed(by), noted_at: clock.now() };
    await insertRows(tx, CloseNoteRow, [row]);
  }

  /** Replaces the earlier signature of the same hand. A key refuses the same person for both hands. */
  async sign(tx: EntityManager, { id }: Pack, hand: CloseHand, hash: string, by: Actor): Promise<void> {
    await changedBy(tx, 'DELETE FROM close_signature WHERE pack_id = ? AND hand = ?', [id, hand]);
    const row = { pack_id: id, hand, ...signed(by), hash, signed_at: clock.now() };
    await insertRows(tx, CloseSignatureRow, [row]);
  }

  /**
   * Copies the rows behind the numbers. Runs before the numbers are read: a change in between makes them differ from what was seen, and nothing is
   * signed.
   */
  async keepRows(tx: EntityManager, { id }: Pack, runs: readonly DayRun[], month: CloseMonth): Promise<void> {
    const ids = runs.map((run) => run.id);
    if (ids.length > 0)
      await changedBy(
        tx,
        `INSERT INTO close_entry (pack_id, run_id, seq, day, subject, process_code, bill_id, business_id, bill_no, payee, dingtalk_n, dingtalk_fen,
           ledger_n, ledger_fen, kingdee_n, kingdee_fen, source_bucket, target_bucket, state_kind, reached, base_fen)
         SELECT ?, e.run_id, e.seq, r.day, e.subject, e.process_code, e.bill_id, e.business_id, e.bill_no, e.payee, e.dingtalk_n, e.dingtalk_fen,
           e.ledger_n, e.ledger_fen, e.kingdee_n, e.kingdee_fen, e.source_bucket, e.target_bucket, ${SAME_STATE}, b.reached, b.base_fen
         FROM statement_entry e JOIN statement_run r ON r.id = e.run_id LEFT JOIN bill b ON b.id = e.bill_id WHERE e.run_id IN (${placeholders(ids)})`,
        [id, ...ids],
      );
    const { sql, params } = accruedBefore(month.end);
    await changedBy(
      tx,
      `INSERT INTO close_accrual (pack_id, bill_id, org_number, cost_item, business_id, bill_no, payee, finished_at, state_kind, base_fen)
       SELECT ?, x.bill_id, x.org_number, x.cost_item, x.business_id, x.bill_no, x.payee, x.finished_at, x.state_kind, x.base_fen FROM (${sql}) x`,
      [id, ...params],
    );
  }

  async freeze(tx: EntityManager, { id }: Pack, content: CloseContent): Promise<void> {
    await changedBy(tx, 'UPDATE close_pack SET content = ?, closed_at = ? WHERE id = ? AND closed_at IS NULL', [
      JSON.stringify(content),
      clock.now(),
      id,
    ]);
  }

  /** Keeps the signed round and begins another. */
  async reopen(tx: EntityManager, { id, month, round, version }: Pack, reason: string, by: Actor): Promise<void> {
    await changedBy(tx, 'UPDATE close_pack SET reopened_at = ?, reopened_by = ?, reopen_reason = ? WHERE id = ?', [
      clock.now(),
      by.name.slice(0, 120),
      reason,
      id,
    ]);
    await insertRows(tx, ClosePackRow, [{ id: uuid(), month, round: round + 1, version: version + 1 }]);
  }

  /** Records in the audit log that the file was downloaded. */
  async fetched(month: CloseMonth, by: Actor): Promise<void> {
    await this.db.inTransaction((tx) =>
      this.audit.append(tx, by, [{ action: 'close-file', subjectKind: 'close', subjectId: month.code, detail: {} }]),
    );
  }
}

const signed = (by: Actor) => ({ user_id: by.userId, user_name: by.name.slice(0, 120) });
