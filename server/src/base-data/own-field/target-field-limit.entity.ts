import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Json, json, text } from '../../database/columns.js';

/** What a field of Kingdee's bills holds, as its form last said; a field of which it says nothing has no row. */
@Entity('target_field_limit')
export class TargetFieldLimitRow {
  @PrimaryColumn({ ...text(30) }) form!: string;
  /** header or rows. */
  @PrimaryColumn({ ...text(6) }) level!: string;
  /** Our name of the field; of a customer's own field its key. */
  @PrimaryColumn({ ...text(64) }) name!: string;
  /** Its label on the form. */
  @Column({ ...text(80) }) label!: string;
  /** Longest text, in characters; null if the form does not say. */
  @Column({ type: 'int', nullable: true }) longest!: number | null;
  /** Values that the field offers, with their captions; an empty list if the form names none. */
  @Column({ ...json }) choices!: Json;
}
