import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';

interface Row {
  [column: string]: unknown;
}

/**
 * What a proposal is bound to: the content hash of the bill; of one that is not complete, and has none, the SHA-256 of what stands on it so far.
 * @returns 64 hexadecimal digits; null where nothing was made of its approval yet, or there is no such bill.
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
