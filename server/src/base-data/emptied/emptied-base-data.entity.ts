import { KIND_LENGTH } from '@dingdee/shared/base-data';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, text } from '../../database/columns.js';

/** Base data of which Kingdee suddenly lists nothing: as a whole (orgNumber "") or of one organisation. Gone once it is listed again, or decided. */
@Entity('emptied_base_data')
export class EmptiedBaseDataRow {
  @PrimaryColumn({ ...text(KIND_LENGTH) }) kind!: string;
  @PrimaryColumn({ ...text(40), name: 'org_number' }) orgNumber!: string;
  /** Held rows that would be gone. */
  @Column({ type: 'int', name: 'held_rows' }) heldRows!: number;
  @Column({ ...instant }) since!: number;
  /** Who said that they are kept, and is not asked again. */
  @Column({ ...text(64), name: 'kept_by', nullable: true }) keptBy!: string | null;
  @Column({ ...instant, name: 'kept_at', nullable: true }) keptAt!: number | null;
}
