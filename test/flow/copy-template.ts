import { copyFileSync } from 'node:fs';
import mysql from 'mysql2/promise';

/** Environment variable with the name (on SQLite the file) of the migrated database that is copied; passed from the run to its workers. */
export const TEMPLATE = 'FLOW_TEMPLATE_DATABASE';

/** Makes a SQLite file as the migrations leave it; if this run has no template, the server makes the file. */
export function copyTemplateFile(file: string): void {
  const template = process.env[TEMPLATE];
  if (template) copyFileSync(template, file);
}

/** Makes a database as the migrations leave it. @returns false if this run has no template. */
export async function copyTemplate(server: string, name: string): Promise<boolean> {
  const template = process.env[TEMPLATE];
  if (!template) return false;
  await onServer(server, async (connection) => {
    const read = async (sql: string) => (await connection.query(sql))[0] as Record<string, string>[];
    const [made] = await read(`SHOW CREATE DATABASE ${template}`);
    await connection.query(made?.['Create Database']?.replace(template, name) ?? `CREATE DATABASE ${name}`);
    await connection.query(`USE ${name}`);
    await connection.query('SET FOREIGN_KEY_CHECKS = 0');
    for (const row of await read(`SHOW TABLES FROM ${template}`)) {
      const table = Object.values(row)[0] ?? '';
      const [create] = await read(`SHOW CREATE TABLE ${template}.\`${table}\``);
      await connection.query(create?.['Create Table'] ?? '');
      await connection.query(`INSERT INTO \`${table}\` SELECT * FROM ${template}.\`${table}\``);
    }
  });
  return true;
}

export async function onServer(server: string, act: (connection: mysql.Connection) => Promise<unknown>): Promise<void> {
  const { hostname, port, username, password } = new URL(server);
  const connection = await mysql.createConnection({
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  });
  try {
    await act(connection);
  } finally {
    await connection.end();
  }
}
