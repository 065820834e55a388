import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, text } from '../../database/columns.js';

/** How a revision of a mapping table came about. What it set and ended stands in mapping_row; a revision that only says who looked at rows has no line here. */
@Entity('mapping_change')
export class MappingChangeRow {
  @PrimaryColumn({ ...id, name: 'table_id' }) tableId!: string;
  @PrimaryColumn({ type: 'int' }) revision!: number;
  @Column({ ...text(12) }) way!: string;
  /** The revision that it takes back. */
  @Column({ type: 'int', nullable: true }) undoes!: number | null;
  @Column({ ...text(64), name: 'made_by' }) madeBy!: string;
  @Column({ ...instant, name: 'made_at' }) madeAt!: number;
}
