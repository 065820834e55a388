import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Default, id, instant } from '../database/columns.js';

/** One running server process; times are those of the database's clock. */
@Entity('process_heartbeat')
export class ProcessHeartbeatRow {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...instant, name: 'started_at' }) startedAt!: number;
  @Column({ ...instant, name: 'seen_at' }) seenAt!: number;
  /** 1 if the marker of the process agrees with the database. */
  @Column({ type: 'int', default: 0 }) marked!: Default<number>;
}
