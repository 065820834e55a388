import { readJson } from './exact-json.js';
import { readStatus, type SuccessEntity } from './read-status.js';

/**
 * Returns what a stored answer says was done with one bill, found by its number or Id and never by its position.
 * @returns undefined if the answer cannot be read; null if it names no success of this bill.
 */
export function ownEntity(
  answer: string,
  bill: { billNo: string; id: string | null },
): SuccessEntity | null | undefined {
  let status: ReturnType<typeof readStatus>;
  try {
    status = readStatus(readJson(answer));
  } catch {
    // The answer is truncated or not JSON; it was stored as received.
    return undefined;
  }
  if (!status) return undefined;
  const own = ({ id, number }: SuccessEntity) =>
    (number !== '' && number === bill.billNo) || (id !== '' && id === bill.id);
  return status.successes.find(own) ?? null;
}
