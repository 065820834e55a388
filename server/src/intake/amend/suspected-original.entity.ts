import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, text } from '../../database/columns.js';

/** An approval that an amendment may mean which names none: its bill is held until that is settled (decision 0017). */
@Entity('suspected_original')
@Index('ix_suspected_original_process_instance_id', ['processInstanceId'])
@Index('ix_suspected_original_next_at', ['nextAt'])
export class SuspectedOriginal {
  @PrimaryColumn({ ...id, name: 'approval_id' }) approvalId!: string;
  @PrimaryColumn({ ...text(64), name: 'process_instance_id' }) processInstanceId!: string;
  /** What reading it once more has shown: asked, unchanged, names, changed, unreadable. */
  @Column({ ...text(12) }) verdict!: string;
  /** When it is read again; null once it was. */
  @Column({ ...instant, name: 'next_at', nullable: true }) nextAt!: number | null;
  @Column({ type: 'int' }) tries!: number;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
}
