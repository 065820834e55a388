import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, text } from '../../database/columns.js';

/** A month (Beijing) whose calls were used up, with the time when that was first seen. */
@Entity('quota_month')
export class QuotaMonth {
  @PrimaryColumn({ ...text(7) }) month!: string;
  @Column({ ...instant, name: 'used_up_at' }) usedUpAt!: number;
}
