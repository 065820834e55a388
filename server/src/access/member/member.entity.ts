import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, type Json, json, text } from '../../database/columns.js';

/** A person who logged in or whose name was needed; a person who has left keeps the last known name. */
@Entity('member')
export class Member {
  @PrimaryColumn({ ...text(64), name: 'user_id' }) userId!: string;
  @Column({ ...text(120) }) name!: string;
  @Column({ ...json, name: 'dept_ids', nullable: true }) deptIds!: Json | null;
  @Column({ type: 'boolean', name: 'dingtalk_admin' }) dingtalkAdmin!: boolean;
  @Column({ ...instant, name: 'last_seen_at', nullable: true }) lastSeenAt!: number | null;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
  /** Time of the last answer of DingTalk about the person, or of the last log-in. */
  @Column({ ...instant, name: 'asked_at', nullable: true }) askedAt!: number | null;
  /** Time from which DingTalk no longer knew the person; null while it does. */
  @Column({ ...instant, name: 'left_at', nullable: true }) leftAt!: number | null;
  /** Former names of the person, a list of texts. */
  @Column({ ...json, name: 'former_names', nullable: true }) formerNames!: Json | null;
}

/** A role that a person holds. */
@Entity('role')
export class RoleGrant {
  @PrimaryColumn({ ...text(64), name: 'user_id' }) userId!: string;
  @PrimaryColumn({ ...text(20) }) role!: string;
  @Column({ ...text(64), name: 'granted_by' }) grantedBy!: string;
  @Column({ ...instant, name: 'granted_at' }) grantedAt!: number;
}
