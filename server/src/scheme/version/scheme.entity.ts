import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { type Default, id, instant, type Json, json, text } from '../../database/columns.js';

/**
 * 集成方案. head_until: a head sweep has seen all launches up to this instant. A person's pause and the program's own pause are independent; each is
 * ended separately.
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
  /** process_code while the scheme is switched on, else null: a form has at most one enabled scheme (unique). */
  @Column({ ...text(64), name: 'enabled_form', nullable: true }) enabledForm!: string | null;
  /** Time of the last switch on or off; null = a draft. */
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
  /** Marks of the sweeps, see Coverage in sweep-window.ts. */
  @Column({ ...instant, name: 'swept_from', nullable: true }) sweptFrom!: number | null;
  @Column({ ...instant, name: 'look_back_until', nullable: true }) lookBackUntil!: number | null;
  @Column({ ...instant, name: 'owed_from', nullable: true }) owedFrom!: number | null;
  @Column({ ...instant, name: 'owed_to', nullable: true }) owedTo!: number | null;
  @Column({ ...instant, name: 'owed_tries', nullable: true }) owedTries!: number | null;
  @Column({ ...instant, name: 'long_sweep_at', nullable: true }) longSweepAt!: number | null;
  /** Start of the last look-back that listed everything finished by then. */
  @Column({ ...instant, name: 'proven_until', nullable: true }) provenUntil!: number | null;
  /** Time of the last search for running approvals among launches older than the sweeps cover, see older-approvals.ts. */
  @Column({ ...instant, name: 'older_looked_at', nullable: true }) olderLookedAt!: number | null;
  /**
   * While the scheme is off, see hearing.ts: cancellations are known up to heard_until; the running search still has hearing_from to hearing_at to
   * do.
   */
  @Column({ ...instant, name: 'heard_until', nullable: true }) heardUntil!: number | null;
  @Column({ ...instant, name: 'hearing_from', nullable: true }) hearingFrom!: number | null;
  @Column({ ...instant, name: 'hearing_at', nullable: true }) hearingAt!: number | null;
  @Column({ ...instant, name: 'hearing_tries', nullable: true }) hearingTries!: number | null;
  /** Set if the first day was moved earlier: approvals finished before this time go into this back-fill's quarantine, whichever way they are read. */
  @Column({ ...instant, name: 'quarantine_before', nullable: true }) quarantineBefore!: number | null;
  @Column({ ...id, name: 'quarantine_backfill', nullable: true }) quarantineBackfill!: string | null;
  @Column({ ...json, name: 'form_schema', nullable: true }) formSchema!: Json | null;
  @Column({ type: 'int' }) version!: number;
  @Column({ ...text(64), name: 'created_by' }) createdBy!: string;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
}

/** An immutable version; bills cite scheme_id and number. */
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
  /** A person's label; the only field of a version that may change. */
  @Column({ ...text(40), nullable: true }) label!: string | null;
}
