import { KIND_LENGTH } from '@dingdee/shared/base-data';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { text } from '../../database/columns.js';

/** One of the customer's own fields on Kingdee's bills, as its form last said. */
@Entity('own_target_field')
export class OwnTargetFieldRow {
  @PrimaryColumn({ ...text(30) }) form!: string;
  /** header or rows. */
  @PrimaryColumn({ ...text(6) }) level!: string;
  @PrimaryColumn({ ...text(64), name: 'field_key' }) fieldKey!: string;
  @Column({ ...text(80) }) label!: string;
  /** What it holds: OWN_FIELD_TYPES. */
  @Column({ ...text(10), default: 'base' }) type!: string;
  /** Kind that it is chosen from; null if it is chosen from none, or if the form does not say. */
  @Column({ ...text(KIND_LENGTH), nullable: true }) kind!: string | null;
}
