import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type Default, fen, id, instant, type Json, json, text } from '../../database/columns.js';

/** The content of a confirm sheet. If it is confirmed twice, the order is the same. */
@Entity('push_preview')
export class PushPreview {
  @PrimaryColumn({ ...text(64) }) token!: string;
  @Column({ ...text(64) }) owner!: string;
  @Column({ ...json }) items!: Json;
  @Column({ ...id, name: 'order_id', nullable: true }) orderId!: string | null;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'expires_at' }) expiresAt!: number;
}

/** One confirmed 推送. */
@Entity('push_order')
@Index('ix_push_order_state_created_at', ['state', 'createdAt'])
export class PushOrder {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(64) }) owner!: string;
  @Column({ ...text(120), name: 'owner_name' }) ownerName!: string;
  @Column({ ...text(10) }) state!: string;
  @Column({ ...text(64), name: 'stopped_by', nullable: true }) stoppedBy!: string | null;
  @Column({ type: 'int' }) total!: number;
  @Column({ ...fen, name: 'total_fen' }) totalFen!: bigint | null;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'finished_at', nullable: true }) finishedAt!: number | null;
}

/** One bill of an order as it was confirmed; not_sent is the reason why it was left out. */
@Entity('push_item')
@Index('ix_push_item_bill_id', ['billId'])
export class PushItem {
  @PrimaryColumn({ ...id, name: 'order_id' }) orderId!: string;
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  @Column({ type: 'int' }) position!: number;
  @Column({ type: 'int', name: 'bill_version' }) billVersion!: number;
  @Column({ ...text(64), name: 'content_hash' }) contentHash!: string;
  @Column({ ...fen, name: 'base_fen' }) baseFen!: bigint | null;
  @Column({ ...text(200), name: 'not_sent', nullable: true }) notSent!: string | null;
  /** A person has continued this bill although they stopped the order; another 停止 resets it. */
  @Column({ type: 'boolean', name: 'goes_on', default: false }) goesOn!: Default<boolean>;
  /** A later order has the bill: the result of the bill belongs to that order. */
  @Column({ type: 'boolean', name: 'passed_on', default: false }) passedOn!: Default<boolean>;
  /** 'failed': Kingdee refused the bill in this order and holds nothing of it, whatever has happened to the bill since. */
  @Column({ ...text(10), nullable: true }) ended!: 'failed' | null;
}

/** A bill that the same person both approved and pushed on a day (Beijing). */
@Entity('own_push')
export class OwnPush {
  @PrimaryColumn({ ...text(64) }) person!: string;
  @PrimaryColumn({ ...text(10) }) day!: string;
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  @Column({ ...fen, name: 'base_fen' }) baseFen!: bigint | null;
  @Column({ ...instant }) at!: number;
}
