import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, json, text } from '../../database/columns.js';

/** One login to DingTalk or Kingdee; secrets inside settings are encrypted. */
@Entity('connection')
export class Connection {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(10) }) system!: string;
  @Column({ ...text(80) }) name!: string;
  @Column({ ...json }) settings!: unknown;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
}
