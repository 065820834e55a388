import { afterEach, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/database/data-source.js';
import { migrate } from '../../server/src/database/migrate.js';
import { MIGRATIONS } from '../../server/src/database/migrations.js';
import { freshDatabase } from './stack.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

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
