import type { EntityManager } from 'typeorm';
import { changedBy } from '../../database/database.js';

/** DingTalk's answer leaves its approval, for a file. @returns false where it is not as it was read. */
export async function takeRaw(tx: EntityManager, approvalId: string, text: string): Promise<boolean> {
  return (await changedBy(tx, "UPDATE approval SET raw = '' WHERE id = ? AND raw = ?", [approvalId, text])) === 1;
}

/** It comes back. @returns false where it is not gone. */
export async function giveRawBack(tx: EntityManager, approvalId: string, text: string): Promise<boolean> {
  return (await changedBy(tx, "UPDATE approval SET raw = ? WHERE id = ? AND raw = ''", [text, approvalId])) === 1;
}
