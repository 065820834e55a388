import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Default, instant, text } from '../../database/columns.js';

/** A department as approvals print it, by DingTalk's ids; one row per key and name. */
@Entity('department')
export class Department {
  /** "dept:468210301" (domain/approval/department-key.ts). */
  @PrimaryColumn({ ...text(200), name: 'dept_key' }) deptKey!: string;
  @PrimaryColumn({ ...text(200) }) name!: string;
  /** The path in the contacts, e.g. "上海公司-销售部"; '' if nobody has asked yet or DingTalk does not say. */
  @Column({ ...text(300), default: '' }) path!: Default<string>;
  /** An applicant from it when it was first seen. */
  @Column({ ...text(120), name: 'seen_with', default: '' }) seenWith!: Default<string>;
  @Column({ ...instant, name: 'changed_at' }) changedAt!: number;
  /** Grows with every change of its label. */
  @Column({ type: 'int', default: 0 }) changes!: Default<number>;
  /** Time at which the contacts were last asked for its path; 0 = never. */
  @Column({ ...instant, name: 'asked_at', default: 0 }) askedAt!: Default<number>;
}
