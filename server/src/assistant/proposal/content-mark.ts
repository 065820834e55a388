import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';

interface Row {
  [column: string]: unknown;
}

/**
 * Returns the hash that a proposal is bound to: the bill's content hash; for an incomplete bill without one, the SHA-256 of its content so far.
 * @returns 64 hexadecimal digits; null if its approval is not mapped yet, or if there is no such bill.
 */
export async function contentMark(reads: EntityManager, billId: string): Promise<string | null> {
  const [row]: Row[] = await reads.query(
    `SELECT b.content_hash, b.approval_id, c.bill_id AS made, c.draft, c.issues, c.notes
     FROM bill b LEFT JOIN bill_content c ON c.bill_id = b.id WHERE b.id = ?`,
    [billId],
  );
  if (row?.content_hash != null) return String(row.content_hash);
  if (row?.made == null) return null;
  const { approval_id: approval, draft, issues, notes } = row;
  return createHash('sha256')
    .update(JSON.stringify([approval, draft, issues, notes]))
    .digest('hex');
}
