import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, text } from '../../database/columns.js';

/** The one row that says how far the audit log is sealed; whoever seals holds it. */
@Entity('audit_head')
export class AuditHeadRow {
  @PrimaryColumn({ type: 'int' }) id!: number;
  /** Raised by each resealing. */
  @Column({ type: 'int' }) generation!: number;
  /** How many rows are sealed. */
  @Column({ type: 'bigint' }) sealed!: number;
  /** The row that was sealed last; 0 before the first. */
  @Column({ type: 'bigint', name: 'last_seq' }) lastSeq!: number;
  /** The highest seq that is sealed; a late row is sealed after higher ones. */
  @Column({ type: 'bigint', name: 'top_seq' }) topSeq!: number;
  /** Rows up to here were there when this generation began, and are taken as they were found. */
  @Column({ type: 'bigint', name: 'adopted_seq' }) adoptedSeq!: number;
  @Column({ ...text(64) }) hash!: string;
  @Column({ ...text(16), name: 'key_id' }) keyId!: string;
  @Column({ ...instant }) at!: number;
  /** Over the rest of the row, with the key. */
  @Column({ ...text(64) }) mac!: string;
}
