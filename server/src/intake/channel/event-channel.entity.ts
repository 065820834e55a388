import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, text } from '../../database/columns.js';

/** The connection over which events come (row `stream`): its holder and its state. Row `http`: the last refused message over HTTP. */
@Entity('event_channel')
export class EventChannelRow {
  @PrimaryColumn({ ...text(10) }) id!: string;
  @Column({ ...text(36), name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column({ ...instant, name: 'lease_until' }) leaseUntil!: number;
  /** Host name and process id, as shown to people. */
  @Column({ ...text(80) }) holder!: string;
  /** Time of the holder's last sign of life. */
  @Column({ ...instant, name: 'seen_at' }) seenAt!: number;
  /** connected | down */
  @Column({ ...text(10) }) state!: string;
  /** Time since which the state has lasted without a break. */
  @Column({ ...instant }) since!: number;
  /** Code of the reason why it is down; '' while it is not. */
  @Column({ ...text(20) }) trouble!: string;
  /** Error text that belongs to the reason. */
  @Column({ ...text(300) }) words!: string;
  /** Number of tries since it is down. */
  @Column({ type: 'int' }) tries!: number;
}
