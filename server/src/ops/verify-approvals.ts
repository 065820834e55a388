import { createHash } from 'node:crypto';
import type { Database } from '../database/database.js';
import type { Finding } from './finding.js';

/** Raw answers in memory at once: one may have some hundred kilobytes. */
const PAGE = 50;
/** Number of approvals that are named one by one; if more differ, a single cause changed them. */
const NAMED = 20;
const RULE = '留存的审批原文不是采集到的那一份';

interface Row {
  id: string;
  business_id: string;
  source_version: unknown;
  raw: string;
  raw_hash: string;
}

/**
 * Compares the raw answer of each approval with the hash that was taken when it was read: every mapping, and every proof of one, begins with it.
 * An answer that was archived is in a file, which `archive-verify` checks by the same hash.
 */
export async function verifyApprovals(db: Database, findings: Finding[]): Promise<void> {
  let apart = 0;
  for (let after = ''; ; ) {
    const rows = await db.query<Row>(
      `SELECT id, business_id, source_version, raw, raw_hash FROM approval WHERE id > ? AND raw <> '' ORDER BY id LIMIT ${PAGE}`,
      [after],
    );
    for (const { business_id, source_version, raw, raw_hash } of rows) {
      if (createHash('sha256').update(raw).digest('hex') === raw_hash) continue;
      apart += 1;
      const version = Number(source_version);
      const subject = version > 1 ? `${business_id}（第 ${version} 次读到的）` : business_id;
      if (apart <= NAMED) findings.push({ rule: RULE, subject });
    }
    after = rows.at(-1)?.id ?? '';
    if (rows.length < PAGE) break;
  }
  if (apart > NAMED) findings.push({ rule: RULE, subject: `另有 ${apart - NAMED} 条` });
}
