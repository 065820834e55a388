import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type Default, id, instant, type Json, json, text } from '../../database/columns.js';

/** An Excel file that was compared with a mapping table. `content`: its rows as they were read, emptied when it is applied. */
@Entity('mapping_import')
@Index('ix_mapping_import_table_id_applied_at', ['tableId', 'appliedAt'])
export class MappingImport {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...id, name: 'table_id' }) tableId!: string;
  @Column({ ...text(200), name: 'file_name' }) fileName!: string;
  /** SHA-256 of the file, in hex. */
  @Column({ ...text(64), name: 'file_hash' }) fileHash!: string;
  @Column({ ...json }) content!: Json;
  @Column({ ...text(64), name: 'created_by' }) createdBy!: string;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...text(64), name: 'applied_by', nullable: true }) appliedBy!: string | null;
  @Column({ ...instant, name: 'applied_at', nullable: true }) appliedAt!: number | null;
  /** The table's revision that the import made; null before it is applied. */
  @Column({ type: 'int', name: 'applied_revision', nullable: true }) appliedRevision!: number | null;
  @Column({ type: 'int', default: 0 }) added!: Default<number>;
  @Column({ type: 'int', default: 0 }) changed!: Default<number>;
  @Column({ type: 'int', default: 0 }) removed!: Default<number>;
  @Column({ ...text(64), name: 'undone_by', nullable: true }) undoneBy!: string | null;
  @Column({ ...instant, name: 'undone_at', nullable: true }) undoneAt!: number | null;
}
