import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Default, id, instant, text } from '../../database/columns.js';

/** A source value without a row that somebody put aside（不处理这个值）. It says nothing about its bills and moves none. */
@Entity('value_aside')
export class ValueAsideRow {
  @PrimaryColumn({ ...text(40), name: 'table_code' }) tableCode!: string;
  @PrimaryColumn({ ...text(200), name: 'lookup_key' }) lookupKey!: string;
  @Column({ ...text(20) }) reason!: string;
  /** What the person added in words; "" if nothing. */
  @Column({ ...text(200), default: '' }) note!: Default<string>;
  /** The table's revision at that time: a row without a day that is set for the value later ends the note. */
  @Column({ type: 'int' }) revision!: number;
  @Column({ ...text(64), name: 'put_by' }) putBy!: string;
  @Column({ ...instant, name: 'put_at' }) putAt!: number;
}

/** A bill that lacked the value when it was put aside: any other bill that lacks it brings the value back. */
@Entity('value_aside_bill')
export class ValueAsideBill {
  @PrimaryColumn({ ...text(40), name: 'table_code' }) tableCode!: string;
  @PrimaryColumn({ ...text(200), name: 'lookup_key' }) lookupKey!: string;
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
}
