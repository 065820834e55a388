import { KIND_LENGTH } from '@dingdee/shared/base-data';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { text } from '../../database/columns.js';

/** Fields of the customer's own on Kingdee's bills that are chosen from base data, as their forms said last. */
@Entity('own_target_field')
export class OwnTargetFieldRow {
  @PrimaryColumn({ ...text(30) }) form!: string;
  /** header or rows. */
  @PrimaryColumn({ ...text(6) }) level!: string;
  @PrimaryColumn({ ...text(64), name: 'field_key' }) fieldKey!: string;
  @Column({ ...text(80) }) label!: string;
  /** What it is chosen from; null where the form does not say. */
  @Column({ ...text(KIND_LENGTH), nullable: true }) kind!: string | null;
}
