import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, text } from '../../database/columns.js';

/** A kind of client that opened the app, by its own word; nothing of who used it. */
@Entity('log_in_client')
export class LogInClientRow {
  /** "pc/framed/7.6" */
  @PrimaryColumn({ ...text(60) }) kind!: string;
  @Column({ ...text(10) }) bridge!: string;
  /** The call that gave the code last; "" where none did. */
  @Column({ ...text(20), name: 'code_call' }) codeCall!: string;
  @Column({ type: 'int', name: 'code_ms' }) codeMs!: number;
  @Column({ ...text(200), name: 'user_agent' }) userAgent!: string;
  @Column({ ...instant, name: 'first_seen_at' }) firstSeenAt!: number;
  @Column({ ...instant, name: 'last_seen_at' }) lastSeenAt!: number;
  /** When it last got in; null while it never did. */
  @Column({ ...instant, name: 'last_in_at', nullable: true }) lastInAt!: number | null;
  @Column({ type: 'int' }) times!: number;
  /** How often it was refused since it last got in. */
  @Column({ type: 'int', name: 'refused_since' }) refusedSince!: number;
  /** "in", or why not. */
  @Column({ ...text(40), name: 'last_result' }) lastResult!: string;
}
