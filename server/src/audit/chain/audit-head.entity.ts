import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, text } from '../../database/columns.js';

/** The single row that says how far the audit log is sealed; the sealer locks it while it seals. */
@Entity('audit_head')
export class AuditHeadRow {
  @PrimaryColumn({ type: 'int' }) id!: number;
  /** Number of the chain; each resealing raises it by one. */
  @Column({ type: 'int' }) generation!: number;
  /** Number of sealed rows. */
  @Column({ type: 'bigint' }) sealed!: number;
  /** seq of the row that was sealed last; 0 before the first. */
  @Column({ type: 'bigint', name: 'last_seq' }) lastSeq!: number;
  /** Highest sealed seq. It can differ from `lastSeq`, because a late row is sealed after higher ones. */
  @Column({ type: 'bigint', name: 'top_seq' }) topSeq!: number;
  /** Highest seq of the rows that existed when this generation began; they are adopted as they were found. */
  @Column({ type: 'bigint', name: 'adopted_seq' }) adoptedSeq!: number;
  @Column({ ...text(64) }) hash!: string;
  @Column({ ...text(16), name: 'key_id' }) keyId!: string;
  @Column({ ...instant }) at!: number;
  /** HMAC over the rest of the row. */
  @Column({ ...text(64) }) mac!: string;
}
