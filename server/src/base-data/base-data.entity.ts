import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { instant, json, text } from '../database/columns.js';

/** Kingdee base data, cached. */
@Entity('base_data')
@Index('ix_base_data_kind_name', ['kind', 'name'])
export class BaseData {
  @PrimaryColumn({ ...text(20) }) kind!: string;
  @PrimaryColumn({ ...text(40), name: 'org_number' }) orgNumber!: string;
  @PrimaryColumn({ ...text(80) }) number!: string;
  @Column({ ...text(200) }) name!: string;
  @Column({ ...text(400) }) pinyin!: string;
  @Column({ ...text(100) }) initials!: string;
  @Column({ type: 'boolean' }) usable!: boolean;
  @Column({ ...text(120), nullable: true }) reason!: string | null;
  @Column({ ...json }) extra!: unknown;
  @Column({ ...instant, name: 'refreshed_at' }) refreshedAt!: number;
}
