import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { migrate } from '../../server/src/schema/migrate.js';
import { onServer, TEMPLATE } from './copy-template.js';

/**
 * On MariaDB the migrations take seconds, and most files need a database of their own, some one for each test: they run once, and
 * their result is copied. What is about migrations or first starts still begins with an empty one.
 */
export async function setup(): Promise<void> {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) return;
  const name = `dd_template_${process.pid}`;
  await onServer(server, (connection) => connection.query(`CREATE DATABASE ${name}`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  const source = await openDataSource(dataSourceOptions(url.toString()));
  await migrate(source);
  await source.destroy();
  process.env[TEMPLATE] = name;
}

export async function teardown(): Promise<void> {
  const [server, name] = [process.env.TEST_DATABASE_URL, process.env[TEMPLATE]];
  if (server && name) await onServer(server, (connection) => connection.query(`DROP DATABASE ${name}`));
}
