import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { fen, id, instant, type Json, json, text } from '../../database/columns.js';

/** An export of a dataset into a file: waiting, running, finished until it expires, or failed. */
@Entity('data_export')
@Index('ix_data_export_created_at', ['createdAt'])
@Index('ix_data_export_expires_at', ['expiresAt'])
export class DataExportRow {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(20) }) dataset!: string;
  @Column({ ...text(10) }) format!: string;
  @Column({ ...json, name: 'filter_as' }) filterAs!: Json;
  /** Keys of the columns, in order. */
  @Column({ ...json, name: 'column_keys' }) columnKeys!: Json;
  @Column({ type: 'boolean', name: 'full_accounts' }) fullAccounts!: boolean;
  @Column({ ...text(10) }) state!: string;
  /** Reason of a failed export; else null. */
  @Column({ ...text(10), nullable: true }) failure!: string | null;
  @Column({ type: 'int' }) done!: number;
  @Column({ type: 'int' }) total!: number;
  /** Sum of the written rows, in 分. */
  @Column({ ...fen, name: 'sum_fen' }) sumFen!: bigint | null;
  @Column({ type: 'bigint' }) bytes!: number;
  /** File name that a person's download gets. */
  @Column({ ...text(200) }) name!: string;
  @Column({ ...text(64), name: 'created_by' }) createdBy!: string;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'ended_at', nullable: true }) endedAt!: number | null;
  @Column({ ...instant, name: 'expires_at' }) expiresAt!: number;
  @Column({ ...text(36), name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column({ ...instant, name: 'lease_until', nullable: true }) leaseUntil!: number | null;
}
