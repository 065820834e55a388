import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, type Json, json, text } from '../../database/columns.js';

/** When Kingdee is asked next about a bill it holds, apart from the bill's own row: a look that finds nothing new disturbs nobody. */
@Entity('kingdee_watch')
@Index('ix_kingdee_watch_due_at', ['dueAt'])
export class KingdeeWatch {
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  /** Since when: the age of a bill decides how often it is asked about. */
  @Column({ ...instant, name: 'watched_from' }) watchedFrom!: number;
  /** null: not watched any more. */
  @Column({ ...instant, name: 'due_at', nullable: true }) dueAt!: number | null;
  @Column({ ...id, name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column({ ...instant, name: 'lease_until', nullable: true }) leaseUntil!: number | null;
  @Column({ ...instant, name: 'answered_at', nullable: true }) answeredAt!: number | null;
  /** When Kingdee was first asked and held nothing; one such answer proves nothing. */
  @Column({ ...instant, name: 'absent_since', nullable: true }) absentSince!: number | null;
  /** Kingdee has had it as 已审核. */
  @Column({ type: 'boolean' }) audited!: boolean;
  /** What a person said may stand as Kingdee holds it, though we sent something else. */
  @Column({ ...json, nullable: true }) accepted!: Json | null;
  /** Which bill in Kingdee this is about: one that is withdrawn and pushed anew is another. */
  @Column({ ...text(40), name: 'kingdee_id', nullable: true }) kingdeeId!: string | null;
}
