import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Default, fen, id, instant, type Json, json, text } from '../../database/columns.js';

/** A frozen selection（全选符合条件）. */
@Entity('selection')
export class Selection {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(64) }) owner!: string;
  @Column({ ...json }) criteria!: Json;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'expires_at' }) expiresAt!: number;
}

/** One frozen bill of a selection. */
@Entity('selection_item')
export class SelectionItem {
  @PrimaryColumn({ ...id, name: 'selection_id' }) selectionId!: string;
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  @Column({ type: 'int', name: 'bill_version' }) billVersion!: number;
  @Column({ ...fen, name: 'base_fen' }) baseFen!: bigint | null;
  /** Payee when the bill was frozen, to report a changed payee. */
  @Column({ ...text(200), default: '' }) payee!: Default<string>;
  /** Time of the bill's last change when it was frozen, in Unix ms. */
  @Column({ ...instant, name: 'changed_at', default: 0 }) changedAt!: Default<number>;
}
