import { readJson } from './exact-json.js';
import { readStatus, type SuccessEntity } from './read-status.js';

/**
 * What a stored answer says was done with one bill, found by its number or Id and never by its place.
 * @returns undefined where the answer cannot be read; null where it names no success of this bill.
 */
export function ownEntity(
  answer: string,
  bill: { billNo: string; id: string | null },
): SuccessEntity | null | undefined {
  let status: ReturnType<typeof readStatus>;
  try {
    status = readStatus(readJson(answer));
  } catch {
    // Broken off, or no JSON at all: it is kept as it came.
    return undefined;
  }
  if (!status) return undefined;
  const own = ({ id, number }: SuccessEntity) =>
    (number !== '' && number === bill.billNo) || (id !== '' && id === bill.id);
  return status.successes.find(own) ?? null;
}
