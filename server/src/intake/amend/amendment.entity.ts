import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type Default, fen, id, instant, longText, text } from '../../database/columns.js';

/** A passed approval that changes (MODIFY) or cancels (REVOKE) another passed one (dingtalk.md §4.2), until its effect is settled. */
@Entity('amendment')
@Index('ix_amendment_process_instance_id', ['processInstanceId'])
@Index('ix_amendment_original_instance_id', ['originalInstanceId'])
@Index('ix_amendment_state', ['state'])
@Index('ix_amendment_naming', ['naming'])
export class Amendment {
  @PrimaryColumn({ ...id, name: 'approval_id' }) approvalId!: string;
  @Column({ ...text(64), name: 'corp_id' }) corpId!: string;
  @Column({ ...text(64), name: 'process_instance_id' }) processInstanceId!: string;
  /** Instance id of the original; null while neither side names the other. */
  @Column({ ...text(64), name: 'original_instance_id', nullable: true }) originalInstanceId!: string | null;
  /**
   * named: the original is known · open: it names none and its original is unknown · none: a person decided that no known approval is the original.
   */
  @Column({ ...text(10), default: 'named' }) naming!: Default<string>;
  /** The first person's answer about the original, until a second person gives the same (naming-request.ts); JSON. */
  @Column({ ...longText, nullable: true }) asked!: string | null;
  @Column({ ...text(64), name: 'business_id' }) businessId!: string;
  @Column({ ...text(20), name: 'biz_action' }) bizAction!: string;
  @Column({ ...fen, name: 'form_total_fen' }) formTotalFen!: bigint | null;
  @Column({ ...instant, name: 'finished_at' }) finishedAt!: number;
  /** waiting: more work may follow · done: no more work follows. */
  @Column({ ...text(10) }) state!: string;
  /** Hash of the versions of its bills when it was last settled. */
  @Column({ ...text(64) }) seen!: string;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
}
