import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, longText } from './columns.js';

/** A test row of the check whether anything can be stored (database-health.ts); its transaction also deletes it. */
@Entity('write_check')
export class WriteCheckRow {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...longText }) padding!: string;
  @Column({ ...instant }) at!: number;
}
