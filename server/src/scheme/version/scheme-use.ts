import type { EntityManager } from 'typeorm';
import { readInt } from '../../database/columns.js';

/** What has come through a scheme so far. */
export interface SchemeUse {
  approvals: number;
  bills: number;
  /** Sweeps that run right now; they may store something at any moment. */
  running: number;
}

export async function useOf(tx: EntityManager, id: string): Promise<SchemeUse> {
  const count = async (sql: string): Promise<number> => {
    const rows: { n: unknown }[] = await tx.query(sql, [id]);
    return readInt(rows[0]?.n);
  };
  return {
    approvals: await count('SELECT COUNT(*) AS n FROM approval WHERE scheme_id = ?'),
    bills: await count('SELECT COUNT(*) AS n FROM bill WHERE scheme_id = ?'),
    running: await count("SELECT COUNT(*) AS n FROM intake_run WHERE scheme_id = ? AND state = 'running'"),
  };
}

/** SQL for the row `scheme`: 1 if it has approvals or bills, else 0. */
export const USED = `CASE WHEN EXISTS (SELECT 1 FROM approval a WHERE a.scheme_id = scheme.id)
  OR EXISTS (SELECT 1 FROM bill b WHERE b.scheme_id = scheme.id) THEN 1 ELSE 0 END`;

export const neverUsed = ({ approvals, bills, running }: SchemeUse): boolean => approvals + bills + running === 0;
