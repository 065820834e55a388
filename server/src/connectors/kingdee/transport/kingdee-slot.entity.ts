import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant } from '../../../database/columns.js';

/** One of the KINGDEE_CONCURRENCY slots for calls to Kingdee, shared by all processes; times are from the database clock. */
@Entity('kingdee_slot')
export class KingdeeSlot {
  @PrimaryColumn({ type: 'int' }) slot!: number;
  @Column({ ...id, name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column({ ...instant, name: 'lease_until' }) leaseUntil!: number;
}
