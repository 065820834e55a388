import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { id, instant, longText, text } from '../../database/columns.js';

/** The raw answer of DingTalk for one approval, one row per source version, never changed. */
@Entity('approval')
@Index('ix_approval_scheme_id_finished_at_started_at', ['schemeId', 'finishedAt', 'startedAt'])
@Unique('uq_approval_corp_id_process_instance_id_source_version', ['corpId', 'processInstanceId', 'sourceVersion'])
export class Approval {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(64), name: 'corp_id' }) corpId!: string;
  @Column({ ...text(64), name: 'process_instance_id' }) processInstanceId!: string;
  @Column({ type: 'int', name: 'source_version' }) sourceVersion!: number;
  @Column({ ...text(64), name: 'process_code' }) processCode!: string;
  @Column({ ...id, name: 'scheme_id' }) schemeId!: string;
  @Column({ ...text(64), name: 'business_id' }) businessId!: string;
  @Column({ ...text(300) }) title!: string;
  @Column({ ...text(64), name: 'originator_userid' }) originatorUserid!: string;
  @Column({ ...text(120), name: 'originator_name' }) originatorName!: string;
  @Column({ ...text(20) }) status!: string;
  @Column({ ...text(20) }) result!: string;
  @Column({ ...text(20), name: 'biz_action' }) bizAction!: string;
  @Column({ ...instant, name: 'started_at' }) startedAt!: number;
  @Column({ ...instant, name: 'finished_at' }) finishedAt!: number;
  @Column({ ...text(10) }) family!: string;
  @Column({ ...text(64), name: 'raw_hash' }) rawHash!: string;
  @Column({ ...instant, name: 'collected_at' }) collectedAt!: number;
  @Column({ ...longText }) raw!: string;
}
