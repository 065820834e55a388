import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { id, instant, type Json, json, text } from '../../database/columns.js';

/** A proposal of an assistant for a bill as it saw it. It has no effect until a person accepts it. */
@Entity('assistant_proposal')
@Unique('uq_assistant_proposal_mark', ['mark'])
@Index('ix_assistant_proposal_bill_id_created_at', ['billId', 'createdAt'])
@Index('ix_assistant_proposal_token_id_created_at', ['tokenId', 'createdAt'])
@Index('ix_assistant_proposal_created_at', ['createdAt'])
export class AssistantProposalRow {
  @PrimaryColumn({ ...id }) id!: string;
  /** SHA-256 of bill, content, token and proposal; prevents the same proposal twice. */
  @Column({ ...text(64) }) mark!: string;
  @Column({ ...id, name: 'bill_id' }) billId!: string;
  /** The bill's version at the time of the proposal, for the record. */
  @Column({ type: 'int', name: 'bill_version' }) billVersion!: number;
  /** Hash of the content that the assistant saw; the proposal does not apply to other content. */
  @Column({ ...text(64), name: 'content_hash' }) contentHash!: string;
  @Column({ ...text(10) }) kind!: string;
  @Column({ ...json }) what!: Json;
  @Column({ ...text(500) }) why!: string;
  @Column({ ...id, name: 'token_id' }) tokenId!: string;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  /** open | accepted | declined. Outdated is computed when it is read. */
  @Column({ ...text(10) }) state!: string;
  @Column({ ...text(64), name: 'decided_by', nullable: true }) decidedBy!: string | null;
  @Column({ ...text(120), name: 'decided_name', nullable: true }) decidedName!: string | null;
  @Column({ ...instant, name: 'decided_at', nullable: true }) decidedAt!: number | null;
}
