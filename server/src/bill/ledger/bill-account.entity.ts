import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type Default, id, text } from '../../database/columns.js';

/** An account that a bill pays to, as a hash: whether an account was ever paid to is checked for thousands of bills at once. */
@Entity('bill_account')
@Index('ix_bill_account_account_key_booked', ['accountKey', 'booked'])
export class BillAccount {
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  @PrimaryColumn({ ...text(32), name: 'account_key' }) accountKey!: string;
  /** Whether the bill was ever booked, whatever happened to it since. */
  @Column({ type: 'boolean', default: false }) booked!: Default<boolean>;
}
