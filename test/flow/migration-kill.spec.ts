import type { DataSource, QueryRunner } from 'typeorm';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { migrate } from '../../server/src/schema/migrate.js';
import { MIGRATIONS } from '../../server/src/schema/migrations.js';
import { fixture, rowsOf, schemaOf } from './database-text.js';
import { putOldDatabase } from './old-database.js';
import { closeAll } from './own-process.js';
import { freshDatabase, onMariaDb } from './stack.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(() => closeAll(...closing.splice(0).reverse()));

/** Migrations need no entities, and to read those at each of some hundred starts would cost more than the migrations do. */
async function opened(url: string): Promise<DataSource> {
  const source = await openDataSource({ ...dataSourceOptions(url), entities: [] });
  closing.push(async () => source.isInitialized && source.destroy());
  return source;
}

async function database(): Promise<string> {
  const { url, drop } = await freshDatabase();
  closing.push(drop);
  return url;
}

/** What changes the schema, its rows or the record of what has been done; looks are none. */
const ACTS = /^\s*(CREATE|ALTER|DROP|INSERT|UPDATE|DELETE|COMMIT)\b/i;

/**
 * Starts until one lives: each dies right after the first act after which none has died yet. On MariaDB its connection is gone, as with
 * the process; nothing is rolled back by us, as nobody would be left to do it.
 * @returns after how many acts a start has died.
 */
async function startsKilledEverywhere(url: string): Promise<number> {
  const died = new Set<string>();
  for (;;) {
    const source = await opened(url);
    let dead = false;
    let last = '';
    const create = source.createQueryRunner.bind(source);
    source.createQueryRunner = (mode) => {
      const runner: QueryRunner = create(mode);
      const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
      runner.query = (async (...args: unknown[]) => {
        const answer = await query(...args);
        const act = `${last} ${JSON.stringify(args)}`;
        if (dead || !ACTS.test(String(args[0])) || died.has(act)) {
          if (ACTS.test(String(args[0])) && !/COMMIT/.test(String(args[0]))) last = String(args[0]);
          return answer;
        }
        died.add(act);
        dead = true;
        if (onMariaDb) (await runner.connect()).destroy();
        throw new Error('killed');
      }) as QueryRunner['query'];
      return runner;
    };
    try {
      await migrate(source);
      return died.size;
    } catch (error) {
      if (!dead)
        throw new Error(`a start after ${died.size} deaths fails, the last after ${[...died].at(-1)}`, {
          cause: error,
        });
    } finally {
      await source.destroy();
    }
  }
}

/** TypeORM rebuilds a table of SQLite with its unique keys in the order that it happens to read them. */
const unordered = (schema: readonly string[]): string[][] =>
  schema.map((statement) =>
    statement
      .replace(/\)$/, '')
      .split(/, (?=CONSTRAINT)/)
      .sort(),
  );

/** A database of the first release with a row in every table. */
async function firstRelease(): Promise<{ url: string; source: DataSource }> {
  const url = await database();
  const source = await opened(url);
  await source.query('ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin');
  for (const statement of [...fixture('schema-2026-11'), ...fixture('data-2026-11')]) await source.query(statement);
  await source.query("INSERT INTO migrations (timestamp, name) VALUES (1795000000000, 'CreateTables1795000000000')");
  return { url, source };
}

let expected: string[];
beforeAll(async () => {
  const { url, drop } = await freshDatabase();
  const source = await openDataSource(dataSourceOptions(url));
  await migrate(source);
  expected = await schemaOf(source);
  await closeAll(() => source.destroy(), drop);
});

it('a start that dies after any step of any migration is taken up by the next', async () => {
  const url = await database();
  expect(await startsKilledEverywhere(url)).toBeGreaterThan(MIGRATIONS.length * 2);
  expect(unordered(await schemaOf(await opened(url)))).toEqual(unordered(expected));
});

if (onMariaDb)
  it('and so is the update of a database of the first release, with every row as if it had lived', async () => {
    const [killed, lived] = [await firstRelease(), await firstRelease()];
    await migrate(lived.source);
    expect(await startsKilledEverywhere(killed.url)).toBeGreaterThan(MIGRATIONS.length);
    expect(await schemaOf(killed.source)).toEqual(expected);
    expect(await rowsOf(killed.source)).toEqual(await rowsOf(lived.source));
  });

it('and so is the update of an installation that worked, on either database: every bill stands as it stood', async () => {
  const [killed, lived] = [await database(), await database()];
  for (const url of [killed, lived]) await putOldDatabase(url);
  const [dead, living] = [await opened(killed), await opened(lived)];
  const before = (await rowsOf(dead)).get('bill') ?? [];
  await migrate(living);
  expect(await startsKilledEverywhere(killed)).toBeGreaterThan(MIGRATIONS.length);
  expect(unordered(await schemaOf(dead))).toEqual(unordered(expected));
  expect(await rowsOf(dead)).toEqual(await rowsOf(living));
  expect(new Set(before.map(({ state_kind }) => state_kind)).size).toBe(14);
  expect((await rowsOf(dead)).get('bill')).toMatchObject(before);
});
