import type { EntityManager } from 'typeorm';
import { changedBy } from '../../database/database.js';

/** Kingdee's answer leaves its call, for a file. @returns false where it is not as it was read. */
export async function takeAnswer(tx: EntityManager, callId: string, text: string): Promise<boolean> {
  return (await changedBy(tx, 'UPDATE push_call SET answer = NULL WHERE id = ? AND answer = ?', [callId, text])) === 1;
}

/** It comes back. @returns false where it is not gone. */
export async function giveAnswerBack(tx: EntityManager, callId: string, text: string): Promise<boolean> {
  return (await changedBy(tx, 'UPDATE push_call SET answer = ? WHERE id = ? AND answer IS NULL', [text, callId])) === 1;
}
