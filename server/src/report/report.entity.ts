import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { type Default, id, instant, type Json, json, longText, text } from '../database/columns.js';

/** 定时推送: a scheduled report of sums. */
@Entity('report')
@Index('ix_report_next_at', ['nextAt'])
export class ReportRow {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ type: 'int' }) version!: number;
  @Column({ ...text(40) }) name!: string;
  @Column({ ...text(20) }) source!: string;
  @Column({ ...text(20) }) period!: string;
  /** Filters: stage, schemeId, org. */
  @Column({ ...json }) filter!: Json;
  /** 1 Monday … 7 Sunday. */
  @Column({ ...json }) days!: Json;
  /** "08:30", Beijing. */
  @Column({ ...text(5), name: 'at_time' }) atTime!: string;
  /** "robot", "person" or "webhook". */
  @Column({ ...text(10) }) target!: string;
  /** The person or the webhook; "" for a robot. */
  @Column({ ...text(64), name: 'target_id' }) targetId!: string;
  /** Token and secret of a robot, sealed. */
  @Column({ ...longText, nullable: true }) robot!: string | null;
  @Column({ ...instant, name: 'next_at', nullable: true }) nextAt!: number | null;
  @Column({ ...instant, name: 'paused_at', nullable: true }) pausedAt!: number | null;
  @Column({ ...text(64), name: 'created_by' }) createdBy!: string;
  /** Person who made or last opened it, and when: it is sent only while that person is an administrator, by the rule of webhooks. */
  @Column({ ...text(64), name: 'opened_by' }) openedBy!: string;
  @Column({ ...instant, name: 'opened_at' }) openedAt!: number;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
  /** Kept after deletion, because its sendings are shown until they expire. */
  @Column({ ...instant, name: 'deleted_at', nullable: true }) deletedAt!: number | null;
}

/** One sending that was sent or was due, stored before it is sent, with the exact text. */
@Entity('report_sending')
@Unique('uq_report_sending_report_id_set_for', ['reportId', 'setFor'])
@Index('ix_report_sending_state_next_at', ['state', 'nextAt'])
@Index('ix_report_sending_set_for', ['setFor'])
export class ReportSendingRow {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...id, name: 'report_id' }) reportId!: string;
  @Column({ ...instant, name: 'set_for' }) setFor!: number;
  /** Person who tried it; null for a scheduled sending. */
  @Column({ ...text(64), name: 'tried_by', nullable: true }) triedBy!: string | null;
  @Column({ ...text(10) }) target!: string;
  @Column({ ...text(64), name: 'target_id' }) targetId!: string;
  @Column({ ...text(80) }) title!: string;
  @Column({ ...longText }) text!: string;
  /** Id of the `webhook_delivery`, which is sent separately. */
  @Column({ ...id, name: 'delivery_id', nullable: true }) deliveryId!: string | null;
  @Column({ ...text(10) }) state!: string;
  @Column({ ...text(20), nullable: true }) reason!: string | null;
  /** DingTalk's answer. */
  @Column({ ...text(500), nullable: true }) answer!: string | null;
  /** Number of sends. */
  @Column({ type: 'int', default: 0 }) attempt!: Default<number>;
  @Column({ ...instant, name: 'next_at', nullable: true }) nextAt!: number | null;
  @Column({ ...text(36), name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column({ ...instant, name: 'lease_until', nullable: true }) leaseUntil!: number | null;
  @Column({ ...instant, name: 'sent_at', nullable: true }) sentAt!: number | null;
}
