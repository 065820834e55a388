import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { AuditLog } from '../audit/audit-log.js';
import type { Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { temporaryDatabase } from '../schema/temporary-database.js';
import { MOST_LOOKS, OutsideLooks } from './outside-looks.js';

let db: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ db, drop } = await temporaryDatabase());
});
afterAll(() => drop?.());

const as = (userId: string): Actor => ({ userId, name: userId, roles: ['reviewer'] });

it('writes down who asked Kingdee about which number, and so many in an hour are the most of one person', async () => {
  const looks = new OutsideLooks(db, new AuditLog());
  await Promise.all(Array.from({ length: MOST_LOOKS }, (_, at) => looks.note(`FKD${at}`, 2, as('wang'))));
  await expect(looks.note('FKD999', 1, as('wang'))).rejects.toMatchObject({ code: 'bill/too-many-looks' });
  await looks.note('FKD999', 1, as('li'));
  const rows = await db.query<{ actor: string; detail: string }>(
    "SELECT actor, detail FROM audit WHERE action = 'look-outside' ORDER BY seq",
  );
  expect(rows).toHaveLength(MOST_LOOKS + 1);
  expect(rows.at(-1)?.actor).toBe('li');
  expect(JSON.parse(rows.at(-1)?.detail ?? '')).toMatchObject({ number: 'FKD999', bills: 1 });
  vi.useFakeTimers({ now: Date.now() + 3_601_000, toFake: ['Date'] });
  try {
    await looks.note('FKD999', 1, as('wang'));
  } finally {
    vi.useRealTimers();
  }
});
