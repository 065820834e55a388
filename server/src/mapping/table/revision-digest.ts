import { createHash } from 'node:crypto';

/** A row that a revision set: id, organisation, key, scope, its value, target, and the day from which it counts, if it has one. */
export type SetRow = readonly [
  id: string,
  org: string,
  key: string,
  scope: string,
  scopeValue: string,
  target: string,
  fromDay?: string,
];

/** Returns a row as the digest takes it. */
export const setRow = ({ id, orgNumber, key, scope, scopeValue, targetNumber, fromDay = '' }: DigestedRow): SetRow =>
  fromDay === ''
    ? [id, orgNumber, key, scope, scopeValue, targetNumber]
    : [id, orgNumber, key, scope, scopeValue, targetNumber, fromDay];
interface DigestedRow {
  id: string;
  orgNumber: string;
  key: string;
  scope: string;
  scopeValue: string;
  targetNumber: string;
  fromDay?: string | undefined;
}

/**
 * Returns the proof for the audit log of which rows a revision of a table set and ended: SHA-256, in
 * hex, over `{"ended":[ids],"revision":…,"set":[rows],"table":code}`, both lists sorted by id. mapping_row gives the same at any later
 * time, by since_revision and until_revision.
 */
export function revisionDigest(
  table: string,
  revision: number,
  set: readonly SetRow[],
  ended: readonly string[],
): string {
  const byText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
  const text = JSON.stringify({
    ended: [...ended].sort(byText),
    revision,
    set: [...set].sort((one, other) => byText(one[0], other[0])),
    table,
  });
  return createHash('sha256').update(text).digest('hex');
}
