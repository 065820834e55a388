import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, text } from './columns.js';

/** A person's request that has stored something, by the idempotency key that its page gave it. */
@Entity('request_key')
@Index('ix_request_key_at', ['at'])
export class RequestKey {
  /** SHA-256 of the person and the key. */
  @PrimaryColumn({ ...text(64) }) id!: string;
  @Column({ ...text(120) }) operation!: string;
  @Column({ ...text(64), name: 'body_hash' }) bodyHash!: string;
  /** The try that wrote the row, if the same request was tried several times. */
  @Column({ ...id }) run!: string;
  /** `done`, `broken` or the code of a refusal; null while the request runs, or if its process died. */
  @Column({ ...text(60), nullable: true }) outcome!: string | null;
  @Column({ ...instant }) at!: number;
}
