import { KIND_LENGTH } from '@dingdee/shared/base-data';
import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { type Default, id, instant, text } from '../../database/columns.js';

/** A mapping table（映射表）. `revision` grows by one with every saved change. */
@Entity('mapping_table')
@Unique('uq_mapping_table_code', ['code'])
export class MappingTable {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(40) }) code!: string;
  @Column({ ...text(80) }) name!: string;
  @Column({ ...text(80), name: 'key_name' }) keyName!: string;
  @Column({ ...text(KIND_LENGTH) }) target!: string;
  @Column({ type: 'int' }) revision!: number;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
}

/**
 * One key of a table, valid for revisions since ≤ r < until: the past stays readable, so that a bill can be mapped again as it was.
 * `scope` narrows the row to an applicant, department or form (修一次，记住). At most one current row stands at a place (organisation, key, scope, its
 * value, day): whoever writes has the lock of the table's row, and past rows stay, so no unique index says it.
 */
@Entity('mapping_row')
@Index('ix_mapping_row_table_id_row_key', ['tableId', 'rowKey'])
@Index('ix_mapping_row_table_id_until_revision', ['tableId', 'untilRevision'])
@Index('ix_mapping_row_table_id_since_revision', ['tableId', 'sinceRevision'])
@Index('ix_mapping_row_table_id_confirmed_revision', ['tableId', 'confirmedRevision'])
@Index('ix_mapping_row_confirmed_at', ['confirmedAt'])
export class MappingRow {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...id, name: 'table_id' }) tableId!: string;
  @Column({ ...text(40), name: 'org_number', default: '' }) orgNumber!: Default<string>;
  @Column({ ...text(200), name: 'row_key' }) rowKey!: string;
  @Column({ ...text(200), name: 'key_label' }) keyLabel!: string;
  @Column({ ...text(12), default: 'company' }) scope!: Default<string>;
  @Column({ ...text(200), name: 'scope_value', default: '' }) scopeValue!: Default<string>;
  /** First day on which the row counts, "2027-01-01"; "": it always counts. */
  @Column({ ...text(10), name: 'from_day', default: '' }) fromDay!: Default<string>;
  @Column({ ...text(80), name: 'target_number' }) targetNumber!: string;
  @Column({ ...text(200), name: 'target_name' }) targetName!: string;
  @Column({ type: 'int', name: 'since_revision' }) sinceRevision!: number;
  @Column({ type: 'int', name: 'until_revision', nullable: true }) untilRevision!: number | null;
  @Column({ ...text(64), name: 'created_by' }) createdBy!: string;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  /** The other person who confirmed its target, on a bill; null if nobody did. */
  @Column({ ...text(64), name: 'confirmed_by', nullable: true }) confirmedBy!: string | null;
  @Column({ ...instant, name: 'confirmed_at', nullable: true }) confirmedAt!: number | null;
  /** The table's revision in which the confirmation was written; null if there is none, or for older confirmations. */
  @Column({ type: 'int', name: 'confirmed_revision', nullable: true }) confirmedRevision!: number | null;
  /** The person who replaced the row or took it away; null if it is current, or for rows that ended before this was recorded. */
  @Column({ ...text(64), name: 'ended_by', nullable: true }) endedBy!: string | null;
}
