import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, text } from '../../database/columns.js';

/**
 * One observation of Kingdee's numbers: it kept ours, or it gave another, and then nothing guards a save of the scheme until a kept number is seen
 * again. Rows are only added.
 */
@Entity('numbering_seen')
@Index('ix_numbering_seen_scheme_id', ['schemeId'])
export class NumberingSeen {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...id, name: 'scheme_id' }) schemeId!: string;
  /** Digest of Kingdee's address and account set. */
  @Column({ ...text(32) }) site!: string;
  @Column({ ...text(40), name: 'org_number' }) orgNumber!: string;
  @Column({ ...text(60), name: 'bill_type' }) billType!: string;
  @Column({ type: 'boolean' }) kept!: boolean;
  /** Time at which the save of the observed bill was sent. */
  @Column({ ...instant, name: 'sent_at' }) sentAt!: number;
  /** Null if the scheme's numbering was switched. */
  @Column({ ...id, name: 'bill_id', nullable: true }) billId!: string | null;
  @Column({ ...instant, name: 'seen_at' }) seenAt!: number;
}

/** Fields, other than the form's own key field, to which a scheme ever wrote its key: a bill may still be found by them. */
@Entity('scheme_key_field')
export class SchemeKeyField {
  @PrimaryColumn({ ...id, name: 'scheme_id' }) schemeId!: string;
  @PrimaryColumn({ ...text(64), name: 'key_field' }) keyField!: string;
}
