import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, text } from '../../database/columns.js';

/** Result of the last reading of a bill's approval before it was sent; one row per bill, for its latest push. */
@Entity('source_check')
export class SourceCheckRow {
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  @Column({ ...id, name: 'order_id' }) orderId!: string;
  /** "same", "unread", or why the bill went back to a person: "edited", "gone", "photos". */
  @Column({ ...text(20) }) outcome!: string;
  /** Why the approval was not read; "" if it was read. */
  @Column({ ...text(20) }) cause!: string;
  @Column({ ...instant, name: 'checked_at' }) checkedAt!: number;
}
