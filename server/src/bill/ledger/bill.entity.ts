import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { type Default, fen, id, instant, type Json, json, text } from '../../database/columns.js';

/** A 付款单 or 其他应付单: one row per approval and part, slim because it changes often. */
@Entity('bill')
@Unique('uq_bill_key', ['corpId', 'processInstanceId', 'part'])
@Unique('uq_bill_bill_no', ['billNo'])
@Index('ix_bill_state_kind_state_since_id', ['stateKind', 'stateSince', 'id'])
@Index('ix_bill_counted', [
  'stateKind',
  'reasonRank',
  'reasonKey',
  'originatorUserid',
  'attachments',
  'department',
  'orgNumber',
  'schemeId',
  'finishedAt',
  'stateSince',
  'baseFen',
  'version',
  'updatedAt',
  'id',
])
@Index('ix_bill_state_kind_finished_at_id', ['stateKind', 'finishedAt', 'id'])
@Index('ix_bill_state_kind_base_fen', ['stateKind', 'baseFen'])
@Index('ix_bill_reached_state_kind_state_since', ['reached', 'stateKind', 'stateSince'])
@Index('ix_bill_next_attempt_at_id', ['nextAttemptAt', 'id'], { where: 'next_attempt_at IS NOT NULL' })
@Index('ix_bill_scheme_id_state_kind', ['schemeId', 'stateKind'])
@Index('ix_bill_approval_id', ['approvalId'])
@Index('ix_bill_originator_userid_name', ['originatorUserid', 'originatorName'])
@Index('ix_bill_kingdee_no', ['kingdeeNo'])
@Index('ix_bill_kingdee_id', ['kingdeeId'])
@Index('ix_bill_business_id_bill_no_kingdee_no_id', ['businessId', 'billNo', 'kingdeeNo', 'id'])
@Index('ix_bill_finished_at_version_scheme_id_org_number_base_fen', [
  'finishedAt',
  'version',
  'schemeId',
  'orgNumber',
  'baseFen',
])
export class Bill {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(64), name: 'corp_id' }) corpId!: string;
  @Column({ ...text(64), name: 'process_instance_id' }) processInstanceId!: string;
  @Column({ ...text(16), default: '' }) part!: Default<string>;
  @Column({ ...text(30), name: 'bill_no' }) billNo!: string;
  @Column({ ...text(80), name: 'third_bill_no' }) thirdBillNo!: string;
  @Column({ ...id, name: 'scheme_id' }) schemeId!: string;
  @Column({ type: 'int', name: 'scheme_version' }) schemeVersion!: number;
  @Column({ ...id, name: 'approval_id' }) approvalId!: string;
  @Column({ ...text(40), name: 'org_number' }) orgNumber!: string;
  @Column({ ...text(20) }) outcome!: string;
  @Column({ ...text(20), name: 'state_kind' }) stateKind!: string;
  @Column({ ...text(10) }) reached!: string;
  /** The bill is being withdrawn from Kingdee: only the workers of a withdrawal may claim it. */
  @Column({ type: 'boolean', default: false }) withdrawing!: Default<boolean>;
  @Column({ ...json }) state!: Json;
  @Column({ ...text(64), name: 'business_id' }) businessId!: string;
  @Column({ ...text(300) }) title!: string;
  @Column({ ...text(64), name: 'originator_userid' }) originatorUserid!: string;
  @Column({ ...text(120), name: 'originator_name' }) originatorName!: string;
  @Column({ ...text(200) }) payee!: string;
  @Column({ ...text(200) }) department!: string;
  /** DingTalk's id of the department: names repeat. */
  @Column({ ...text(200), name: 'department_key', default: '' }) departmentKey!: Default<string>;
  @Column({ ...text(500) }) purpose!: string;
  @Column({ ...json, name: 'cost_items' }) costItems!: Json;
  @Column({ type: 'int' }) attachments!: number;
  @Column({ ...text(30) }) action!: string;
  @Column({ ...text(250), name: 'reason_key' }) reasonKey!: string;
  @Column({ ...text(500), nullable: true }) reason!: string | null;
  @Column({ type: 'int', name: 'reason_rank' }) reasonRank!: number;
  @Column({ ...text(10) }) currency!: string;
  @Column({ ...fen, name: 'amount_minor' }) amountMinor!: bigint | null;
  @Column({ ...text(24) }) rate!: string;
  @Column({ ...fen, name: 'base_fen' }) baseFen!: bigint | null;
  @Column({ ...text(10), name: 'business_date', nullable: true }) businessDate!: string | null;
  /** The day in its content that comes from 推送当天; null for most bills. A bill that is sent on another day is mapped and approved anew. */
  @Column({ ...text(10), name: 'push_day', nullable: true }) pushDay!: string | null;
  @Column({ ...text(64), name: 'content_hash', nullable: true }) contentHash!: string | null;
  @Column({ ...text(64), name: 'approved_by', nullable: true }) approvedBy!: string | null;
  @Column({ ...instant, name: 'approved_at', nullable: true }) approvedAt!: number | null;
  @Column({ ...text(64), name: 'approved_hash', nullable: true }) approvedHash!: string | null;
  @Column({ ...text(300), name: 'approval_voided', nullable: true }) approvalVoided!: string | null;
  @Column({ ...text(40), name: 'kingdee_id', nullable: true }) kingdeeId!: string | null;
  @Column({ ...text(80), name: 'kingdee_no', nullable: true }) kingdeeNo!: string | null;
  /** Numbering of its latest save: who numbers the bill, and which field carries our key. */
  @Column({ ...text(10), default: 'ours' }) numbering!: Default<string>;
  @Column({ ...text(64), name: 'key_field', default: PAYMENT_FORM.keyField }) keyField!: Default<string>;
  /** The form that its content is made for; written with the content. */
  @Column({ ...text(30), name: 'target_form', default: PAYMENT_FORM.id }) targetForm!: Default<string>;
  /**
   * The form of its latest save, written with the intent: a look asks only for this form. null if no save was sent, and in bills from
   * before there was a choice.
   */
  @Column({ ...text(30), name: 'sent_form', nullable: true }) sentForm!: string | null;
  @Column({ type: 'int' }) version!: number;
  @Column({ ...text(36), name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column({ ...instant, name: 'lease_until', nullable: true }) leaseUntil!: number | null;
  @Column({ ...instant, name: 'next_attempt_at', nullable: true }) nextAttemptAt!: number | null;
  @Column({ type: 'int', default: 0 }) attempt!: Default<number>;
  @Column({ ...instant, name: 'finished_at' }) finishedAt!: number;
  @Column({ ...instant, name: 'state_since' }) stateSince!: number;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
  @Column({ ...instant, name: 'paid_at', nullable: true }) paidAt!: number | null;
  /** Payee texts of the approval, and payees other than the applicant; null for most bills. */
  @Column({ ...json, nullable: true }) payees!: Json | null;
  /** Levels and codes of the issues of its content (issue-marks.ts); null if not known: they are read from the content. */
  @Column({ ...text(500), name: 'issue_marks', nullable: true }) issueMarks!: string | null;
}

/** Content of a bill with its provenance: written at each mapping, frozen once anything was sent. */
@Entity('bill_content')
export class BillContent {
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  @Column({ ...json, nullable: true }) draft!: Json | null;
  @Column({ ...json }) provenance!: Json;
  @Column({ ...json }) issues!: Json;
  @Column({ ...json }) citations!: Json;
  @Column({ ...json }) notes!: Json;
  /** ENGINE_REVISION of the engine that made it; 0 for content from before there was a revision. */
  @Column({ type: 'int', name: 'engine_revision', default: 0 }) engineRevision!: Default<number>;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
}

/** Mapping keys that a bill asked for: finds the bills that a changed row affects. */
@Entity('bill_lookup')
@Index('ix_bill_lookup_table_code_lookup_key', ['tableCode', 'lookupKey'])
@Index('ix_bill_lookup_table_code_hit', ['tableCode', 'hit'], { where: 'hit = 0' })
export class BillLookup {
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  @PrimaryColumn({ ...text(40), name: 'table_code' }) tableCode!: string;
  @PrimaryColumn({ ...text(200), name: 'lookup_key' }) lookupKey!: string;
  @Column({ ...text(200), name: 'key_label' }) keyLabel!: string;
  @Column({ ...text(40), name: 'org_number' }) orgNumber!: string;
  @Column({ type: 'boolean' }) hit!: boolean;
  @Column({ ...fen, name: 'amount_fen' }) amountFen!: bigint | null;
}

/** 人工锁定: a value set by hand on one bill. */
@Entity('bill_lock')
export class BillLock {
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  @PrimaryColumn({ ...text(120) }) path!: string;
  @Column({ ...text(200) }) value!: string;
  @Column({ ...text(64) }) actor!: string;
  @Column({ ...instant }) at!: number;
  /** Lines of the form that the locked row was made of at that time (engine/field/held-locks.ts); null for a value that is not of a row. */
  @Column({ ...text(80), name: 'row_lines', nullable: true }) rowLines!: string | null;
}
