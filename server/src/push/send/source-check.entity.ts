import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, text } from '../../database/columns.js';

/** What reading a bill's approval again before it was sent came to; one row a bill, of its latest push. */
@Entity('source_check')
export class SourceCheckRow {
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  @Column({ ...id, name: 'order_id' }) orderId!: string;
  /** "same", "unread", or why it went back to a person: "edited", "gone", "photos". */
  @Column({ ...text(20) }) outcome!: string;
  /** Why it was not read; "" where it was. */
  @Column({ ...text(20) }) cause!: string;
  @Column({ ...instant, name: 'checked_at' }) checkedAt!: number;
}
