import { afterEach, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { migrate } from '../../server/src/schema/migrate.js';
import { MIGRATIONS } from '../../server/src/schema/migrations.js';
import { closeAll } from './own-process.js';
import { freshDatabase } from './stack.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(() => closeAll(...closing.splice(0).reverse()));

async function opened(url: string) {
  const source = await openDataSource(dataSourceOptions(url));
  closing.push(() => source.destroy());
  return source;
}

it('the migrations make exactly what the entities say, can be taken back one by one, and made again', async () => {
  const { url, drop } = await freshDatabase();
  closing.push(drop);
  const source = await opened(url);
  const drift = async () => (await source.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);
  await migrate(source);
  expect(await drift()).toEqual([]);
  for (const _ of MIGRATIONS) await source.undoLastMigration({ transaction: 'each' });
  const [left]: { n: unknown }[] = await source.query(
    "SELECT COUNT(*) AS n FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name <> 'migrations'",
  );
  expect(Number(left?.n)).toBe(0);
  await migrate(source);
  expect(await drift()).toEqual([]);
});

it('processes that start together migrate one after the other', async () => {
  const { url, drop } = await freshDatabase();
  closing.push(drop);
  const sources = await Promise.all([opened(url), opened(url), opened(url)]);
  await Promise.all(sources.map(migrate));
  const rows: unknown[] = (await sources[0]?.query('SELECT name FROM migrations')) ?? [];
  expect(rows).toHaveLength(MIGRATIONS.length);
});

it('tables that an update makes compare byte for byte also where a dump was put back into a database of another collation', async () => {
  const { url, drop } = await freshDatabase();
  closing.push(drop);
  const before = await opened(url);
  before.migrations.splice(4);
  await migrate(before);
  // As the server makes a database of which nothing is said; a dump does not name its collation.
  await before.query('ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci');
  const source = await opened(url);
  await migrate(source);
  const others: unknown[] = await source.query(
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name <> 'migrations' AND collation_name <> 'utf8mb4_bin'",
  );
  expect(others).toEqual([]);
});
