import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, text } from '../../database/columns.js';

/** A paying organisation whose bills are not sent. A paused scheme has its pause in its own row. */
@Entity('push_pause')
export class PushPause {
  @PrimaryColumn({ ...text(40), name: 'org_number' }) orgNumber!: string;
  @Column({ ...text(300) }) reason!: string;
  @Column({ ...text(120), name: 'paused_by' }) pausedBy!: string;
  @Column({ ...instant, name: 'paused_at' }) pausedAt!: number;
}
