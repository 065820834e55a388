import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type Default, instant, text } from '../../database/columns.js';

/** One event that DingTalk delivered, however often and over any channel. Its content about the approval is not kept, because the detail decides. */
@Entity('dingtalk_event')
@Index('ix_dingtalk_event_state_due_at', ['state', 'dueAt'])
@Index('ix_dingtalk_event_received_at', ['receivedAt'])
export class DingTalkEvent {
  /** DingTalk's id of the event, or a computed key if it has none (event-facts.ts). */
  @PrimaryColumn({ ...text(64), name: 'event_key' }) eventKey!: string;
  /** Channels over which it came, in order of arrival: "http,stream". */
  @Column({ ...text(20) }) channels!: string;
  /** Number of deliveries; DingTalk counts each. */
  @Column({ type: 'int', default: 1 }) deliveries!: Default<number>;
  @Column({ ...text(64), name: 'event_type' }) eventType!: string;
  /** finish, terminate …; "" if it cannot be read, as for the next two fields. */
  @Column({ ...text(20), name: 'change_type' }) changeType!: string;
  @Column({ ...text(64), name: 'process_code' }) processCode!: string;
  @Column({ ...text(64), name: 'process_instance_id' }) processInstanceId!: string;
  @Column({ ...instant, name: 'born_at', nullable: true }) bornAt!: number | null;
  @Column({ ...instant, name: 'received_at' }) receivedAt!: number;
  /** received → done, left-out or retry → done or left-out. */
  @Column({ ...text(10) }) state!: string;
  /** Code of the reason why it was left out or is tried again. */
  @Column({ ...text(20), nullable: true }) reason!: string | null;
  @Column({ type: 'int', default: 0 }) attempt!: Default<number>;
  /** Time from which it may be processed; null once it is settled. */
  @Column({ ...instant, name: 'due_at', nullable: true }) dueAt!: number | null;
  @Column({ ...text(36), name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column({ ...instant, name: 'lease_until', nullable: true }) leaseUntil!: number | null;
  @Column({ ...instant, name: 'settled_at', nullable: true }) settledAt!: number | null;
}

/** Event deliveries by month (Beijing) and channel; DingTalk counts them apart from the calls. */
@Entity('event_meter')
export class EventMeterRow {
  @PrimaryColumn({ ...text(7) }) month!: string;
  @PrimaryColumn({ ...text(10) }) channel!: string;
  @Column({ type: 'int' }) delivered!: number;
  /** Deliveries of events that had been delivered before. */
  @Column({ type: 'int' }) repeated!: number;
  @Column({ ...instant, name: 'last_at' }) lastAt!: number;
}
