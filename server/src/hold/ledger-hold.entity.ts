import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, type Json, json, text } from '../database/columns.js';

/**
 * A hold. While a row has no `released_at`, nothing is pushed, written back or scheduled. Rows are kept for ever: a released hold
 * names an epoch.
 */
@Entity('ledger_hold')
export class LedgerHold {
  @PrimaryColumn({ ...id }) id!: string;
  /** ahead: the marker contains rows that are not here · lost: the marker that existed is missing · by-hand. */
  @Column({ ...text(10) }) cause!: string;
  @Column({ ...json }) detail!: Json;
  @Column({ ...instant, name: 'held_at' }) heldAt!: number;
  @Column({ ...text(120), name: 'held_by' }) heldBy!: string;
  @Column({ ...instant, name: 'released_at', nullable: true }) releasedAt!: number | null;
  @Column({ ...text(120), name: 'released_by', nullable: true }) releasedBy!: string | null;
}

/** A bill that was on its way when a hold was released: a person must confirm it again before anything of it is sent. */
@Entity('restored_bill')
export class RestoredBill {
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  @Column({ ...id, name: 'hold_id' }) holdId!: string;
}
