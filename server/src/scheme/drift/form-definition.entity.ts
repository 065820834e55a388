import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Default, instant, longText, text } from '../../database/columns.js';

/** An approval form of DingTalk as somebody last looked at it, and as it was read last; one row a form that is or was collected. */
@Entity('form_definition')
export class FormDefinitionRow {
  @PrimaryColumn({ ...text(64), name: 'process_code' }) processCode!: string;
  @Column({ ...text(120), name: 'form_name' }) formName!: string;
  /** Controls that schemes are known to fit: those of the first reading, or of the last that a person accepted. */
  @Column({ ...longText }) accepted!: string;
  @Column({ ...instant, name: 'accepted_at' }) acceptedAt!: number;
  @Column({ ...longText, name: 'current_controls' }) currentControls!: string;
  /** Where `current_controls` are from: "definition", or "details" of approvals where the form may not be read. */
  @Column({ ...text(20), name: 'seen_in' }) seenIn!: string;
  /** When the form was read last. */
  @Column({ ...instant, name: 'checked_at' }) checkedAt!: number;
  /** When it was last read as it was accepted: what was launched later may be of a changed form. */
  @Column({ ...instant, name: 'good_until' }) goodUntil!: number;
  /** When the present changes were first seen; null while there are none. */
  @Column({ ...instant, name: 'found_at', nullable: true }) foundAt!: number | null;
  /** When it was last asked for, and the class of error that came instead of an answer. */
  @Column({ ...instant, name: 'tried_at' }) triedAt!: number;
  @Column({ ...text(20), nullable: true }) problem!: string | null;
  @Column({ type: 'int' }) version!: number;
  /** Grows whenever what differs from the accepted form becomes something else. */
  @Column({ type: 'int', default: 0 }) revision!: Default<number>;
}
