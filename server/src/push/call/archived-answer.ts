import type { EntityManager } from 'typeorm';
import { changedBy } from '../../database/database.js';

/** Removes Kingdee's answer from its call, because it moves to a file. @returns false if the answer is not the one that was read. */
export async function takeAnswer(tx: EntityManager, callId: string, text: string): Promise<boolean> {
  return (await changedBy(tx, 'UPDATE push_call SET answer = NULL WHERE id = ? AND answer = ?', [callId, text])) === 1;
}

/** Puts the answer back. @returns false if the call still has an answer. */
export async function giveAnswerBack(tx: EntityManager, callId: string, text: string): Promise<boolean> {
  return (await changedBy(tx, 'UPDATE push_call SET answer = ? WHERE id = ? AND answer IS NULL', [text, callId])) === 1;
}
