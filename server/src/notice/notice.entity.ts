import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type Default, fen, id, instant, type Json, json, longText, text } from '../database/columns.js';

/** One message about one cause to one person: stored before it is sent, and changed in place. */
@Entity('notice')
@Index('ix_notice_state_next_at', ['state', 'nextAt'])
@Index('ix_notice_user_id_cause_created_at', ['userId', 'cause', 'createdAt'])
@Index('ix_notice_created_at', ['createdAt'])
@Index('ix_notice_lasts_cause', ['lasts', 'cause'])
export class NoticeRow {
  /** The track under which a channel knows the message. */
  @PrimaryColumn({ ...text(64) }) track!: string;
  @Column({ ...text(20) }) kind!: string;
  /** What the message is about: "doubt", "order 0190…", "kingdee". */
  @Column({ ...text(80) }) cause!: string;
  @Column({ ...text(64), name: 'user_id' }) userId!: string;
  /** Number of the present content, from 1. */
  @Column({ type: 'int' }) version!: number;
  /** The last content that arrived or may have arrived; 0 if none. */
  @Column({ type: 'int', default: 0 }) told!: Default<number>;
  /** The content that is being sent; 0 if none. */
  @Column({ type: 'int', default: 0 }) leaving!: Default<number>;
  /** intent | sending | sent | unknown | kept (it arrived, and later changes were not worth a second message) | refused | closed */
  @Column({ ...text(10) }) state!: string;
  /** Whether its cause lasts: then changes of the cause change the message. */
  @Column({ type: 'boolean', default: false }) lasts!: Default<boolean>;
  @Column({ ...longText }) card!: string;
  /** Digest of the words, without their time. */
  @Column({ ...text(64) }) digest!: string;
  /** The reported things by name, each with the content that first reported it; null if it reports one thing. */
  @Column({ ...longText, nullable: true }) about!: string | null;
  /** Number of reported things without an amount. */
  @Column({ type: 'int', name: 'unknown_amounts', default: 0 }) unknownAmounts!: Default<number>;
  /** Number of reported things. */
  @Column({ type: 'int' }) things!: number;
  @Column({ ...fen, name: 'amount_fen' }) amountFen!: bigint | null;
  /** Who has taken it in hand on the card, and when; null once its cause is over. */
  @Column({ ...text(64), name: 'taken_by', nullable: true }) takenBy!: string | null;
  @Column({ ...text(120), name: 'taken_name', nullable: true }) takenName!: string | null;
  @Column({ ...instant, name: 'taken_at', nullable: true }) takenAt!: number | null;
  @Column({ ...text(500), nullable: true }) answer!: string | null;
  @Column({ ...instant, name: 'next_at', nullable: true }) nextAt!: number | null;
  @Column({ ...text(36), name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column({ ...instant, name: 'lease_until', nullable: true }) leaseUntil!: number | null;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  /** Time at which its cause was last seen to last. */
  @Column({ ...instant, name: 'seen_at' }) seenAt!: number;
  @Column({ ...instant, name: 'sent_at', nullable: true }) sentAt!: number | null;
  /** Time from which it is outdated and is not sent any more; null while its cause lasts. */
  @Column({ ...instant, name: 'late_at', nullable: true }) lateAt!: number | null;
}

/** When messages are sent, to whom and about what; one row, made by the first read. */
@Entity('notice_rule')
export class NoticeRule {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ type: 'int' }) version!: number;
  @Column({ ...json }) times!: Json;
  @Column({ ...text(5), name: 'rest_from' }) restFrom!: string;
  @Column({ ...text(5), name: 'rest_to' }) restTo!: string;
  @Column({ type: 'boolean', name: 'rest_weekends' }) restWeekends!: boolean;
  @Column({ ...json, name: 'topics_off' }) topicsOff!: Json;
  /** Time of the next digest. */
  @Column({ ...instant, name: 'next_at', nullable: true }) nextAt!: number | null;
  /** Nobody gets messages about things that ended before this time. */
  @Column({ ...instant, name: 'begun_at' }) begunAt!: number;
}

/** A topic that a person has switched off. */
@Entity('notice_choice')
export class NoticeChoice {
  @PrimaryColumn({ ...text(64), name: 'user_id' }) userId!: string;
  @PrimaryColumn({ ...text(20) }) topic!: string;
  @Column({ ...instant, name: 'chosen_at' }) chosenAt!: number;
}
