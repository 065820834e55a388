import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { fen, id, instant, type Json, json, text } from '../database/columns.js';

/** 推演: one scheme version over a past period. `result`: sums so far (period-sums.ts), written together with the bills. */
@Entity('simulation')
@Index('uq_simulation_running_scheme', ['runningScheme'], { unique: true })
@Index('ix_simulation_scheme_id_created_at', ['schemeId', 'createdAt'])
@Index('ix_simulation_expires_at', ['expiresAt'])
export class SimulationRow {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...id, name: 'scheme_id' }) schemeId!: string;
  /** scheme_id while the run is under way, else null: at most one run per scheme is under way. */
  @Column({ ...id, name: 'running_scheme', nullable: true }) runningScheme!: string | null;
  /** Version number; for unsaved content, the number that it would get. */
  @Column({ type: 'int', name: 'scheme_version' }) schemeVersion!: number;
  @Column({ type: 'boolean' }) draft!: boolean;
  @Column({ ...text(10), name: 'tables_as' }) tablesAs!: string;
  @Column({ ...text(10), name: 'from_day' }) fromDay!: string;
  @Column({ ...text(10), name: 'to_day' }) toDay!: string;
  @Column({ ...text(10) }) state!: string;
  @Column({ type: 'int' }) done!: number;
  @Column({ type: 'int' }) total!: number;
  @Column({ ...json }) result!: Json;
  @Column({ ...text(64), name: 'created_by' }) createdBy!: string;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'ended_at', nullable: true }) endedAt!: number | null;
  @Column({ ...instant, name: 'expires_at' }) expiresAt!: number;
  @Column({ ...text(36), name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column({ ...instant, name: 'lease_until', nullable: true }) leaseUntil!: number | null;
}

/** A bill with a difference; `told`: reasons and changes (simulation-store.ts), account numbers by their last four digits. */
@Entity('simulation_bill')
@Index('ix_simulation_bill_simulation_id_kind_seq', ['simulationId', 'kind', 'seq'])
export class SimulationBillRow {
  @PrimaryColumn({ ...id, name: 'simulation_id' }) simulationId!: string;
  @PrimaryColumn({ type: 'int' }) seq!: number;
  @Column({ ...id, name: 'bill_id' }) billId!: string;
  @Column({ ...text(10) }) kind!: string;
  @Column({ ...fen, name: 'before_fen' }) beforeFen!: bigint | null;
  @Column({ ...fen, name: 'after_fen' }) afterFen!: bigint | null;
  @Column({ ...json }) told!: Json;
}
