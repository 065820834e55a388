import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type Default, id, instant, type Json, json, text } from '../../database/columns.js';

/** One run of one scheme: a sweep, a turn of a back-fill, or the events of an hour. */
@Entity('intake_run')
@Index('ix_intake_run_started_at', ['startedAt'])
@Index('ix_intake_run_scheme_id_started_at', ['schemeId', 'startedAt'])
export class IntakeRun {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...id, name: 'scheme_id' }) schemeId!: string;
  @Column({ ...text(12) }) kind!: string;
  @Column({ ...text(10) }) state!: string;
  @Column({ ...instant, name: 'started_at' }) startedAt!: number;
  @Column({ ...instant, name: 'finished_at', nullable: true }) finishedAt!: number | null;
  @Column({ type: 'int' }) seen!: number;
  @Column({ type: 'int' }) created!: number;
  @Column({ type: 'int' }) calls!: number;
  /** Number of seen approvals that were in the ledger already. */
  @Column({ type: 'int', default: 0 }) known!: Default<number>;
  /** Why approvals were not collected: number and sum of each reason. */
  @Column({ ...json }) skipped!: Json;
  /** The approvals of each reason, with their amounts (left-out.ts); null in runs of before. */
  @Column({ ...json, name: 'left_out', nullable: true }) leftOut!: Json | null;
  @Column({ ...json }) failed!: Json;
  @Column({ ...text(500), nullable: true }) error!: string | null;
  /** Id of the process that does the run; if that process has ended, the run is marked as failed. */
  @Column({ ...id, name: 'process_id', nullable: true }) processId!: string | null;
}
