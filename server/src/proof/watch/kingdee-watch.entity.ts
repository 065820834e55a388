import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, type Json, json, text } from '../../database/columns.js';

/** The time of the next look at a bill in Kingdee, apart from the bill's own row: a look that finds nothing new changes no bill. */
@Entity('kingdee_watch')
@Index('ix_kingdee_watch_due_at', ['dueAt'])
export class KingdeeWatch {
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  /** Start of the watch: the age determines how often there is a look. */
  @Column({ ...instant, name: 'watched_from' }) watchedFrom!: number;
  /** null: the bill is not watched any more. */
  @Column({ ...instant, name: 'due_at', nullable: true }) dueAt!: number | null;
  @Column({ ...id, name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column({ ...instant, name: 'lease_until', nullable: true }) leaseUntil!: number | null;
  @Column({ ...instant, name: 'answered_at', nullable: true }) answeredAt!: number | null;
  /** Time of the first look that found nothing; one such answer proves nothing. */
  @Column({ ...instant, name: 'absent_since', nullable: true }) absentSince!: number | null;
  /** Kingdee has had the bill as 已审核. */
  @Column({ type: 'boolean' }) audited!: boolean;
  /** The content in Kingdee that a person accepted, although we sent something else. */
  @Column({ ...json, nullable: true }) accepted!: Json | null;
  /** Kingdee's Id of the bill that this row is about: a bill that is withdrawn and pushed again is another one. */
  @Column({ ...text(40), name: 'kingdee_id', nullable: true }) kingdeeId!: string | null;
}
