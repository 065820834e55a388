import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, type Json, json, text } from '../database/columns.js';

/** One way into DingTalk or Kingdee: what may be read by anybody in `settings`, secrets in `sealed` alone. */
@Entity('connection')
export class Connection {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(10) }) system!: string;
  @Column({ ...text(80) }) name!: string;
  /** Setting name → value, nothing secret. */
  @Column({ ...json }) settings!: Json;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
  /** Setting name → sealed value (secret-seal.ts); null in rows of before there were any. */
  @Column({ ...json, nullable: true }) sealed!: Json | null;
  /** Of the key that sealed them. */
  @Column({ ...text(16), name: 'key_id', nullable: true }) keyId!: string | null;
}
