import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Database } from '../database/database.js';
import type { Finding } from './finding.js';

/** Raw answers in memory at once: one may have some hundred kilobytes. */
const PAGE = 50;
/** Number of approvals that are named one by one; if more differ, a single cause changed them. */
const NAMED = 20;
const CHANGED = '留存的审批原文不是采集到的那一份';
const MISSING = '审批原文不在库里，也没有归档过';
const archivedDetail = z.object({ before: z.number() });

interface Named {
  business_id: string;
  source_version: unknown;
}
interface Row extends Named {
  id: string;
  raw: string;
  raw_hash: string;
}

/**
 * Compares the raw answer of each approval with the hash that was taken when it was read: every mapping, and every proof of one, begins with it.
 * An answer that was archived is in a file, which `archive-verify` checks by the same hash; one that is missing and too young for every
 * archive of the log was removed by somebody else.
 */
export async function verifyApprovals(db: Database, findings: Finding[]): Promise<void> {
  const changed = new NamedFindings(CHANGED, findings);
  for (let after = ''; ; ) {
    const rows = await db.query<Row>(
      `SELECT id, business_id, source_version, raw, raw_hash FROM approval WHERE id > ? AND raw <> '' ORDER BY id LIMIT ${PAGE}`,
      [after],
    );
    for (const row of rows) if (createHash('sha256').update(row.raw).digest('hex') !== row.raw_hash) changed.add(row);
    after = rows.at(-1)?.id ?? '';
    if (rows.length < PAGE) break;
  }
  changed.close();
  await verifyMissing(db, new NamedFindings(MISSING, findings));
}

/** Names approvals without a raw answer that were collected after the newest date up to which the log says that answers were archived. */
async function verifyMissing(db: Database, missing: NamedFindings): Promise<void> {
  const archives = await db.query<{ detail: string | null }>(
    "SELECT detail FROM audit WHERE subject_kind = 'ledger' AND subject_id = 'archive' AND action = 'archived'",
  );
  const before = Math.max(0, ...archives.map(({ detail }) => beforeOf(detail)));
  const rows = await db.query<Named>(
    "SELECT business_id, source_version FROM approval WHERE raw = '' AND collected_at >= ? ORDER BY id",
    [before],
  );
  for (const row of rows) missing.add(row);
  missing.close();
}

/** Reads the date of an archive in Unix ms; 0 if somebody edited the row by hand. */
function beforeOf(detail: string | null): number {
  try {
    return archivedDetail.parse(JSON.parse(detail ?? '')).before;
  } catch {
    return 0;
  }
}

/** Findings of one rule, of which the first are named one by one and the others counted. */
class NamedFindings {
  private count = 0;

  constructor(
    private readonly rule: string,
    private readonly findings: Finding[],
  ) {}

  add({ business_id, source_version }: Named): void {
    this.count += 1;
    const version = Number(source_version);
    const subject = version > 1 ? `${business_id}（第 ${version} 次读到的）` : business_id;
    if (this.count <= NAMED) this.findings.push({ rule: this.rule, subject });
  }

  close(): void {
    if (this.count > NAMED) this.findings.push({ rule: this.rule, subject: `另有 ${this.count - NAMED} 条` });
  }
}
