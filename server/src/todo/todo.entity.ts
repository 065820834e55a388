import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type Default, fen, id, instant, text } from '../database/columns.js';

/** One to-do 待办 in DingTalk: of one person, about what one press gave them. */
@Entity('todo')
@Index('ix_todo_state_next_at', ['state', 'nextAt'])
@Index('ix_todo_user_id', ['userId'])
@Index('ix_todo_created_at', ['createdAt'])
export class TodoRow {
  /** Of the press; DingTalk knows it by this too, so that it is made once. */
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(64), name: 'user_id' }) userId!: string;
  /** Who gave it, and what was said with it. */
  @Column({ ...text(500) }) words!: string;
  @Column({ ...instant, name: 'due_at', nullable: true }) dueAt!: number | null;
  /** new, open, and at its end: done, void (never made, nothing was left), refused. */
  @Column({ ...text(10) }) state!: string;
  /** What is on its way to DingTalk, written before it leaves: create, subject, finish. Left standing by an answer that nobody got. */
  @Column({ ...text(10), nullable: true }) step!: string | null;
  @Column({ ...text(64), name: 'union_id', nullable: true }) unionId!: string | null;
  @Column({ ...text(64), name: 'task_id', nullable: true }) taskId!: string | null;
  /** What its subject says; null where that is not known. */
  @Column({ type: 'int', name: 'told_count', nullable: true }) toldCount!: number | null;
  @Column({ ...fen, name: 'told_fen', nullable: true }) toldFen!: bigint | null;
  @Column({ type: 'int', name: 'told_unknown', nullable: true }) toldUnknown!: number | null;
  @Column({ ...instant, name: 'told_at', nullable: true }) toldAt!: number | null;
  /** Since when nothing of it is left to do: a press that is taken back may bring some back. */
  @Column({ ...instant, name: 'empty_since', nullable: true }) emptySince!: number | null;
  @Column({ type: 'int', default: 0 }) attempt!: Default<number>;
  @Column({ ...text(500), nullable: true }) message!: string | null;
  @Column({ ...instant, name: 'next_at', nullable: true }) nextAt!: number | null;
  @Column({ ...text(36), name: 'lease_token', nullable: true }) leaseToken!: string | null;
  @Column({ ...instant, name: 'lease_until', nullable: true }) leaseUntil!: number | null;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'closed_at', nullable: true }) closedAt!: number | null;
}

/** DingTalk does not let the app write to-dos: none is asked for until a day later, or until the check-up finds that it may. */
@Entity('todo_refusal')
export class TodoRefusalRow {
  @PrimaryColumn({ ...text(64), name: 'corp_id' }) corpId!: string;
  @Column({ ...instant, name: 'refused_at' }) refusedAt!: number;
  @Column({ ...text(500) }) sentence!: string;
}
