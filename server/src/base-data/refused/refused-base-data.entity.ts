import { KIND_LENGTH } from '@dingdee/shared/base-data';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, text } from '../../database/columns.js';

/** An entry that Kingdee refused on a bill of an organisation: it cannot be chosen until base data was read again. */
@Entity('refused_base_data')
export class RefusedBaseDataRow {
  @PrimaryColumn({ ...text(KIND_LENGTH) }) kind!: string;
  @PrimaryColumn({ ...text(40), name: 'org_number' }) orgNumber!: string;
  @PrimaryColumn({ ...text(80) }) number!: string;
  /** forbidden, unaudited, gone, elsewhere (only other organisations have it); unasked if Kingdee gave no answer. */
  @Column({ ...text(12) }) why!: string;
  /** When it was refused last. */
  @Column({ ...instant }) at!: number;
}
