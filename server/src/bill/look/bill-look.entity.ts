import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, text } from '../../database/columns.js';

/** What a bill said when a person last looked at it. */
@Entity('bill_look')
@Index('ix_bill_look_at', ['at'])
export class BillLook {
  @PrimaryColumn({ ...text(64), name: 'user_id' }) userId!: string;
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  /** Hash of its content then; '' where it had none. */
  @Column({ ...text(64), name: 'content_mark' }) contentMark!: string;
  @Column({ ...instant }) at!: number;
}
