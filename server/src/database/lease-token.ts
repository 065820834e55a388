import { randomBytes } from 'node:crypto';
import { v6 } from 'uuid';

/** The node part of this process's keys: random, with the multicast bit, as RFC 9562 requires of a node that is no network card's. */
const NODE = randomBytes(6);
NODE[0] = (NODE[0] ?? 0) | 1;

/** Returns a new key whose last twelve digits identify this process. Lease tokens and the process's own id are such keys. */
export const ownKey = (): string => v6({ node: NODE });

/** Returns the last twelve digits of a key, which identify the process that made it. */
export const processOf = (key: string): string => key.slice(-12);

/** The same as SQL; null for a key without a process part. */
export const processOfSql = (column: string): string =>
  `CASE WHEN SUBSTR(${column}, 15, 1) = '6' THEN SUBSTR(${column}, 25, 12) END`;
