import type { EntityManager } from 'typeorm';
import { readInt } from '../../database/columns.js';
import { type Database, placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import type { SeenDepartment, SeenDepartments } from '../../domain/approval/department-key.js';
import { clip } from '../../json/json-reading.js';
import { Department } from './department.entity.js';

/** A department as an approval prints it. */
export interface PrintedDepartment {
  /** The result of departmentKey(); departments with '' are skipped. */
  key: string;
  name: string;
  /** An applicant from it: shows people which department is meant if its path is not known. */
  seenWith: string;
}

interface Row {
  [column: string]: unknown;
}

const LONGEST = 200;
const SHARED = `SELECT d.name FROM department d GROUP BY d.name HAVING COUNT(*) > 1`;

/**
 * Stores which departments approvals name, in the transaction that stores the approvals: a second department of the same name is known before its
 * bill is mapped.
 */
export async function noteDepartments(tx: EntityManager, printed: readonly PrintedDepartment[]): Promise<void> {
  const wanted = new Map<string, PrintedDepartment>();
  for (const { key, name, seenWith } of printed) {
    const short = { key, name: clip(name.trim(), LONGEST).trim(), seenWith };
    const id = JSON.stringify([key, short.name]);
    if (key !== '' && key.length <= LONGEST && short.name !== '' && !wanted.has(id)) wanted.set(id, short);
  }
  if (wanted.size === 0) return;
  const keys = [...new Set([...wanted.values()].map(({ key }) => key))];
  const there: Row[] = await tx.query(
    `SELECT dept_key, name FROM department WHERE dept_key IN (${placeholders(keys)})`,
    keys,
  );
  for (const row of there) wanted.delete(JSON.stringify([row.dept_key, row.name]));
  const now = Date.now();
  await insertRows(
    tx,
    Department,
    [...wanted.values()].map(({ key, name, seenWith }) => ({
      dept_key: key,
      name,
      path: '',
      seen_with: clip(seenWith, 120),
      changed_at: now,
      asked_at: 0,
    })),
  );
}

/**
 * Returns the departments that share a printed name with another, and a mark that changes with them. Rows are never removed and each counts its own
 * changes, so the mark only grows, even for two changes within one millisecond.
 */
export async function sharedDepartments(db: Database): Promise<SeenDepartments & { mark: string; names: string[] }> {
  const rows = await db.query<Row>(
    `SELECT dept_key, name, path, seen_with, changes FROM department WHERE name IN (${SHARED}) ORDER BY name, dept_key`,
  );
  const byName = new Map<string, SeenDepartment[]>();
  for (const row of rows) {
    const name = String(row.name);
    byName.set(name, [...(byName.get(name) ?? []), { key: String(row.dept_key), label: labelOf(row) }]);
  }
  const changes = rows.reduce((sum, row) => sum + readInt(row.changes), rows.length);
  return {
    ofName: (name) => byName.get(name) ?? [],
    mark: `${changes}`,
    names: [...byName.keys()],
  };
}

/** Returns key → label that people use for the department. */
export async function departmentLabels(db: Database, keys: readonly string[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const rows = await db.query<Row>(
    `SELECT dept_key, name, path, seen_with FROM department WHERE dept_key IN (${placeholders(keys)}) ORDER BY changed_at, name`,
    [...keys],
  );
  return new Map(rows.map((row) => [String(row.dept_key), labelOf(row)]));
}

/** Returns at most `most` keys that share a name and whose unknown path was last asked for before `before` (Unix ms). */
export async function departmentsWithoutPath(db: Database, before: number, most: number): Promise<string[]> {
  const rows = await db.query<Row>(
    `SELECT dept_key, MAX(asked_at) AS asked FROM department WHERE path = '' AND asked_at < ? AND name IN (${SHARED})
     GROUP BY dept_key ORDER BY asked, dept_key LIMIT ${most}`,
    [before],
  );
  return rows.map((row) => String(row.dept_key));
}

/** Stores the answer about a path. @param path '' if the contacts do not say: then it is asked again later. */
export async function notePath(tx: EntityManager, key: string, path: string): Promise<void> {
  const now = Date.now();
  await tx.query('UPDATE department SET asked_at = ? WHERE dept_key = ?', [now, key]);
  if (path !== '')
    await tx.query('UPDATE department SET path = ?, changed_at = ?, changes = changes + 1 WHERE dept_key = ?', [
      clip(path, 300),
      now,
      key,
    ]);
}

function labelOf(row: Row): string {
  const [name, path, person] = [String(row.name), String(row.path), String(row.seen_with)];
  if (path !== '') return path;
  return person === '' ? name : `${name}（${person}所在的）`;
}
