import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { type Default, instant, type Json, json, text } from '../database/columns.js';

/** Append-only. Transactions append plain rows; one sealer chains and hashes them. */
@Entity('audit')
@Index('ix_audit_subject_id_seq', ['subjectId', 'seq'])
@Index('ix_audit_hash', ['hash'], { where: 'hash IS NULL' })
@Index('ix_audit_action_seq', ['action', 'seq'])
export class AuditEntry {
  @PrimaryGeneratedColumn('increment', { type: 'bigint' }) seq!: Default<number>;
  @Column({ ...instant }) at!: number;
  @Column({ ...text(64) }) actor!: string;
  @Column({ ...text(40) }) action!: string;
  @Column({ ...text(20), name: 'subject_kind' }) subjectKind!: string;
  @Column({ ...text(64), name: 'subject_id' }) subjectId!: string;
  @Column({ ...text(20), name: 'from_state', nullable: true }) fromState!: string | null;
  @Column({ ...text(20), name: 'to_state', nullable: true }) toState!: string | null;
  @Column({ ...json, nullable: true }) detail!: Json | null;
  /** HMAC with the key, made when the row is appended; null on rows that are older than the key. */
  @Column({ ...text(64), nullable: true }) mark!: string | null;
  @Column({ ...text(64), name: 'prev_hash', nullable: true }) prevHash!: string | null;
  @Column({ ...text(64), nullable: true }) hash!: string | null;
}
