import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type Default, fen, id, instant, type Json, json, longText, text } from '../database/columns.js';

/** Another system that gets events. */
@Entity('webhook')
export class WebhookRow {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ type: 'int' }) version!: number;
  @Column({ ...text(80) }) name!: string;
  @Column({ ...text(500) }) url!: string;
  /** Codes of the events it gets. */
  @Column({ ...json }) events!: Json;
  /** Sealed secrets, the newest first: {sealed, until}; `until` is null for the current one. */
  @Column({ ...json }) secrets!: Json;
  @Column({ ...instant, name: 'paused_at', nullable: true }) pausedAt!: number | null;
  /** "person" or "gone". */
  @Column({ ...text(10), name: 'paused_by', nullable: true }) pausedBy!: string | null;
  @Column({ ...text(64), name: 'created_by' }) createdBy!: string;
  /**
   * Person who made or last opened it, and when: it gets events only while that person is an administrator, and none after a restore until opened
   * again.
   */
  @Column({ ...text(64), name: 'opened_by' }) openedBy!: string;
  @Column({ ...instant, name: 'opened_at' }) openedAt!: number;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
  /** Kept after deletion, because its deliveries are shown until they expire. */
  @Column({ ...instant, name: 'deleted_at', nullable: true }) deletedAt!: number | null;
}

/** One event for one webhook, with the exact text that is sent. */
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
  /** Number of tries in total. */
  @Column({ type: 'int', default: 0 }) attempt!: Default<number>;
  /** Number of tries since the last restart, and the time of the first of them. */
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
