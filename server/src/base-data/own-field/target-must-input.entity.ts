import { Column, Entity, PrimaryColumn } from 'typeorm';
import { text } from '../../database/columns.js';

/** A field of Kingdee's bills that must be filled and that Kingdee does not fill by itself, as its form last said. */
@Entity('target_must_input')
export class TargetMustInputRow {
  @PrimaryColumn({ ...text(30) }) form!: string;
  /** header or rows. */
  @PrimaryColumn({ ...text(6) }) level!: string;
  /** Our name of the field; its key if we have no name for it. */
  @PrimaryColumn({ ...text(64) }) name!: string;
  /** Its label on the form. */
  @Column({ ...text(80) }) label!: string;
}
