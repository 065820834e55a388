import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { id, instant, longText, text } from '../../database/columns.js';

/** The raw answer of DingTalk for an approval that another one names, one row per content; only `seenAt` changes. */
@Entity('related_snapshot')
@Unique('uq_related_snapshot_process_instance_id_digest', ['processInstanceId', 'digest'])
export class RelatedSnapshotRow {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(64), name: 'process_instance_id' }) processInstanceId!: string;
  /** contentDigest of what it says; GONE, with an empty `raw`, of one that DingTalk does not have any more. */
  @Column({ ...text(64) }) digest!: string;
  @Column({ ...text(10) }) family!: string;
  /** When it last said so: of several the last one counts. */
  @Column({ ...instant, name: 'seen_at' }) seenAt!: number;
  @Column({ ...longText }) raw!: string;
}

/** A related approval that the rules of a bill ask for and that gives no value yet. */
@Entity('related_wanted')
@Index('ix_related_wanted_next_at', ['nextAt'])
export class RelatedWantedRow {
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  @PrimaryColumn({ ...text(64), name: 'process_instance_id' }) processInstanceId!: string;
  /** RelatedWhy: what is known instead of its content; "read" once it is read. */
  @Column({ ...text(20) }) why!: string;
  @Column({ type: 'int' }) tries!: number;
  /** What was learned since the bill was mapped, counted: 0 if nothing. */
  @Column({ type: 'int' }) news!: number;
  /** null: it is not read again by itself. */
  @Column({ ...instant, name: 'next_at', nullable: true }) nextAt!: number | null;
}
