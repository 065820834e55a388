import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, type Json, json, text } from '../../database/columns.js';

/** 常用视图: what a list was narrowed to, under a name. */
@Entity('saved_view')
@Index('ix_saved_view_owner', ['owner'])
export class SavedViewRow {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(64) }) owner!: string;
  @Column({ ...text(120), name: 'owner_name' }) ownerName!: string;
  @Column({ ...text(60) }) name!: string;
  @Column({ type: 'boolean' }) shared!: boolean;
  /** Filter, sort and grouping. */
  @Column({ ...json }) content!: Json;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
}
