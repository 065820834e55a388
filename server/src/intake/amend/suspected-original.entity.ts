import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, text } from '../../database/columns.js';

/** An approval that may be the original of an unnamed amendment; its bill is held until that is settled (decision 0017). */
@Entity('suspected_original')
@Index('ix_suspected_original_process_instance_id', ['processInstanceId'])
@Index('ix_suspected_original_next_at', ['nextAt'])
export class SuspectedOriginal {
  @PrimaryColumn({ ...id, name: 'approval_id' }) approvalId!: string;
  @PrimaryColumn({ ...text(64), name: 'process_instance_id' }) processInstanceId!: string;
  /** Result of reading it once more: asked (not read yet), unchanged, names, changed, unreadable; cleared: a person ruled it out. */
  @Column({ ...text(12) }) verdict!: string;
  /** Time of the next read; null once it was read. */
  @Column({ ...instant, name: 'next_at', nullable: true }) nextAt!: number | null;
  @Column({ type: 'int' }) tries!: number;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
}
