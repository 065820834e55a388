import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { type Default, id, instant, type Json, json, text } from '../../database/columns.js';

/**
 * 集成方案. head_until: launches up to this instant have been seen by a head sweep. A person's pause and the program's own stand
 * side by side; each ends by itself.
 */
@Entity('scheme')
@Index('ix_scheme_process_code', ['processCode'])
@Index('uq_scheme_enabled_form', ['enabledForm'], { unique: true })
export class Scheme {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(80) }) name!: string;
  @Column({ ...text(60) }) template!: string;
  @Column({ ...text(64), name: 'process_code' }) processCode!: string;
  @Column({ ...text(120), name: 'form_name' }) formName!: string;
  @Column({ ...text(40), name: 'org_number' }) orgNumber!: string;
  @Column({ ...text(20) }) outcome!: string;
  @Column({ type: 'boolean' }) enabled!: boolean;
  /** process_code while it is switched on, else null: of each form one is. */
  @Column({ ...text(64), name: 'enabled_form', nullable: true }) enabledForm!: string | null;
  /** When it was last switched on or off; null = a draft. */
  @Column({ ...instant, name: 'switched_at', nullable: true }) switchedAt!: number | null;
  @Column({ ...text(120), name: 'switched_by', nullable: true }) switchedBy!: string | null;
  @Column({ ...text(300), name: 'paused_reason', nullable: true }) pausedReason!: string | null;
  @Column({ ...text(10), default: 'ours' }) numbering!: Default<string>;
  @Column({ ...text(64), name: 'key_field', default: PAYMENT_FORM.keyField }) keyField!: Default<string>;
  @Column({ ...text(120), name: 'paused_by', nullable: true }) pausedBy!: string | null;
  @Column({ ...instant, name: 'paused_at', nullable: true }) pausedAt!: number | null;
  @Column({ ...text(300), name: 'program_paused_reason', nullable: true }) programPausedReason!: string | null;
  @Column({ ...instant, name: 'program_paused_at', nullable: true }) programPausedAt!: number | null;
  @Column({ ...text(10), name: 'call_mode', default: 'steps' }) callMode!: Default<string>;
  @Column({ ...json, nullable: true }) interactions!: Json | null;
  @Column({ type: 'int', name: 'current_version' }) currentVersion!: number;
  @Column({ ...instant, name: 'head_until', nullable: true }) headUntil!: number | null;
  /** Of the sweeps, see Coverage in sweep-window.ts. */
  @Column({ ...instant, name: 'swept_from', nullable: true }) sweptFrom!: number | null;
  @Column({ ...instant, name: 'look_back_until', nullable: true }) lookBackUntil!: number | null;
  @Column({ ...instant, name: 'owed_from', nullable: true }) owedFrom!: number | null;
  @Column({ ...instant, name: 'owed_to', nullable: true }) owedTo!: number | null;
  @Column({ ...instant, name: 'owed_tries', nullable: true }) owedTries!: number | null;
  @Column({ ...instant, name: 'long_sweep_at', nullable: true }) longSweepAt!: number | null;
  /** When the last look-back began that names all that had finished by then. */
  @Column({ ...instant, name: 'proven_until', nullable: true }) provenUntil!: number | null;
  /** When launches older than the sweeps cover were last looked through for running ones, see older-approvals.ts. */
  @Column({ ...instant, name: 'older_looked_at', nullable: true }) olderLookedAt!: number | null;
  /** While it is off, see hearing.ts: until when cancellations were heard of, and how far the listening under way has got. */
  @Column({ ...instant, name: 'heard_until', nullable: true }) heardUntil!: number | null;
  @Column({ ...instant, name: 'hearing_from', nullable: true }) hearingFrom!: number | null;
  @Column({ ...instant, name: 'hearing_at', nullable: true }) hearingAt!: number | null;
  @Column({ ...instant, name: 'hearing_tries', nullable: true }) hearingTries!: number | null;
  /** Its first day was moved earlier: what finished before then is put into this back-fill's quarantine, whoever reads it. */
  @Column({ ...instant, name: 'quarantine_before', nullable: true }) quarantineBefore!: number | null;
  @Column({ ...id, name: 'quarantine_backfill', nullable: true }) quarantineBackfill!: string | null;
  @Column({ ...json, name: 'form_schema', nullable: true }) formSchema!: Json | null;
  @Column({ type: 'int' }) version!: number;
  @Column({ ...text(64), name: 'created_by' }) createdBy!: string;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
}

/** Immutable; bills cite scheme_id and number. */
@Entity('scheme_version')
@Unique('uq_scheme_version_scheme_id_number', ['schemeId', 'number'])
export class SchemeVersion {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...id, name: 'scheme_id' }) schemeId!: string;
  @Column({ type: 'int' }) number!: number;
  @Column({ ...json }) content!: Json;
  @Column({ ...text(64), name: 'content_hash' }) contentHash!: string;
  @Column({ ...text(64), name: 'created_by' }) createdBy!: string;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  /** What a person calls it: the one thing of a version that may change. */
  @Column({ ...text(40), nullable: true }) label!: string | null;
}
