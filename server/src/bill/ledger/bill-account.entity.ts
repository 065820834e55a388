import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type Default, id, text } from '../../database/columns.js';

/** To which accounts a bill pays, by a hash: whether one was ever paid to is asked of thousands at once. */
@Entity('bill_account')
@Index('ix_bill_account_account_key_booked', ['accountKey', 'booked'])
export class BillAccount {
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  @PrimaryColumn({ ...text(32), name: 'account_key' }) accountKey!: string;
  /** The bill was booked once, whatever has become of it since. */
  @Column({ type: 'boolean', default: false }) booked!: Default<boolean>;
}
