import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, text } from '../../database/columns.js';

/**
 * Origin of a revision of a mapping table. The rows that it set and ended are in mapping_row; a revision that only confirms rows has no
 * line here.
 */
@Entity('mapping_change')
export class MappingChangeRow {
  @PrimaryColumn({ ...id, name: 'table_id' }) tableId!: string;
  @PrimaryColumn({ type: 'int' }) revision!: number;
  @Column({ ...text(12) }) way!: string;
  /** The revision that it undoes; null if it is no undo. */
  @Column({ type: 'int', nullable: true }) undoes!: number | null;
  /** The same for revisions of several tables that are one change and are undone as one; null for every other. */
  @Column({ ...id, nullable: true }) together!: string | null;
  @Column({ ...text(64), name: 'made_by' }) madeBy!: string;
  @Column({ ...instant, name: 'made_at' }) madeAt!: number;
}
