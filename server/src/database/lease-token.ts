import { randomBytes } from 'node:crypto';
import { v6 } from 'uuid';

/** Of this process: a random node with the multicast bit, as RFC 9562 asks of one that is no network card's. */
const NODE = randomBytes(6);
NODE[0] = (NODE[0] ?? 0) | 1;

/** A new key that tells which process made it: its last twelve digits. Tokens of leases and the process's own id are such keys. */
export const ownKey = (): string => v6({ node: NODE });

/** Which process made the key. */
export const processOf = (key: string): string => key.slice(-12);

/** The same as SQL; null for a key of a program that did not write it down. */
export const processOfSql = (column: string): string =>
  `CASE WHEN SUBSTR(${column}, 15, 1) = '6' THEN SUBSTR(${column}, 25, 12) END`;
