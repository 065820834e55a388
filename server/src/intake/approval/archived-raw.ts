import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { changedBy } from '../../database/database.js';

/** Removes the raw answer from its approval, to be kept in a file. @returns false if it is not as it was read. */
export async function takeRaw(tx: EntityManager, approvalId: string, text: string): Promise<boolean> {
  return (await changedBy(tx, "UPDATE approval SET raw = '' WHERE id = ? AND raw = ?", [approvalId, text])) === 1;
}

/** Writes the raw answer back. @returns false if it was not removed, or is not the text that was collected. */
export async function giveRawBack(tx: EntityManager, approvalId: string, text: string): Promise<boolean> {
  const hash = createHash('sha256').update(text).digest('hex');
  const sql = "UPDATE approval SET raw = ? WHERE id = ? AND raw = '' AND raw_hash = ?";
  return (await changedBy(tx, sql, [text, approvalId, hash])) === 1;
}
