import { KIND_LENGTH } from '@dingdee/shared/base-data';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type Default, id, instant, type Json, json, text } from '../database/columns.js';

/** Kingdee base data, cached. */
@Entity('base_data')
@Index('ix_base_data_kind_name', ['kind', 'name'])
export class BaseData {
  @PrimaryColumn({ ...text(KIND_LENGTH) }) kind!: string;
  @PrimaryColumn({ ...text(40), name: 'org_number' }) orgNumber!: string;
  @PrimaryColumn({ ...text(80) }) number!: string;
  @Column({ ...text(200) }) name!: string;
  @Column({ ...text(400) }) pinyin!: string;
  @Column({ ...text(100) }) initials!: string;
  @Column({ type: 'boolean' }) usable!: boolean;
  @Column({ ...text(120), nullable: true }) reason!: string | null;
  @Column({ ...json }) extra!: Json;
  /** Start of the reading that last wrote the row. */
  @Column({ ...instant, name: 'refreshed_at' }) refreshedAt!: number;
}

/** State of the readings of one kind. */
@Entity('base_data_kind')
export class BaseDataKindRow {
  @PrimaryColumn({ ...text(KIND_LENGTH) }) kind!: string;
  /** Number of the latest reading that began: an earlier reading writes nothing any more. */
  @Column({ type: 'int' }) reading!: number;
  /** When the last completed reading began; 0 before the first. */
  @Column({ ...instant, name: 'read_at' }) readAt!: number;
  @Column({ type: 'int', name: 'took_ms' }) tookMs!: number;
  /** Grows with every change of the kind's rows: a process that holds an earlier revision reads the kind again. */
  @Column({ type: 'int' }) revision!: number;
  /** Kingdee's name of a kind that only this company has; "" for the others. */
  @Column({ ...text(80), default: '' }) name!: Default<string>;
}

/** A change that a reading found, for the report. Kept for 90 days. */
@Entity('base_data_change')
@Index('ix_base_data_change_at', ['at'])
export class BaseDataChangeRow {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...instant }) at!: number;
  @Column({ ...text(KIND_LENGTH) }) kind!: string;
  @Column({ ...text(40), name: 'org_number' }) orgNumber!: string;
  @Column({ ...text(80) }) number!: string;
  @Column({ ...text(200) }) name!: string;
  /** The former name if the entry was renamed; null for other changes. */
  @Column({ ...text(200), nullable: true }) was!: string | null;
  /** added, renamed, usable, forbidden, unaudited, gone. */
  @Column({ ...text(12) }) what!: string;
}
