import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, type Json, json, text } from '../../database/columns.js';

/** Who a bill under review was given to: beside the bill, no part of its content or version. It goes when the bill leaves review. */
@Entity('bill_assignment')
@Index('ix_bill_assignment_user_id', ['userId', 'billId'])
@Index('ix_bill_assignment_due_at', ['dueAt'])
@Index('ix_bill_assignment_act_id', ['actId'])
@Index('ix_bill_assignment_handed_by_act_user_id', ['handedByAct', 'userId'])
@Index('ix_bill_assignment_assigned_at', ['assignedAt'])
export class BillAssignment {
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  /** '' where it was taken from somebody: kept so that this can be taken back. */
  @Column({ ...text(64), name: 'user_id' }) userId!: string;
  @Column({ ...instant, name: 'due_at', nullable: true }) dueAt!: number | null;
  @Column({ ...text(200) }) note!: string;
  @Column({ ...text(64), name: 'assigned_by' }) assignedBy!: string;
  @Column({ ...instant, name: 'assigned_at' }) assignedAt!: number;
  /** One press, however many bills. */
  @Column({ ...id, name: 'act_id' }) actId!: string;
  /** What stood here before that press; null where nothing did. */
  /** The press by which it came to them: `actId`, or the earlier one where a later one was taken back. Null before there were to-dos. */
  @Column({ ...id, name: 'handed_by_act', nullable: true }) handedByAct!: string | null;
  @Column({ ...json, name: 'before_act', nullable: true }) beforeAct!: Json | null;
}
