import { Column, Entity, PrimaryColumn } from 'typeorm';
import { text } from '../../../database/columns.js';

/** DingTalk calls used per calendar month (Beijing) and purpose. */
@Entity('call_meter')
export class CallMeter {
  @PrimaryColumn({ ...text(7) }) month!: string;
  @PrimaryColumn({ ...text(20) }) purpose!: string;
  @Column({ type: 'int' }) used!: number;
}

/** DingTalk calls used per month, purpose and API; calls from before the count by API are missing. */
@Entity('api_meter')
export class ApiMeter {
  @PrimaryColumn({ ...text(7) }) month!: string;
  @PrimaryColumn({ ...text(20) }) purpose!: string;
  @PrimaryColumn({ ...text(120) }) api!: string;
  @Column({ type: 'int' }) used!: number;
}
