import type { DatabaseKind } from '../crash/databases.js';

// The run was interrupted: whoever exits ends the servers it started.
process.once('disconnect', () => process.exit(1));

/** Each project of vitest.proof.config.ts proves everything on one of them. */
export const kind: DatabaseKind = process.env.PROOF_DATABASE === 'mariadb' ? 'mariadb' : 'sqlite';

/** Whether `npm test` runs this, and so a small proof. */
export const gate = process.env.TEST_SCOPE === 'gate';

/** A size from the environment; without it `gate` in `npm test`, which proves that the proof still works, and `whole` everywhere else. */
export const sizeOf = (setting: string, { gate: small, whole }: { gate: number; whole: number }): number =>
  Number(process.env[setting] || (gate ? small : whole));

export const seedOf = (setting: string, fallback: number): number => Number(process.env[setting] || fallback);

/** In `npm test` the save, whose second sending makes a second bill, and the two places of audit and comment where the answer is lost. */
const GATE_BOUNDARIES = 'save,audit.sent,audit.before-commit,comment.sent,comment.before-commit';

/** Comma list of where the crash matrix kills; '' is everywhere. */
export const boundaryList = process.env.CRASH_ONLY ?? (gate ? GATE_BOUNDARIES : '');
