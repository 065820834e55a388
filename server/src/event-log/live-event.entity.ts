import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { type Default, instant, text } from '../database/columns.js';

/** A hint for open pages; kept for an hour. */
@Entity('event')
@Index('ix_event_at', ['at'])
export class LiveEvent {
  @PrimaryGeneratedColumn('increment', { type: 'bigint' }) id!: Default<number>;
  @Column({ ...text(10) }) kind!: string;
  @Column({ ...text(64) }) subject!: string;
  @Column({ ...instant }) at!: number;
}
