import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type Default, fen, id, instant, text } from '../../database/columns.js';

/** An instance that DingTalk named, written down once before it is read, and what has become of it. */
@Entity('listed_approval')
@Index('ix_listed_approval_day_process_code', ['day', 'processCode'])
@Index('ix_listed_approval_process_code_started_at', ['processCode', 'startedAt'])
@Index('ix_listed_approval_outcome_process_code', ['outcome', 'processCode'])
export class ListedApproval {
  @PrimaryColumn({ ...text(64), name: 'corp_id' }) corpId!: string;
  @PrimaryColumn({ ...text(64), name: 'process_instance_id' }) processInstanceId!: string;
  @Column({ ...text(64), name: 'process_code' }) processCode!: string;
  @Column({ ...id, name: 'scheme_id' }) schemeId!: string;
  /** Beijing's day on which it finished; that on which it was first listed while that is not known. */
  @Column({ ...text(10) }) day!: string;
  @Column({ ...instant, name: 'listed_at' }) listedAt!: number;
  @Column({ ...instant, name: 'started_at', nullable: true }) startedAt!: number | null;
  @Column({ ...instant, name: 'finished_at', nullable: true }) finishedAt!: number | null;
  @Column({ ...text(10) }) outcome!: string;
  /** Why it was left out, or could not be read, in words. */
  @Column({ ...text(300), nullable: true }) reason!: string | null;
  /** 分 as the form says; null where that is not known. */
  @Column({ ...fen, name: 'total_fen' }) totalFen!: bigint | null;
  /** How often reading it failed, and when it is read again. */
  @Column({ type: 'int', default: 0 }) tries!: Default<number>;
  @Column({ ...instant, name: 'next_at', nullable: true }) nextAt!: number | null;
  /** What an administrator has written down of one that is never read; it is read again all the same, and what comes of that counts. */
  @Column({ ...instant, name: 'settled_at', nullable: true }) settledAt!: number | null;
  @Column({ ...text(64), name: 'settled_by', nullable: true }) settledBy!: string | null;
  @Column({ ...text(120), name: 'settled_by_name', nullable: true }) settledByName!: string | null;
  @Column({ ...text(300), name: 'settled_reason', nullable: true }) settledReason!: string | null;
}
