import { it } from 'vitest';
import { onMariaDb } from './stack.js';

/** Whether this run holds only what a database can change: the gate on a database server, which ran all of it on SQLite before. */
export const onlyDatabase = onMariaDb && process.env.TEST_SCOPE === 'gate';

/** A test that no database changes: the gate runs it on SQLite alone, `npm run test:all` on both databases. */
export function itOnSqlite(title: string, act: () => Promise<void>): void {
  if (!onlyDatabase) it(title, act);
}
