import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id } from '../../database/columns.js';

/** A bill that the next mapping run must map again, whatever it was mapped with. The mapping deletes the row. */
@Entity('bill_due_map')
export class BillDueMap {
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  /** Version of the bill when it was marked: a later mark of the same bill has another version. */
  @Column({ type: 'int' }) version!: number;
}
