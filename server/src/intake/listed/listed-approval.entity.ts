import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type Default, fen, id, instant, text } from '../../database/columns.js';

/** An instance that DingTalk named, stored once before it is read, with its outcome. */
@Entity('listed_approval')
@Index('ix_listed_approval_day_process_code', ['day', 'processCode'])
@Index('ix_listed_approval_process_code_started_at', ['processCode', 'startedAt'])
@Index('ix_listed_approval_outcome_process_code', ['outcome', 'processCode'])
export class ListedApproval {
  @PrimaryColumn({ ...text(64), name: 'corp_id' }) corpId!: string;
  @PrimaryColumn({ ...text(64), name: 'process_instance_id' }) processInstanceId!: string;
  @Column({ ...text(64), name: 'process_code' }) processCode!: string;
  @Column({ ...id, name: 'scheme_id' }) schemeId!: string;
  /** Beijing day on which it finished; the day on which it was first listed while that is unknown. */
  @Column({ ...text(10) }) day!: string;
  @Column({ ...instant, name: 'listed_at' }) listedAt!: number;
  @Column({ ...instant, name: 'started_at', nullable: true }) startedAt!: number | null;
  @Column({ ...instant, name: 'finished_at', nullable: true }) finishedAt!: number | null;
  @Column({ ...text(10) }) outcome!: string;
  /** Why it was left out or could not be read, as text. */
  @Column({ ...text(300), nullable: true }) reason!: string | null;
  /** Total of the form in 分; null if unknown. */
  @Column({ ...fen, name: 'total_fen' }) totalFen!: bigint | null;
  /** Number of failed reads; `next_at` is the time of the next read. */
  @Column({ type: 'int', default: 0 }) tries!: Default<number>;
  @Column({ ...instant, name: 'next_at', nullable: true }) nextAt!: number | null;
  /** Explanation of an administrator for an approval that cannot be read. It is still read again, and the result of a read counts more. */
  @Column({ ...instant, name: 'settled_at', nullable: true }) settledAt!: number | null;
  @Column({ ...text(64), name: 'settled_by', nullable: true }) settledBy!: string | null;
  @Column({ ...text(120), name: 'settled_by_name', nullable: true }) settledByName!: string | null;
  @Column({ ...text(300), name: 'settled_reason', nullable: true }) settledReason!: string | null;
}
