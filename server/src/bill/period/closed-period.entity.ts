import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, text } from '../../database/columns.js';

/** A month of which Kingdee has refused a bill of this organisation as closed. Gone as soon as one of that month, or of one before, was taken. */
@Entity('closed_period')
export class ClosedPeriodRow {
  @PrimaryColumn({ ...text(40), name: 'org_number' }) orgNumber!: string;
  /** "2026-10" */
  @PrimaryColumn({ ...text(7) }) month!: string;
  /** The day of the bill that was refused last. */
  @Column({ ...text(10), name: 'refused_day' }) refusedDay!: string;
  @Column({ ...instant, name: 'refused_at' }) refusedAt!: number;
}
