import { createHash } from 'node:crypto';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 80 bits as 16 Crockford Base32 characters. */
function crockford16(digest: Buffer): string {
  let bits = 0n;
  for (const byte of digest.subarray(0, 10)) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let shift = 75n; shift >= 0n; shift -= 5n) text += CROCKFORD[Number((bits >> shift) & 31n)];
  return text;
}

/**
 * The bill's number for life (product.md §2): prefix + 16 characters over corpId ⏎ processInstanceId ⏎ part.
 * Computed once when the bill is created, stored, never again.
 */
export function billNo(prefix: string, corpId: string, processInstanceId: string, part: string): string {
  const digest = createHash('sha256').update(`${corpId}\n${processInstanceId}\n${part}`).digest();
  return `${prefix}${crockford16(digest)}`;
}

/** What the key field carries: the instance id, for a part with six characters of its hash behind "~". */
export const thirdBillNo = (processInstanceId: string, part: string): string =>
  part === '' ? processInstanceId : `${processInstanceId}~${shortPart(part)}`;

/** `part` of a bill key: 80 bits of the hash of what the approval itself says in the column that it is split by, 16 characters. */
export const partOfValue = (value: string): string => crockford16(createHash('sha256').update(value).digest());

/** How much of a part `thirdBillNo` carries: two parts of one approval must differ in it. */
export const shortPart = (part: string): string => part.slice(0, 6);
