import type { ChainRow } from './audit-chain.js';

export const CHAIN_COLUMNS =
  'seq, at, actor, action, subject_kind, subject_id, from_state, to_state, detail, mark, prev_hash, hash';

/** A row of CHAIN_COLUMNS as the drivers return it. */
export interface StoredAuditRow {
  seq: number | string;
  at: number | string;
  actor: string;
  action: string;
  subject_kind: string;
  subject_id: string;
  from_state: string | null;
  to_state: string | null;
  detail: string | null;
  mark: string | null;
  prev_hash: string | null;
  hash: string | null;
}

export const chainRow = (row: StoredAuditRow): ChainRow => ({
  seq: Number(row.seq),
  at: Number(row.at),
  actor: row.actor,
  action: row.action,
  subjectKind: row.subject_kind,
  subjectId: row.subject_id,
  from: row.from_state,
  to: row.to_state,
  detail: row.detail,
  mark: row.mark,
});
