import { KIND_LENGTH } from '@dingdee/shared/base-data';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, text } from '../../database/columns.js';

/**
 * A part of the base data of which Kingdee suddenly lists nothing: a whole kind (orgNumber "") or one organisation. Deleted once it is
 * listed again, or decided to be gone.
 */
@Entity('emptied_base_data')
export class EmptiedBaseDataRow {
  @PrimaryColumn({ ...text(KIND_LENGTH) }) kind!: string;
  @PrimaryColumn({ ...text(40), name: 'org_number' }) orgNumber!: string;
  /** Number of held rows that would be marked gone. */
  @Column({ type: 'int', name: 'held_rows' }) heldRows!: number;
  @Column({ ...instant }) since!: number;
  /** The person who decided to keep the rows; null before a decision. The question is not asked again. */
  @Column({ ...text(64), name: 'kept_by', nullable: true }) keptBy!: string | null;
  @Column({ ...instant, name: 'kept_at', nullable: true }) keptAt!: number | null;
}
