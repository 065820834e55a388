import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id, instant, type Json, json, text } from '../../database/columns.js';

/** The reviewer of a bill under review: beside the bill, no part of its content or version. Deleted when the bill leaves the review. */
@Entity('bill_assignment')
@Index('ix_bill_assignment_user_id', ['userId', 'billId'])
@Index('ix_bill_assignment_due_at', ['dueAt'])
@Index('ix_bill_assignment_act_id', ['actId'])
@Index('ix_bill_assignment_handed_by_act_user_id', ['handedByAct', 'userId'])
@Index('ix_bill_assignment_assigned_at', ['assignedAt'])
export class BillAssignment {
  @PrimaryColumn({ ...id, name: 'bill_id' }) billId!: string;
  /** '' if the bill was taken from somebody: kept so that this can be undone. */
  @Column({ ...text(64), name: 'user_id' }) userId!: string;
  @Column({ ...instant, name: 'due_at', nullable: true }) dueAt!: number | null;
  @Column({ ...text(200) }) note!: string;
  @Column({ ...text(64), name: 'assigned_by' }) assignedBy!: string;
  @Column({ ...instant, name: 'assigned_at' }) assignedAt!: number;
  /** Id of the request, the same for all its bills. */
  @Column({ ...id, name: 'act_id' }) actId!: string;
  /**
   * The request that gave the bill to this person: `actId`, or an earlier one if a later request was undone. Null for rows from before
   * there were to-dos.
   */
  @Column({ ...id, name: 'handed_by_act', nullable: true }) handedByAct!: string | null;
  /** The row before this request, for an undo; null if there was none. */
  @Column({ ...json, name: 'before_act', nullable: true }) beforeAct!: Json | null;
}
