import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, text } from '../../database/columns.js';

/** The content of a bill that a person last saw. */
@Entity('bill_look')
@Index('ix_bill_look_at', ['at'])
export class BillLook {
  @PrimaryColumn({ ...text(64), name: 'user_id' }) userId!: string;
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  /** Hash of its content at that time; '' if it had none. */
  @Column({ ...text(64), name: 'content_mark' }) contentMark!: string;
  @Column({ ...instant }) at!: number;
}
