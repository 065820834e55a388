import { type Database, placeholders } from '../database/database.js';
import type { Finding } from './finding.js';

const PAGE = 500;
interface Approved {
  id: string;
  bill_no: string;
  approved_by: string | null;
  approved_hash: string | null;
}
interface Row {
  id: string;
  actor: string;
  detail: string | null;
}
const COLUMNS = 'id, bill_no, approved_by, approved_hash';
const RULE = '审核人或审核过的内容与审计不符';

/** Checks that the last approval in the audit log names each bill's approver and exactly its approved content. */
export async function verifyApprovers(db: Database, findings: Finding[]): Promise<void> {
  for (let after = ''; ; ) {
    const bills = await db.query<Approved>(
      `SELECT ${COLUMNS} FROM bill WHERE id > ? AND (approved_by IS NOT NULL OR approved_hash IS NOT NULL) ORDER BY id LIMIT ${PAGE}`,
      [after],
    );
    let apart = await unapproved(db, bills);
    // A bill may be approved again between the two queries, so these are read once more.
    if (apart.length > 0)
      apart = await unapproved(
        db,
        await db.query<Approved>(
          `SELECT ${COLUMNS} FROM bill WHERE id IN (${placeholders(apart)}) AND (approved_by IS NOT NULL OR approved_hash IS NOT NULL)`,
          apart.map(({ id }) => id),
        ),
      );
    for (const { bill_no } of apart) findings.push({ rule: RULE, subject: bill_no });
    after = bills.at(-1)?.id ?? '';
    if (bills.length < PAGE) return;
  }
}

async function unapproved(db: Database, bills: readonly Approved[]): Promise<Approved[]> {
  if (bills.length === 0) return [];
  const rows = await db.query<Row>(
    `SELECT subject_id AS id, actor, detail FROM audit WHERE subject_id IN (${placeholders(bills)}) AND subject_kind = 'bill' AND action = 'approve' ORDER BY seq`,
    bills.map(({ id }) => id),
  );
  const last = new Map(rows.map((row) => [row.id, row]));
  return bills.filter((bill) => {
    const row = last.get(bill.id);
    return row?.actor !== bill.approved_by || hashOf(row.detail) !== bill.approved_hash;
  });
}

function hashOf(detail: string | null): unknown {
  try {
    const said: unknown = JSON.parse(detail ?? '{}');
    return said !== null && typeof said === 'object' && 'hash' in said ? said.hash : null;
  } catch {
    return null;
  }
}
