import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type Default, fen, id, instant, type Json, json, longText, text } from '../database/columns.js';

/** One message about one cause to one person: written before it is sent, and changed in its place. */
@Entity('notice')
@Index('ix_notice_state_next_at', ['state', 'nextAt'])
@Index('ix_notice_user_id_cause_created_at', ['userId', 'cause', 'createdAt'])
@Index('ix_notice_created_at', ['createdAt'])
@Index('ix_notice_lasts_cause', ['lasts', 'cause'])
export class NoticeRow {
  /** The track that a channel knows it by. */
  @PrimaryColumn({ ...text(64) }) track!: string;
  @Column({ ...text(20) }) kind!: string;
  /** "doubt", "order 0190…", "kingdee": what it is one message about. */
  @Column({ ...text(80) }) cause!: string;
  @Column({ ...text(64), name: 'user_id' }) userId!: string;
  /** Counts its contents from 1. */
  @Column({ type: 'int' }) version!: number;
  /** The last content that came, or may have; 0 before. */
  @Column({ type: 'int', default: 0 }) told!: Default<number>;
  /** The content that is on its way; 0 while none is. */
  @Column({ type: 'int', default: 0 }) leaving!: Default<number>;
  /** intent | sending | sent | unknown | kept (it came, and what it would say since was not worth a second message) | refused | closed */
  @Column({ ...text(10) }) state!: string;
  /** Its cause lasts: it is changed by what becomes of it. */
  @Column({ type: 'boolean', default: false }) lasts!: Default<boolean>;
  @Column({ ...longText }) card!: string;
  /** Of the words, without their time. */
  @Column({ ...text(64) }) digest!: string;
  /** What it tells of, by name, and from which of its contents on; null where it tells of one thing. */
  @Column({ ...longText, nullable: true }) about!: string | null;
  /** Of what it tells, those without an amount. */
  @Column({ type: 'int', name: 'unknown_amounts', default: 0 }) unknownAmounts!: Default<number>;
  /** Of what it tells. */
  @Column({ type: 'int' }) things!: number;
  @Column({ ...fen, name: 'amount_fen' }) amountFen!: bigint | null;
  /** Who said on the card that they look at it, and when; nobody once its cause is over. */
  @Column({ ...text(64), name: 'taken_by', nullable: true }) takenBy!: string | null;
  @Column({ ...text(120), name: 'taken_name', nullable: true }) takenName!: string | null;
  @Column({ ...instant, name: 'taken_at', nullable: true }) takenAt!: number | null;
  @Column({ ...text(500), nullable: true }) answer!: string | null;
  @Column({ ...instant, name: 'next_at', nullable: true }) nextAt!: number | null;
  @Column({ ...text(36), name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column({ ...instant, name: 'lease_until', nullable: true }) leaseUntil!: number | null;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  /** When its cause was last seen to last. */
  @Column({ ...instant, name: 'seen_at' }) seenAt!: number;
  @Column({ ...instant, name: 'sent_at', nullable: true }) sentAt!: number | null;
  /** From then on it tells of another time, and does not go out any more; null while its cause lasts. */
  @Column({ ...instant, name: 'late_at', nullable: true }) lateAt!: number | null;
}

/** When messages go out, to whom and of what: one row, made by the first look. */
@Entity('notice_rule')
export class NoticeRule {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ type: 'int' }) version!: number;
  @Column({ ...json }) times!: Json;
  @Column({ ...text(5), name: 'rest_from' }) restFrom!: string;
  @Column({ ...text(5), name: 'rest_to' }) restTo!: string;
  @Column({ type: 'boolean', name: 'rest_weekends' }) restWeekends!: boolean;
  @Column({ ...json, name: 'topics_off' }) topicsOff!: Json;
  /** Of the next digest. */
  @Column({ ...instant, name: 'next_at', nullable: true }) nextAt!: number | null;
  /** What ended before is told to nobody. */
  @Column({ ...instant, name: 'begun_at' }) begunAt!: number;
}

/** What a person does not want to be told. */
@Entity('notice_choice')
export class NoticeChoice {
  @PrimaryColumn({ ...text(64), name: 'user_id' }) userId!: string;
  @PrimaryColumn({ ...text(20) }) topic!: string;
  @Column({ ...instant, name: 'chosen_at' }) chosenAt!: number;
}
