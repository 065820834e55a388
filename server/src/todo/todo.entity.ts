import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type Default, fen, id, instant, text } from '../database/columns.js';

/** One DingTalk to-do（待办）for one person about one hand-over. */
@Entity('todo')
@Index('ix_todo_state_next_at', ['state', 'nextAt'])
@Index('ix_todo_user_id', ['userId'])
@Index('ix_todo_created_at', ['createdAt'])
export class TodoRow {
  /** Id of the hand-over; DingTalk gets it as sourceId, so that the to-do is created only once. */
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(64), name: 'user_id' }) userId!: string;
  /** The giver, and the note. */
  @Column({ ...text(500) }) words!: string;
  @Column({ ...instant, name: 'due_at', nullable: true }) dueAt!: number | null;
  /** new, open, and finally: done, void (never created, nothing was left), refused. */
  @Column({ ...text(10) }) state!: string;
  /** Step that is under way to DingTalk, written before it is sent: create, subject, finish. It stays after a call with an unknown result. */
  @Column({ ...text(10), nullable: true }) step!: string | null;
  @Column({ ...text(64), name: 'union_id', nullable: true }) unionId!: string | null;
  @Column({ ...text(64), name: 'task_id', nullable: true }) taskId!: string | null;
  /** Numbers in its subject; null if unknown. */
  @Column({ type: 'int', name: 'told_count', nullable: true }) toldCount!: number | null;
  @Column({ ...fen, name: 'told_fen', nullable: true }) toldFen!: bigint | null;
  @Column({ type: 'int', name: 'told_unknown', nullable: true }) toldUnknown!: number | null;
  @Column({ ...instant, name: 'told_at', nullable: true }) toldAt!: number | null;
  /** Time since which nothing is left to do; an undone action may bring bills back. */
  @Column({ ...instant, name: 'empty_since', nullable: true }) emptySince!: number | null;
  @Column({ type: 'int', default: 0 }) attempt!: Default<number>;
  @Column({ ...text(500), nullable: true }) message!: string | null;
  @Column({ ...instant, name: 'next_at', nullable: true }) nextAt!: number | null;
  @Column({ ...text(36), name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column({ ...instant, name: 'lease_until', nullable: true }) leaseUntil!: number | null;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'closed_at', nullable: true }) closedAt!: number | null;
}

/** DingTalk does not let the app write to-dos: none is sent until a day later, or until the check-up finds the right. */
@Entity('todo_refusal')
export class TodoRefusalRow {
  @PrimaryColumn({ ...text(64), name: 'corp_id' }) corpId!: string;
  @Column({ ...instant, name: 'refused_at' }) refusedAt!: number;
  @Column({ ...text(500) }) sentence!: string;
}
