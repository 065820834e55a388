import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type Default, fen, id, instant, type Json, json, text } from '../database/columns.js';

/** 三方对账: one run for one day, with its sums as of that run. */
@Entity('statement_run')
@Index('uq_statement_run_running_day', ['runningDay'], { unique: true })
@Index('ix_statement_run_day_created_at', ['day', 'createdAt'])
export class StatementRunRow {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(10) }) day!: string;
  /** `day` while the run is under way, else null: at most one run per day is under way. */
  @Column({ ...text(10), name: 'running_day', nullable: true }) runningDay!: string | null;
  @Column({ ...text(10) }) state!: string;
  @Column({ ...text(64), name: 'asked_by', nullable: true }) askedBy!: string | null;
  @Column({ ...text(120), name: 'asked_name', nullable: true }) askedName!: string | null;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'ended_at', nullable: true }) endedAt!: number | null;
  @Column({ type: 'int', name: 'dingtalk_n', default: 0 }) dingtalkN!: Default<number>;
  @Column({ ...fen, name: 'dingtalk_fen' }) dingtalkFen!: bigint | null;
  @Column({ type: 'int', name: 'dingtalk_unknown', default: 0 }) dingtalkUnknown!: Default<number>;
  @Column({ type: 'int', name: 'ledger_n', default: 0 }) ledgerN!: Default<number>;
  @Column({ ...fen, name: 'ledger_fen' }) ledgerFen!: bigint | null;
  @Column({ type: 'int', name: 'ledger_unknown', default: 0 }) ledgerUnknown!: Default<number>;
  @Column({ type: 'int', name: 'kingdee_n', default: 0 }) kingdeeN!: Default<number>;
  @Column({ ...fen, name: 'kingdee_fen' }) kingdeeFen!: bigint | null;
  @Column({ type: 'int', name: 'kingdee_unknown', default: 0 }) kingdeeUnknown!: Default<number>;
  @Column({ type: 'int', name: 'red_n', default: 0 }) redN!: Default<number>;
  @Column({ ...fen, name: 'red_fen' }) redFen!: bigint | null;
  @Column({ type: 'int', name: 'look_n', default: 0 }) lookN!: Default<number>;
  /** Number of entries whose bill is not finished yet. */
  @Column({ type: 'int', name: 'open_n', default: 0 }) openN!: Default<number>;
  /** 1 if DingTalk's lists of the day were complete when the run began. */
  @Column({ type: 'int', default: 0 }) proven!: Default<number>;
  @Column({ ...text(500), nullable: true }) problem!: string | null;
  @Column({ ...text(36), name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column({ ...instant, name: 'lease_until', nullable: true }) leaseUntil!: number | null;
}

/**
 * One bill, one approval without a bill, or one bill that only Kingdee has: the three sides and the buckets of their differences. The entries
 * of a day's first and newest run are kept.
 */
@Entity('statement_entry')
@Index('ix_statement_entry_run_id_subject', ['runId', 'subject'])
export class StatementEntryRow {
  @PrimaryColumn({ ...id, name: 'run_id' }) runId!: string;
  @PrimaryColumn({ type: 'int' }) seq!: number;
  @Column({ ...text(120) }) subject!: string;
  @Column({ ...text(64), name: 'process_code' }) processCode!: string;
  @Column({ ...text(40), name: 'org_number' }) orgNumber!: string;
  @Column({ ...text(64), name: 'process_instance_id', nullable: true }) processInstanceId!: string | null;
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
  /** 1 if a person should look at it. */
  @Column({ type: 'int', name: 'look_n' }) lookN!: number;
  /** 1 if its bill is not finished yet. */
  @Column({ type: 'int', name: 'open_n' }) openN!: number;
  /** 1 if the difference is unexplained; `redFen` is its size. */
  @Column({ type: 'int', name: 'red_n' }) redN!: number;
  @Column({ ...fen, name: 'red_fen', nullable: false }) redFen!: bigint;
  @Column({ ...json }) told!: Json;
}
