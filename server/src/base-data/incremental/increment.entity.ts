import { KIND_LENGTH } from '@dingdee/shared/base-data';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, text } from '../../database/columns.js';

/** What an incremental reading（增量）of one kind begins from, and when kinds were read so. */
@Entity('base_data_increment')
export class BaseDataIncrementRow {
  @PrimaryColumn({ ...text(KIND_LENGTH) }) kind!: string;
  /** Connection that `mark` and `why` come from (KingdeeClient.source): for another one they mean nothing. */
  @Column({ ...text(64) }) source!: string;
  /** Latest change that Kingdee has listed, by its own clock, "2026-12-01T10:00:00"; "" if it told none. */
  @Column({ ...text(19) }) mark!: string;
  /** Why changes are not asked for, see NO_INCREMENT; "" if they are. */
  @Column({ ...text(12) }) why!: string;
  /** Start of the full reading that is under way; 0 if none is. */
  @Column({ ...instant, name: 'full_since' }) fullSince!: number;
  /** When changes were last asked for, whatever came of it. */
  @Column({ ...instant, name: 'asked_at' }) askedAt!: number;
  /** Start of the last completed incremental reading; 0 before the first. */
  @Column({ ...instant, name: 'read_at' }) readAt!: number;
}
