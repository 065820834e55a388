import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { fen, id, instant, type Json, json, text } from '../database/columns.js';

/** 月结账包: one round of one month. Reopening a month adds a round; the signed round stays. */
@Entity('close_pack')
@Unique('uq_close_pack_month_round', ['month', 'round'])
export class ClosePackRow {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(7) }) month!: string;
  @Column({ type: 'int' }) round!: number;
  @Column({ type: 'int' }) version!: number;
  /** The signed content as it was read; null until the second signature. */
  @Column({ ...json, nullable: true }) content!: Json | null;
  @Column({ ...instant, name: 'closed_at', nullable: true }) closedAt!: number | null;
  @Column({ ...instant, name: 'reopened_at', nullable: true }) reopenedAt!: number | null;
  @Column({ ...text(120), name: 'reopened_by', nullable: true }) reopenedBy!: string | null;
  @Column({ ...text(200), name: 'reopen_reason', nullable: true }) reopenReason!: string | null;
}

/** Signatures of two hands; the keys refuse the same person twice. */
@Entity('close_signature')
@Unique('uq_close_signature_pack_id_user_id', ['packId', 'userId'])
export class CloseSignatureRow {
  @PrimaryColumn({ ...id, name: 'pack_id' }) packId!: string;
  @PrimaryColumn({ ...text(10) }) hand!: string;
  @Column({ ...text(64), name: 'user_id' }) userId!: string;
  @Column({ ...text(120), name: 'user_name' }) userName!: string;
  @Column({ ...text(64) }) hash!: string;
  @Column({ ...instant, name: 'signed_at' }) signedAt!: number;
}

/** Reason why a point may stay open, confirmation that Kingdee's period is closed, or extent of the audit check. */
@Entity('close_note')
export class CloseNoteRow {
  @PrimaryColumn({ ...id, name: 'pack_id' }) packId!: string;
  @PrimaryColumn({ ...text(20) }) point!: string;
  @Column({ ...text(200), name: 'note_text' }) noteText!: string;
  @Column({ ...text(64), name: 'user_id' }) userId!: string;
  @Column({ ...text(120), name: 'user_name' }) userName!: string;
  @Column({ ...instant, name: 'noted_at' }) notedAt!: number;
}

/** A line of the month's statements with the state of its bill, as both people signed it. */
@Entity('close_entry')
@Index('ix_close_entry_pack_id_day_subject', ['packId', 'day', 'subject'])
@Index('ix_close_entry_pack_id_bill_id', ['packId', 'billId'])
export class CloseEntryRow {
  @PrimaryColumn({ ...id, name: 'pack_id' }) packId!: string;
  @PrimaryColumn({ ...id, name: 'run_id' }) runId!: string;
  @PrimaryColumn({ type: 'int' }) seq!: number;
  @Column({ ...text(10) }) day!: string;
  @Column({ ...text(120) }) subject!: string;
  @Column({ ...text(64), name: 'process_code' }) processCode!: string;
  @Column({ ...id, name: 'bill_id', nullable: true }) billId!: string | null;
  @Column({ ...text(64), name: 'business_id', nullable: true }) businessId!: string | null;
  @Column({ ...text(80), name: 'bill_no', nullable: true }) billNo!: string | null;
  @Column({ ...text(200) }) payee!: string;
  @Column({ type: 'int', name: 'dingtalk_n' }) dingtalkN!: number;
  @Column({ ...fen, name: 'dingtalk_fen' }) dingtalkFen!: bigint | null;
  @Column({ type: 'int', name: 'ledger_n' }) ledgerN!: number;
  @Column({ ...fen, name: 'ledger_fen' }) ledgerFen!: bigint | null;
  @Column({ type: 'int', name: 'kingdee_n' }) kingdeeN!: number;
  @Column({ ...fen, name: 'kingdee_fen' }) kingdeeFen!: bigint | null;
  @Column({ ...text(20), name: 'source_bucket', nullable: true }) sourceBucket!: string | null;
  @Column({ ...text(20), name: 'target_bucket', nullable: true }) targetBucket!: string | null;
  /** State of the bill; 已入账 whether written back or not. */
  @Column({ ...text(20), name: 'state_kind', nullable: true }) stateKind!: string | null;
  @Column({ ...text(10), nullable: true }) reached!: string | null;
  @Column({ ...fen, name: 'base_fen' }) baseFen!: bigint | null;
}

/** 暂估 as both people signed it. */
@Entity('close_accrual')
export class CloseAccrualRow {
  @PrimaryColumn({ ...id, name: 'pack_id' }) packId!: string;
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  @Column({ ...text(40), name: 'org_number' }) orgNumber!: string;
  @Column({ ...text(200), name: 'cost_item' }) costItem!: string;
  @Column({ ...text(64), name: 'business_id' }) businessId!: string;
  @Column({ ...text(80), name: 'bill_no' }) billNo!: string;
  @Column({ ...text(200) }) payee!: string;
  @Column({ ...instant, name: 'finished_at' }) finishedAt!: number;
  @Column({ ...text(20), name: 'state_kind' }) stateKind!: string;
  @Column({ ...fen, name: 'base_fen' }) baseFen!: bigint | null;
}
