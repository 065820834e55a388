import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, type Json, json, text } from '../../database/columns.js';

/** Split of an approval into several bills: one row per split approval; an approval with one bill has no row. */
@Entity('approval_split')
export class ApprovalSplitRow {
  @PrimaryColumn({ ...text(64), name: 'corp_id' }) corpId!: string;
  @PrimaryColumn({ ...text(64), name: 'process_instance_id' }) processInstanceId!: string;
  /** "payee" or "organisation". */
  @Column({ ...text(20), name: 'split_by' }) splitBy!: string;
  /** The column whose value assigns the rows to parts, "row:收款人". */
  @Column({ ...text(300), name: 'split_from' }) splitFrom!: string;
  /** The parts of its bills in the order of their first rows. */
  @Column({ ...json }) parts!: Json;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
}
