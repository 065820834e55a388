import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, text } from '../../database/columns.js';

/**
 * A month for which Kingdee refused a bill of this organisation because the period is closed. Deleted as soon as a bill of that month, or
 * of an earlier one, was accepted.
 */
@Entity('closed_period')
export class ClosedPeriodRow {
  @PrimaryColumn({ ...text(40), name: 'org_number' }) orgNumber!: string;
  /** "2026-10" */
  @PrimaryColumn({ ...text(7) }) month!: string;
  /** Day of the bill that was last refused. */
  @Column({ ...text(10), name: 'refused_day' }) refusedDay!: string;
  @Column({ ...instant, name: 'refused_at' }) refusedAt!: number;
}
