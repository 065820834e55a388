import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, text } from '../../database/columns.js';

/** Nothing that this organisation pays is sent. A paused scheme says so in its own row. */
@Entity('push_pause')
export class PushPause {
  @PrimaryColumn({ ...text(40), name: 'org_number' }) orgNumber!: string;
  @Column({ ...text(300) }) reason!: string;
  @Column({ ...text(120), name: 'paused_by' }) pausedBy!: string;
  @Column({ ...instant, name: 'paused_at' }) pausedAt!: number;
}
