import { afterEach, beforeEach, expect, it } from 'vitest';
import { SYSTEM } from '../../server/src/access/actor.js';
import { AuditLog } from '../../server/src/audit/audit-log.js';
import { AuditSealer } from '../../server/src/audit/audit-sealer.js';
import { verifyAudit } from '../../server/src/audit/verify-audit.js';
import type { Database } from '../../server/src/database/database.js';
import { migratedDatabase, type OpenedDatabase } from './intake-parts.js';

/** Two processes that seal one audit log. */
let opened: OpenedDatabase;
beforeEach(async () => {
  opened = await migratedDatabase();
});
afterEach(() => opened.close());

const append = (count: number) =>
  opened.db.inTransaction((tx) =>
    new AuditLog().append(
      tx,
      SYSTEM,
      Array.from({ length: count }, (_, i) => ({ action: 'x', subjectKind: 'bill' as const, subjectId: `bill-${i}` })),
    ),
  );

/** The same database; before the sealer reads which rows wait, something else happens. */
function slowed(db: Database, before: () => Promise<void>): Database {
  let once = false;
  const pausing = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(of, key) {
        const value: unknown = Reflect.get(of, key);
        if (key === 'query')
          return async (sql: string, parameters?: unknown[]) => {
            if (!once && sql.includes('WHERE hash IS NULL ORDER BY seq')) {
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

it('begin it with one chain, also where both meet the empty log at once', async () => {
  await append(3);
  const first = new AuditSealer(opened.db);
  let begin = (): void => undefined;
  let appended = (): void => undefined;
  // Begun here, so that it is no part of the other's transaction.
  const meanwhile = new Promise<void>((resolve) => {
    begin = resolve;
  }).then(async () => {
    const sealed = first.sealAll();
    await Promise.race([sealed, new Promise((resolve) => setTimeout(resolve, 500))]);
    await append(2);
    appended();
    return sealed;
  });
  const more = new Promise<void>((resolve) => {
    appended = resolve;
  });
  // The second has seen an empty chain; before it reads what waits, the first has sealed, and more rows have come.
  const second = new AuditSealer(
    slowed(opened.db, async () => {
      begin();
      await more;
    }),
  );
  await second.sealAll();
  await meanwhile;
  await first.sealAll();
  expect(await verifyAudit(opened.db)).toMatchObject({ sealed: 5, unsealed: 0, broken: [] });
});
