import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { id, instant, type Json, json, text } from '../../database/columns.js';

/** What an assistant proposes for a bill as it saw it. Nothing follows from a row until a person accepts it. */
@Entity('assistant_proposal')
@Unique('uq_assistant_proposal_mark', ['mark'])
@Index('ix_assistant_proposal_bill_id_created_at', ['billId', 'createdAt'])
@Index('ix_assistant_proposal_token_id_created_at', ['tokenId', 'createdAt'])
@Index('ix_assistant_proposal_created_at', ['createdAt'])
export class AssistantProposalRow {
  @PrimaryColumn({ ...id }) id!: string;
  /** SHA-256 of bill, content, token and what is proposed: the same is proposed once. */
  @Column({ ...text(64) }) mark!: string;
  @Column({ ...id, name: 'bill_id' }) billId!: string;
  /** As it was when it was proposed, for the record. */
  @Column({ type: 'int', name: 'bill_version' }) billVersion!: number;
  /** The content that the assistant saw; of other content it says nothing. */
  @Column({ ...text(64), name: 'content_hash' }) contentHash!: string;
  @Column({ ...text(10) }) kind!: string;
  @Column({ ...json }) what!: Json;
  @Column({ ...text(500) }) why!: string;
  @Column({ ...id, name: 'token_id' }) tokenId!: string;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  /** open | accepted | declined. That it is outdated is seen on reading. */
  @Column({ ...text(10) }) state!: string;
  @Column({ ...text(64), name: 'decided_by', nullable: true }) decidedBy!: string | null;
  @Column({ ...text(120), name: 'decided_name', nullable: true }) decidedName!: string | null;
  @Column({ ...instant, name: 'decided_at', nullable: true }) decidedAt!: number | null;
}
