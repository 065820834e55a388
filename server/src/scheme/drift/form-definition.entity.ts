import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Default, instant, longText, text } from '../../database/columns.js';

/** An approval form of DingTalk as a person last accepted it, and as it was last read; one row per form that is or was collected. */
@Entity('form_definition')
export class FormDefinitionRow {
  @PrimaryColumn({ ...text(64), name: 'process_code' }) processCode!: string;
  @Column({ ...text(120), name: 'form_name' }) formName!: string;
  /** Controls that schemes are known to fit: those of the first reading, or those that a person last accepted. */
  @Column({ ...longText }) accepted!: string;
  @Column({ ...instant, name: 'accepted_at' }) acceptedAt!: number;
  @Column({ ...longText, name: 'current_controls' }) currentControls!: string;
  /** Source of `current_controls`: "definition", or "details" of approvals if the form may not be read. */
  @Column({ ...text(20), name: 'seen_in' }) seenIn!: string;
  /** Time of the last successful reading. */
  @Column({ ...instant, name: 'checked_at' }) checkedAt!: number;
  /** Time at which the form was last read unchanged from the accepted one: approvals launched later may have a changed form. */
  @Column({ ...instant, name: 'good_until' }) goodUntil!: number;
  /** Time at which the present changes were first seen; null if there are none. */
  @Column({ ...instant, name: 'found_at', nullable: true }) foundAt!: number | null;
  /** Time of the last request; `problem` is its class of error, null if it succeeded. */
  @Column({ ...instant, name: 'tried_at' }) triedAt!: number;
  @Column({ ...text(20), nullable: true }) problem!: string | null;
  @Column({ type: 'int' }) version!: number;
  /** Grows whenever the differences from the accepted form change. */
  @Column({ type: 'int', default: 0 }) revision!: Default<number>;
}
