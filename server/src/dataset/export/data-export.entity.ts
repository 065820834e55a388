import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { fen, id, instant, type Json, json, text } from '../../database/columns.js';

/** A dataset on its way into a file, or there until its time is over. */
@Entity('data_export')
@Index('ix_data_export_created_at', ['createdAt'])
@Index('ix_data_export_expires_at', ['expiresAt'])
export class DataExportRow {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(20) }) dataset!: string;
  @Column({ ...text(10) }) format!: string;
  @Column({ ...json, name: 'filter_as' }) filterAs!: Json;
  /** Keys of columns, in their order. */
  @Column({ ...json, name: 'column_keys' }) columnKeys!: Json;
  @Column({ type: 'boolean', name: 'full_accounts' }) fullAccounts!: boolean;
  @Column({ ...text(10) }) state!: string;
  /** Why it was not written, where it was not. */
  @Column({ ...text(10), nullable: true }) failure!: string | null;
  @Column({ type: 'int' }) done!: number;
  @Column({ type: 'int' }) total!: number;
  /** Sum of what was written. */
  @Column({ ...fen, name: 'sum_fen' }) sumFen!: bigint | null;
  @Column({ type: 'bigint' }) bytes!: number;
  /** Where it lies on the machine that wrote it, and what a person's copy is called. */
  @Column({ ...text(200) }) name!: string;
  @Column({ ...text(64), name: 'created_by' }) createdBy!: string;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'ended_at', nullable: true }) endedAt!: number | null;
  @Column({ ...instant, name: 'expires_at' }) expiresAt!: number;
  @Column({ ...text(36), name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column({ ...instant, name: 'lease_until', nullable: true }) leaseUntil!: number | null;
}
