import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant } from '../../../database/columns.js';

/** One of KINGDEE_CONCURRENCY places for a call to Kingdee, over all processes; times are the database's own clock. */
@Entity('kingdee_slot')
export class KingdeeSlot {
  @PrimaryColumn({ type: 'int' }) slot!: number;
  @Column({ ...id, name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column({ ...instant, name: 'lease_until' }) leaseUntil!: number;
}
