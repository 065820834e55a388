import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, text } from '../../database/columns.js';

/** A kind of client that opened the app, as the client itself reports; nothing about the person. */
@Entity('log_in_client')
export class LogInClientRow {
  /** "pc/framed/7.6" */
  @PrimaryColumn({ ...text(60) }) kind!: string;
  @Column({ ...text(10) }) bridge!: string;
  /** The call that last gave a code; "" if none did. */
  @Column({ ...text(20), name: 'code_call' }) codeCall!: string;
  @Column({ type: 'int', name: 'code_ms' }) codeMs!: number;
  @Column({ ...text(200), name: 'user_agent' }) userAgent!: string;
  @Column({ ...instant, name: 'first_seen_at' }) firstSeenAt!: number;
  @Column({ ...instant, name: 'last_seen_at' }) lastSeenAt!: number;
  /** Time of the last successful log-in; null if there was none. */
  @Column({ ...instant, name: 'last_in_at', nullable: true }) lastInAt!: number | null;
  @Column({ type: 'int' }) times!: number;
  /** Number of refusals since the last successful log-in. */
  @Column({ type: 'int', name: 'refused_since' }) refusedSince!: number;
  /** "in", or the reason of the refusal. */
  @Column({ ...text(40), name: 'last_result' }) lastResult!: string;
}
