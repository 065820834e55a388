import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, text } from '../../../database/columns.js';

/** DingTalk's last refusal of the quota in a month (Beijing), by API. */
@Entity('quota_refusal')
export class QuotaRefusal {
  @PrimaryColumn({ ...text(7) }) month!: string;
  @PrimaryColumn({ ...text(120) }) api!: string;
  @Column({ ...text(20) }) purpose!: string;
  @Column({ ...instant, name: 'refused_at' }) refusedAt!: number;
  /** Our own calls of the month at that time, and the month's calls that we expected to have; equal where nothing is known of others. */
  @Column({ type: 'int' }) used!: number;
  @Column({ type: 'int' }) allowed!: number;
  /** Time of the first answer of the same API after the refusal; null while it refuses. */
  @Column({ ...instant, name: 'answered_at', nullable: true }) answeredAt!: number | null;
}
