import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, type Json, json, text } from '../database/columns.js';

/** One connection to DingTalk or Kingdee: public values in `settings`, secrets only in `sealed`. */
@Entity('connection')
export class Connection {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(10) }) system!: string;
  @Column({ ...text(80) }) name!: string;
  /** Setting name → value, without secrets. */
  @Column({ ...json }) settings!: Json;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
  /** Setting name → sealed value (secret-seal.ts); null in older rows without secrets. */
  @Column({ ...json, nullable: true }) sealed!: Json | null;
  /** Id of the key that sealed them. */
  @Column({ ...text(16), name: 'key_id', nullable: true }) keyId!: string | null;
  /** Who entered the secret on the page, and when; null if it is the environment's. */
  @Column({ ...text(64), name: 'entered_by', nullable: true }) enteredBy!: string | null;
  @Column({ ...instant, name: 'entered_at', nullable: true }) enteredAt!: number | null;
  /** Mark of the environment's secret and account that the entered secret replaced (SecretSeal.mark). */
  @Column({ ...text(43), nullable: true }) replaced!: string | null;
}
