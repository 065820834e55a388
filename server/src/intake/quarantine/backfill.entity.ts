import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { fen, id, instant, text } from '../../database/columns.js';

/** A back-fill of one scheme over a past range of launch days; rows of one batch were requested together. */
@Entity('backfill')
@Index('ix_backfill_batch_id', ['batchId'])
@Unique('uq_backfill_running_scheme', ['runningScheme'])
export class Backfill {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...id, name: 'batch_id' }) batchId!: string;
  @Column({ ...id, name: 'scheme_id' }) schemeId!: string;
  /** The scheme's id while it runs, else null; unique: one running back-fill a scheme. */
  @Column({ ...id, name: 'running_scheme', nullable: true }) runningScheme!: string | null;
  /** Launch days in Beijing time, both included. */
  @Column({ ...text(10), name: 'from_day' }) fromDay!: string;
  @Column({ ...text(10), name: 'to_day' }) toDay!: string;
  /** Last day that is listed and read; null before the first. */
  @Column({ ...text(10), name: 'listed_until', nullable: true }) listedUntil!: string | null;
  /** Number of days that are listed at a time. */
  @Column({ type: 'int', name: 'slice_days' }) sliceDays!: number;
  @Column({ ...text(10) }) state!: string;
  @Column({ ...text(500), nullable: true }) problem!: string | null;
  @Column({ ...text(64), name: 'started_by' }) startedBy!: string;
  @Column({ ...text(120), name: 'started_by_name' }) startedByName!: string;
  @Column({ ...instant, name: 'started_at' }) startedAt!: number;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
  /** Id of the process that runs it; if that process has ended, another takes over. */
  @Column({ ...id, name: 'process_id', nullable: true }) processId!: string | null;
  @Column({ type: 'int', name: 'estimated_calls' }) estimatedCalls!: number;
  @Column({ type: 'int' }) calls!: number;
  @Column({ type: 'int', name: 'work_ms' }) workMs!: number;
  /** Counts of listed approvals: in the ledger already; `left_out`: not collected by the scheme; `unread`: not readable. */
  @Column({ type: 'int' }) known!: number;
  @Column({ type: 'int', name: 'left_out' }) leftOut!: number;
  @Column({ type: 'int' }) unread!: number;
  /** 1: a look into Kingdee for payments of waiting approvals is requested; 2: it is in progress. */
  @Column({ type: 'int', name: 'look_due' }) lookDue!: number;
  @Column({ ...instant, name: 'looked_at', nullable: true }) lookedAt!: number | null;
  @Column({ ...text(500), name: 'look_problem', nullable: true }) lookProblem!: string | null;
}

/** An approval in quarantine: stored without a bill until a person decides. An approval is in at most one quarantine. */
@Entity('backfill_item')
@Index('ix_backfill_item_batch_id_state_finished_at', ['batchId', 'state', 'finishedAt'])
@Index('ix_backfill_item_state_decided_at', ['state', 'decidedAt'])
@Index('ix_backfill_item_order_id', ['orderId'])
export class BackfillItem {
  @PrimaryColumn({ ...id, name: 'approval_id' }) approvalId!: string;
  @Column({ ...id, name: 'backfill_id' }) backfillId!: string;
  @Column({ ...id, name: 'batch_id' }) batchId!: string;
  @Column({ ...id, name: 'scheme_id' }) schemeId!: string;
  /** waiting · releasing, closing: decided and being carried out · released · opening (期初) · gone: cancelled or changed in DingTalk. */
  @Column({ ...text(10) }) state!: string;
  @Column({ ...instant, name: 'finished_at' }) finishedAt!: number;
  /** Total of the form; after a look into Kingdee, the total of the mapping. */
  @Column({ ...fen, name: 'total_fen' }) totalFen!: bigint | null;
  @Column({ ...text(200) }) payee!: string;
  @Column({ ...text(16) }) finding!: string;
  @Column({ ...text(500) }) note!: string;
  @Column({ ...text(80), name: 'kingdee_no', nullable: true }) kingdeeNo!: string | null;
  /** Id of the decision that covers it; null while it waits. */
  @Column({ ...id, name: 'order_id', nullable: true }) orderId!: string | null;
  @Column({ ...text(64), name: 'decided_by', nullable: true }) decidedBy!: string | null;
  @Column({ ...text(120), name: 'decided_by_name', nullable: true }) decidedByName!: string | null;
  @Column({ ...instant, name: 'decided_at', nullable: true }) decidedAt!: number | null;
  @Column({ ...text(200) }) reason!: string;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
}
