import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { instant, text } from '../database/columns.js';

/**
 * Audit rows that were written before their decision had an action name of its own; the log itself is sealed and stays as it is. Only a migration
 * writes this table.
 */
@Entity('earlier_decision')
@Index('ix_earlier_decision_kind_seq', ['kind', 'seq'])
export class EarlierDecision {
  @PrimaryColumn({ ...instant }) seq!: number;
  /** `alone`, `first-roles` or `left`. */
  @Column({ ...text(20) }) kind!: string;
}
