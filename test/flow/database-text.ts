import { readFileSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { dialectOf } from '../../server/src/database/dialect.js';

/** Returns the whole schema as the database prints it, without TypeORM's own table. */
export async function schemaOf(on: DataSource): Promise<string[]> {
  if (dialectOf(on) === 'sqlite') {
    const rows: { sql: string }[] = await on.query(
      "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND tbl_name <> 'migrations' ORDER BY type, name",
    );
    return rows.map(({ sql }) => sql);
  }
  const tables: { name: string }[] = await on.query(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name <> 'migrations' ORDER BY table_name",
  );
  const printed: string[] = [];
  for (const { name } of tables) {
    const [row]: Record<string, string>[] = await on.query(`SHOW CREATE TABLE \`${name}\``);
    printed.push(keysSorted((row?.['Create Table'] ?? '').replace(/ AUTO_INCREMENT=\d+/, '')));
  }
  return printed;
}

/** Sorts indexes by name: the order of their creation has no meaning. */
function keysSorted(printed: string): string {
  const lines = printed.split('\n');
  const isKey = (line: string) => /^\s+(UNIQUE )?KEY /.test(line);
  const keys = lines.filter(isKey).map((line) => line.replace(/,$/, ''));
  const others = lines.filter((line) => !isKey(line)).map((line) => line.replace(/,$/, ''));
  return [...others.slice(0, -1), ...keys.sort(), others.at(-1)].join('\n');
}

/** Returns every row of every table as text, by table, without TypeORM's own table. */
export async function rowsOf(on: DataSource): Promise<Map<string, Record<string, string | null>[]>> {
  const tables: { name: string }[] = await on.query(
    dialectOf(on) === 'sqlite'
      ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'migrations' ORDER BY name"
      : "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name <> 'migrations' ORDER BY table_name",
  );
  const found = new Map<string, Record<string, string | null>[]>();
  for (const { name } of tables) {
    const rows: Record<string, unknown>[] = await on.query(`SELECT * FROM \`${name}\``);
    const told = rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([column, value]) => [column, value === null ? null : String(value)])),
    );
    found.set(name, told);
  }
  return found;
}

/** Returns the statements of a file in test/fixtures; no text in it may contain a semicolon. */
export const fixture = (name: string): string[] =>
  readFileSync(new URL(`../fixtures/${name}.sql`, import.meta.url), 'utf8')
    .replace(/^--.*$/gm, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
