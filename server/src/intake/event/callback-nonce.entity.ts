import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { instant, text } from '../../database/columns.js';

/** The nonce of an accepted message, kept as long as the message is young enough to be accepted again. */
@Entity('callback_nonce')
@Index('ix_callback_nonce_seen_at', ['seenAt'])
export class CallbackNonce {
  /** SHA-256 of DingTalk's nonce, which may be any text. */
  @PrimaryColumn({ ...text(64) }) nonce!: string;
  @Column({ ...instant, name: 'seen_at' }) seenAt!: number;
}
