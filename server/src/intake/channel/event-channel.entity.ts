import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, text } from '../../database/columns.js';

/** The connection over which events come (one row, `stream`): who holds it, and how it stands. */
@Entity('event_channel')
export class EventChannelRow {
  @PrimaryColumn({ ...text(10) }) id!: string;
  @Column({ ...text(36), name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column({ ...instant, name: 'lease_until' }) leaseUntil!: number;
  /** Machine and process number, for people. */
  @Column({ ...text(80) }) holder!: string;
  /** When the holder last said that it is there. */
  @Column({ ...instant, name: 'seen_at' }) seenAt!: number;
  /** connected | down */
  @Column({ ...text(10) }) state!: string;
  /** Since when it is so without a break. */
  @Column({ ...instant }) since!: number;
  /** Why it is down, as a code; '' while it is not. */
  @Column({ ...text(20) }) trouble!: string;
  /** What was said with it. */
  @Column({ ...text(300) }) words!: string;
  /** How often it was tried since. */
  @Column({ type: 'int' }) tries!: number;
}
