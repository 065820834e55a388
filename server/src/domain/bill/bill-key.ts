import { createHash } from 'node:crypto';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Returns 80 bits as 16 Crockford Base32 characters. */
function crockford16(digest: Buffer): string {
  let bits = 0n;
  for (const byte of digest.subarray(0, 10)) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let shift = 75n; shift >= 0n; shift -= 5n) text += CROCKFORD[Number((bits >> shift) & 31n)];
  return text;
}

/**
 * Returns the bill's permanent number (product.md §2): prefix + 16 characters over corpId ⏎ processInstanceId ⏎ part.
 * Computed once when the bill is created and stored, never again.
 */
export function billNo(prefix: string, corpId: string, processInstanceId: string, part: string): string {
  const digest = createHash('sha256').update(`${corpId}\n${processInstanceId}\n${part}`).digest();
  return `${prefix}${crockford16(digest)}`;
}

/** Returns the value of the key field: the instance id; for a part, with "~" and six characters of the part's hash behind it. */
export const thirdBillNo = (processInstanceId: string, part: string): string =>
  part === '' ? processInstanceId : `${processInstanceId}~${shortPart(part)}`;

/** Returns the `part` of a bill key: 80 bits of the hash of the approval's own text in the column that it is split by, 16 characters. */
export const partOfValue = (value: string): string => crockford16(createHash('sha256').update(value).digest());

/** Returns what `thirdBillNo` carries of a part: two parts of one approval must differ in it. */
export const shortPart = (part: string): string => part.slice(0, 6);
