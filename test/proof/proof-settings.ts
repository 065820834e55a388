import type { DatabaseKind } from '../crash/databases.js';

// The run was interrupted: whoever exits ends the servers it started.
process.once('disconnect', () => process.exit(1));

/** Each project of vitest.proof.config.ts proves everything on one of them. */
export const kind: DatabaseKind = process.env.PROOF_DATABASE === 'mariadb' ? 'mariadb' : 'sqlite';

export const numberOf = (setting: string, fallback: number): number => Number(process.env[setting] || fallback);
