import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id } from '../../database/columns.js';

/** A bill that the next mapping run must map again, whatever it was mapped with. The row goes with the mapping. */
@Entity('bill_due_map')
export class BillDueMap {
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  /** Version of the bill when it was noted: a later note of the same bill is another one. */
  @Column({ type: 'int' }) version!: number;
}
