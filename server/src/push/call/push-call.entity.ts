import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { type Default, id, instant, type Json, json, longText, text } from '../../database/columns.js';

/** One HTTP request to Kingdee. The position of a bill in bill_ids is its DIndex; the answer is stored raw. */
@Entity('push_call')
@Index('ix_push_call_settled_at', ['settledAt'])
@Index('ix_push_call_sent_at', ['sentAt'])
export class PushCall {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(10) }) step!: string;
  @Column({ ...json, name: 'bill_ids' }) billIds!: Json;
  @Column({ ...text(64), name: 'payload_hash' }) payloadHash!: string;
  @Column({ ...text(36), name: 'lease_token' }) leaseToken!: string;
  @Column({ ...instant, name: 'sent_at' }) sentAt!: number;
  @Column({ ...instant, name: 'settled_at', nullable: true }) settledAt!: number | null;
  @Column({ ...text(20), nullable: true }) verdict!: string | null;
  @Column({ ...longText, nullable: true }) answer!: string | null;
}

/**
 * The result of one call for one bill. outcome: open (intent) | done | refused | unknown | not-sent.
 * A second save intent needs the clearance of the attempt before (product.md §2): a foreign key and a check enforce this.
 */
@Entity('push_receipt')
@Unique('uq_push_receipt_bill_id_step_attempt', ['billId', 'step', 'attempt'])
@Index('ix_push_receipt_call_id', ['callId'])
@ForeignKey(() => PushClearance, ['billId', 'step', 'clears'], ['billId', 'step', 'attempt'], {
  name: 'fk_push_receipt_push_clearance',
  onDelete: 'RESTRICT',
  onUpdate: 'RESTRICT',
})
export class PushReceipt {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...id, name: 'bill_id' }) billId!: string;
  @Column({ ...text(10) }) step!: string;
  @Column({ type: 'int' }) attempt!: number;
  @Column({ type: 'int', nullable: true }) clears!: number | null;
  @Column({ ...id, name: 'call_id' }) callId!: string;
  @Column({ ...text(10) }) outcome!: string;
  @Column({ ...text(64), name: 'payload_hash' }) payloadHash!: string;
  @Column({ ...instant, name: 'started_at' }) startedAt!: number;
  @Column({ ...instant, name: 'ended_at', nullable: true }) endedAt!: number | null;
  @Column({ ...json, nullable: true }) detail!: Json | null;
  /** How a save was sent: who numbers the bill, and which field carries the key. */
  @Column({ ...text(10), default: 'ours' }) numbering!: Default<string>;
  @Column({ ...text(64), name: 'key_field', default: PAYMENT_FORM.keyField }) keyField!: Default<string>;
  /** Form that the save was sent under. */
  @Column({ ...text(30), name: 'target_form', default: PAYMENT_FORM.id }) targetForm!: Default<string>;
}

/**
 * The proof that attempt n may be followed by n+1: refused | not-sent | not-found-twice (if Kingdee keeps our number) | person (a
 * person decided on the same two answers) | by-id (goes by Id and cannot create a second bill) | withdrawn (deleted in Kingdee: one
 * look after the answered deletion, or two looks, found nothing).
 */
@Entity('push_clearance')
export class PushClearance {
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  @PrimaryColumn({ ...text(10) }) step!: string;
  @PrimaryColumn({ type: 'int' }) attempt!: number;
  @Column({ ...text(20) }) proof!: string;
  @Column({ ...id, name: 'probe_a', nullable: true }) probeA!: string | null;
  @Column({ ...id, name: 'probe_b', nullable: true }) probeB!: string | null;
  @Column({ ...instant, name: 'probe_a_at', nullable: true }) probeAAt!: number | null;
  @Column({ ...instant, name: 'probe_b_at', nullable: true }) probeBAt!: number | null;
  @Column({ type: 'int', name: 'gap_ms' }) gapMs!: number;
  /** Receipt of the deletion that Kingdee answered, and the time of it. */
  @Column({ ...id, name: 'deleted_by', nullable: true }) deletedBy!: string | null;
  @Column({ ...instant, name: 'deleted_at', nullable: true }) deletedAt!: number | null;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  /** Userid of the person, for proof `person`. */
  @Column({ ...text(64), name: 'decided_by', nullable: true }) decidedBy!: string | null;
  /**
   * For proof `not-found-twice`: the row that shows that Kingdee keeps our number (numbering_seen); '' in rows that are older than
   * that table.
   */
  @Column({ ...id, name: 'kept_by', nullable: true }) keptBy!: string | null;
}

/** One answered look: does Kingdee hold this key? */
@Entity('probe')
@Index('ix_probe_bill_id_asked_at', ['billId', 'askedAt'])
export class Probe {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...id, name: 'bill_id' }) billId!: string;
  @Column({ ...instant, name: 'asked_at' }) askedAt!: number;
  @Column({ ...instant, name: 'answered_at' }) answeredAt!: number;
  @Column({ type: 'int' }) found!: number;
  @Column({ ...json, nullable: true }) detail!: Json | null;
}
