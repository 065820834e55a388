import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, type Json, json, text } from '../database/columns.js';

/** While one of these rows has no `released_at`, nothing is pushed, written back or scheduled. Kept for ever: a released one names an epoch. */
@Entity('ledger_hold')
export class LedgerHold {
  @PrimaryColumn({ ...id }) id!: string;
  /** ahead: the marker knows of rows that are not here · lost: there is no marker where there was one · by-hand. */
  @Column({ ...text(10) }) cause!: string;
  @Column({ ...json }) detail!: Json;
  @Column({ ...instant, name: 'held_at' }) heldAt!: number;
  @Column({ ...text(120), name: 'held_by' }) heldBy!: string;
  @Column({ ...instant, name: 'released_at', nullable: true }) releasedAt!: number | null;
  @Column({ ...text(120), name: 'released_by', nullable: true }) releasedBy!: string | null;
}

/** Bills that were on their way when a hold was released: a person confirms them anew before anything of theirs is sent. */
@Entity('restored_bill')
export class RestoredBill {
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  @Column({ ...id, name: 'hold_id' }) holdId!: string;
}
