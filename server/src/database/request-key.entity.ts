import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, text } from './columns.js';

/** A request of a person that has stored something, by the key that its page gave it. */
@Entity('request_key')
@Index('ix_request_key_at', ['at'])
export class RequestKey {
  /** SHA-256 of the person and the key. */
  @PrimaryColumn({ ...text(64) }) id!: string;
  @Column({ ...text(120) }) operation!: string;
  @Column({ ...text(64), name: 'body_hash' }) bodyHash!: string;
  /** Which of several tries of the same request wrote it. */
  @Column({ ...id }) run!: string;
  /** `done`, the code of a refusal, `broken`; null while it runs, or where its process died. */
  @Column({ ...text(60), nullable: true }) outcome!: string | null;
  @Column({ ...instant }) at!: number;
}
