import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import { type Default, id, instant, type Json, json, text } from '../../database/columns.js';

/** A token with which another system reads. `hash` is the SHA-256 of the token: the table alone gives no access. */
@Entity('api_token')
@Unique('uq_api_token_hash', ['hash'])
export class ApiTokenRow {
  @PrimaryColumn({ ...id }) id!: string;
  @Column({ ...text(64) }) hash!: string;
  @Column({ ...text(4) }) tail!: string;
  @Column({ ...text(80) }) name!: string;
  /** Codes of datasets. */
  @Column({ ...json }) datasets!: Json;
  /** What an assistant may do with the token; empty list: nothing. */
  @Column({ ...text(40), default: '[]' }) assistant!: Default<string>;
  /** Numbers of organisations; empty list: all of them. */
  @Column({ ...json }) orgs!: Json;
  @Column({ type: 'boolean', name: 'full_accounts' }) fullAccounts!: boolean;
  @Column({ ...text(64), name: 'created_by' }) createdBy!: string;
  @Column({ ...instant, name: 'created_at' }) createdAt!: number;
  @Column({ ...instant, name: 'expires_at' }) expiresAt!: number;
  @Column({ ...instant, name: 'revoked_at', nullable: true }) revokedAt!: number | null;
  @Column({ ...instant, name: 'last_used_at', nullable: true }) lastUsedAt!: number | null;
  @Column({ ...text(64), name: 'last_used_from', nullable: true }) lastUsedFrom!: string | null;
}
