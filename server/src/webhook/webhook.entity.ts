import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type Default, fen, id, instant, type Json, json, longText, text } from '../database/columns.js';

/** Another system that is told of what happened. */
@Entity('webhook')
export class WebhookRow {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ type: 'int' }) version!: number;
  @Column({ ...text(80) }) name!: string;
  @Column({ ...text(500) }) url!: string;
  /** Codes of events. */
  @Column({ ...json }) events!: Json;
  /** Sealed secrets, the newest first: {sealed, until}; `until` is null for the one that holds. */
  @Column({ ...json }) secrets!: Json;
  @Column({ ...instant, name: 'paused_at', nullable: true }) pausedAt!: number | null;
  /** "person" or "gone". */
  @Column({ ...text(10), name: 'paused_by', nullable: true }) pausedBy!: string | null;
  @Column({ ...text(64), name: 'created_by' }) createdBy!: string;
  /** Who made it or opened it last, and when: it is told only while that person is an administrator, and not what was put back with a backup. */
  @Column({ ...text(64), name: 'opened_by' }) openedBy!: string;
  @Column({ ...instant, name: 'opened_at' }) openedAt!: number;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
  /** Its deliveries are still to be looked up until they expire. */
  @Column({ ...instant, name: 'deleted_at', nullable: true }) deletedAt!: number | null;
}

/** One event for one of them, with the exact text that is sent. */
@Entity('webhook_delivery')
@Index('ix_webhook_delivery_webhook_id_state_next_at', ['webhookId', 'state', 'nextAt'])
@Index('ix_webhook_delivery_webhook_id_created_at', ['webhookId', 'createdAt'])
@Index('ix_webhook_delivery_created_at', ['createdAt'])
export class WebhookDeliveryRow {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...id, name: 'webhook_id' }) webhookId!: string;
  @Column({ ...text(40) }) event!: string;
  @Column({ ...text(80) }) subject!: string;
  @Column({ ...fen, name: 'amount_fen' }) amountFen!: bigint | null;
  @Column({ ...longText }) payload!: string;
  @Column({ ...text(10) }) state!: string;
  /** How often it was tried, ever. */
  @Column({ type: 'int', default: 0 }) attempt!: Default<number>;
  /** How often since it was last begun anew, and since when. */
  @Column({ type: 'int', default: 0 }) tries!: Default<number>;
  @Column({ ...instant, name: 'first_at', nullable: true }) firstAt!: number | null;
  @Column({ ...instant, name: 'last_at', nullable: true }) lastAt!: number | null;
  @Column({ ...instant, name: 'next_at', nullable: true }) nextAt!: number | null;
  @Column({ ...text(20), nullable: true }) answer!: string | null;
  @Column({ type: 'int', nullable: true }) status!: number | null;
  @Column({ type: 'int', name: 'took_ms', nullable: true }) tookMs!: number | null;
  @Column({ ...text(36), name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column({ ...instant, name: 'lease_until', nullable: true }) leaseUntil!: number | null;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
}
