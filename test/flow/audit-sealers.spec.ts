import { afterEach, beforeEach, expect, it } from 'vitest';
import { AuditLog } from '../../server/src/audit/audit-log.js';
import { AuditSealer } from '../../server/src/audit/audit-sealer.js';
import { AuditKey } from '../../server/src/audit/chain/audit-key.js';
import { verifyAudit } from '../../server/src/audit/chain/verify-audit.js';
import type { Database } from '../../server/src/database/database.js';
import { SYSTEM } from '../../server/src/domain/actor.js';
import { migratedDatabase, type OpenedDatabase } from './intake-parts.js';
import { onMariaDb } from './stack.js';

/** Two processes that seal one audit log. */
const key = new AuditKey('spec-secret-0123456789');
const noMarker = { read: async () => null };
let opened: OpenedDatabase;
beforeEach(async () => {
  opened = await migratedDatabase();
});
afterEach(() => opened.close());

const append = (count: number) =>
  opened.db.inTransaction((tx) =>
    new AuditLog(key).append(
      tx,
      SYSTEM,
      Array.from({ length: count }, (_, i) => ({ action: 'x', subjectKind: 'bill' as const, subjectId: `bill-${i}` })),
    ),
  );

/** The same database; before a statement of a transaction that says this, something else happens once. */
function slowed(db: Database, at: string, before: () => Promise<void>): Database {
  let once = false;
  const pausing = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(of, key) {
        const value: unknown = Reflect.get(of, key);
        if (key === 'query')
          return async (sql: string, parameters?: unknown[]) => {
            if (!once && sql.includes(at)) {
              once = true;
              await before();
            }
            return (value as (sql: string, parameters?: unknown[]) => Promise<unknown>).call(of, sql, parameters);
          };
        return typeof value === 'function' ? value.bind(of) : value;
      },
    });
  return new Proxy(db, {
    get(of, key) {
      if (key === 'inTransaction')
        return <T>(work: (tx: never) => Promise<T>) => of.inTransaction((tx) => work(pausing(tx) as never));
      const value: unknown = Reflect.get(of, key);
      return typeof value === 'function' ? value.bind(of) : value;
    },
  });
}

const sealerOf = (db: Database) => new AuditSealer(db, key, noMarker);

it.each([
  ['begin it with one chain, also where both meet the log without a head at once', 'INSERT INTO audit_head'],
  ['put the same rows into one chain, also where both are about to read what waits', 'FROM audit WHERE seq > ?'],
])('%s', async (_, at) => {
  await append(3);
  const first = sealerOf(opened.db);
  let begin = (): void => undefined;
  let appended = (): void => undefined;
  // Begun here, so that it is no part of the other's transaction.
  const meanwhile = new Promise<void>((resolve) => {
    begin = resolve;
  }).then(async () => {
    const sealed = first.sealAll();
    await Promise.race([sealed, new Promise((resolve) => setTimeout(resolve, 500))]);
    const more = append(2);
    // One transaction at a time on SQLite: these come after the one that waits here.
    if (onMariaDb) await more;
    appended();
    await Promise.all([sealed, more]);
  });
  const more = new Promise<void>((resolve) => {
    appended = resolve;
  });
  const second = sealerOf(
    slowed(opened.db, at, async () => {
      begin();
      await more;
    }),
  );
  await second.sealAll();
  await meanwhile;
  await first.sealAll();
  expect(await verifyAudit(opened.db, key)).toMatchObject({ sealed: 6, unsealed: 0, broken: [], faults: [] });
});

it('chain a row that a slow transaction committed after higher ones were sealed, and name nothing', async () => {
  await sealerOf(opened.db).sealAll();
  let commit = (): void => undefined;
  const committing = new Promise<void>((resolve) => {
    commit = resolve;
  });
  let begun = (): void => undefined;
  const first = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const slow = opened.db.inTransaction(async (tx) => {
    await new AuditLog(key).append(tx, SYSTEM, [{ action: 'slow', subjectKind: 'bill', subjectId: 'slow' }]);
    begun();
    if (onMariaDb) await committing;
  });
  await first;
  await append(2);
  await sealerOf(opened.db).sealAll();
  commit();
  await slow;
  await append(1);
  await sealerOf(opened.db).sealAll();
  expect(await verifyAudit(opened.db, key)).toMatchObject({ sealed: 5, unsealed: 0, broken: [], faults: [] });
});
