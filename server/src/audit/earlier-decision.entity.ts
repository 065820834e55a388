import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { instant, text } from '../database/columns.js';

/** Rows of the audit log from before their decision had an action of its own; the log itself is sealed and stays as it is. Written by a migration only. */
@Entity('earlier_decision')
@Index('ix_earlier_decision_kind_seq', ['kind', 'seq'])
export class EarlierDecision {
  @PrimaryColumn({ ...instant }) seq!: number;
  /** alone, first-roles or left. */
  @Column({ ...text(20) }) kind!: string;
}
