import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, type Json, json, text } from '../../database/columns.js';

/** A person who logged in or whose name we needed; leavers keep their last known name. */
@Entity('member')
export class Member {
  @PrimaryColumn({ ...text(64), name: 'user_id' }) userId!: string;
  @Column({ ...text(120) }) name!: string;
  @Column({ ...json, name: 'dept_ids', nullable: true }) deptIds!: Json | null;
  @Column({ type: 'boolean', name: 'dingtalk_admin' }) dingtalkAdmin!: boolean;
  @Column({ ...instant, name: 'last_seen_at', nullable: true }) lastSeenAt!: number | null;
  @Column({ ...instant, name: 'updated_at' }) updatedAt!: number;
  /** When DingTalk was last asked about the person, or they logged in by it. */
  @Column({ ...instant, name: 'asked_at', nullable: true }) askedAt!: number | null;
  /** When DingTalk no longer knew the person; null while it does. */
  @Column({ ...instant, name: 'left_at', nullable: true }) leftAt!: number | null;
  /** Names that the person had before, a list of texts. */
  @Column({ ...json, name: 'former_names', nullable: true }) formerNames!: Json | null;
}

/** Who may do what. */
@Entity('role')
export class RoleGrant {
  @PrimaryColumn({ ...text(64), name: 'user_id' }) userId!: string;
  @PrimaryColumn({ ...text(20) }) role!: string;
  @Column({ ...text(64), name: 'granted_by' }) grantedBy!: string;
  @Column({ ...instant, name: 'granted_at' }) grantedAt!: number;
}
