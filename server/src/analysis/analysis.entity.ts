import { Column, Entity, PrimaryColumn } from 'typeorm';
import { fen, instant, text } from '../database/columns.js';

/** A day of approvals as of its last computation: if the count or the sum of versions differs now, one of its bills has changed. */
@Entity('analysis_day')
export class AnalysisDay {
  @PrimaryColumn({ ...text(10) }) day!: string;
  @Column({ type: 'int' }) bills!: number;
  @Column({ ...instant }) versions!: number;
  /** Version of the computation (day-cells.ts): a day of another version is computed again. */
  @Column({ type: 'int', name: 'made_by' }) madeBy!: number;
}

/** One number of a day. All rows can be deleted: they are computed again from the bills. */
@Entity('analysis_cell')
export class AnalysisCell {
  @PrimaryColumn({ ...text(10) }) day!: string;
  @PrimaryColumn({ ...text(12) }) kind!: string;
  @PrimaryColumn({ ...text(36), name: 'scheme_id' }) schemeId!: string;
  @PrimaryColumn({ ...text(40), name: 'org_number' }) orgNumber!: string;
  @PrimaryColumn({ ...text(250), name: 'cell_key' }) cellKey!: string;
  @Column({ type: 'int' }) bills!: number;
  @Column({ ...fen, nullable: false }) fen!: bigint;
  @Column({ type: 'int', name: 'unknown_amounts' }) unknownAmounts!: number;
}
