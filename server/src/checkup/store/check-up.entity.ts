import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, type Json, json, text } from '../../database/columns.js';

/** The running claim (id `asking`), the last run with a result (`last`), the last failed runs (`broken`, `died`). */
@Entity('check_up_run')
export class CheckUpRun {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(64), name: 'started_by' }) startedBy!: string;
  @Column({ ...instant, name: 'started_at' }) startedAt!: number;
  @Column({ ...instant, name: 'finished_at', nullable: true }) finishedAt!: number | null;
  @Column({ ...text(36), name: 'lease_token' }) leaseToken!: string;
  @Column({ ...instant, name: 'lease_until' }) leaseUntil!: number;
  @Column({ type: 'int' }) done!: number;
  @Column({ type: 'int' }) total!: number;
}

/** The last finding of a line: a code with parameters (v: 1), no sentence. */
@Entity('check_up_line')
export class CheckUpLine {
  @PrimaryColumn({ ...text(160) }) line!: string;
  @Column({ ...text(60) }) probe!: string;
  @Column({ ...text(80), name: 'subject_id' }) subjectId!: string;
  @Column({ ...text(200), name: 'subject_name' }) subjectName!: string;
  @Column({ ...text(10) }) state!: string;
  @Column({ ...json }) finding!: Json;
  @Column({ ...instant, name: 'asked_at' }) askedAt!: number;
  @Column({ type: 'int', name: 'took_ms' }) tookMs!: number;
}
