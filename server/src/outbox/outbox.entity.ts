import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { type Default, id, instant, type Json, json, text } from '../database/columns.js';

/** A message to DingTalk; it is sent apart from the push. */
@Entity('outbox')
@Unique('uq_outbox_process_instance_id_bill_id_kind_event_event_versi', [
  'processInstanceId',
  'billId',
  'kind',
  'event',
  'eventVersion',
])
@Index('ix_outbox_state_next_attempt_at', ['state', 'nextAttemptAt'])
@Index('ix_outbox_bill_id', ['billId'])
export class Outbox {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(10) }) kind!: string;
  @Column({ ...id, name: 'bill_id' }) billId!: string;
  @Column({ ...text(40) }) event!: string;
  @Column({ type: 'int', name: 'event_version' }) eventVersion!: number;
  @Column({ ...text(64), name: 'process_instance_id' }) processInstanceId!: string;
  @Column({ ...text(64), name: 'as_userid' }) asUserid!: string;
  @Column({ ...text(1100) }) text!: string;
  @Column({ ...json }) callback!: Json;
  @Column({ ...text(10) }) state!: string;
  @Column({ type: 'int', default: 0 }) attempt!: Default<number>;
  @Column({ type: 'int', default: 0 }) resends!: Default<number>;
  @Column({ ...instant, name: 'next_attempt_at', nullable: true }) nextAttemptAt!: number | null;
  @Column({ ...text(36), name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column({ ...instant, name: 'lease_until', nullable: true }) leaseUntil!: number | null;
  @Column({ ...text(500), nullable: true }) message!: string | null;
  /** The reason why the message has not left: a code of shared/src/writeback.ts. */
  @Column({ ...text(20), nullable: true }) cause!: string | null;
  @Column({ ...instant, name: 'sent_at', nullable: true }) sentAt!: number | null;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
}
