import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, text } from '../../database/columns.js';

/** One sight of Kingdee's numbers: it kept ours, or it gave another and nothing guards a save of the scheme until that is shown anew. Only added to. */
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
  /** When the save of the bill that shows it was sent. */
  @Column({ ...instant, name: 'sent_at' }) sentAt!: number;
  /** null where the scheme's numbering was switched. */
  @Column({ ...id, name: 'bill_id', nullable: true }) billId!: string | null;
  @Column({ ...instant, name: 'seen_at' }) seenAt!: number;
}

/** Fields beside the form's own that a scheme ever wrote its key to: a bill may still stand under them. */
@Entity('scheme_key_field')
export class SchemeKeyField {
  @PrimaryColumn({ ...id, name: 'scheme_id' }) schemeId!: string;
  @PrimaryColumn({ ...text(64), name: 'key_field' }) keyField!: string;
}
