import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { instant, text } from '../../database/columns.js';

/** A session. `id` is the SHA-256 of the cookie: the table alone logs nobody in. */
@Entity('session')
@Index('ix_session_expires_at', ['expiresAt'])
export class Session {
  @PrimaryColumn({ ...text(64) }) id!: string;
  @Column({ ...text(64), name: 'user_id' }) userId!: string;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'expires_at' }) expiresAt!: number;
}
