import type { EntityManager } from 'typeorm';
import * as z from 'zod/mini';
import { placeholders } from '../../database/database.js';

const names = z.array(z.string());

/** The column former_names. */
export const readNames = (column: unknown): string[] => (column == null ? [] : names.parse(JSON.parse(String(column))));

/**
 * By what other names than today's these people may stand on a bill: earlier ones in DingTalk, those of their own approvals, and those
 * of the employee in Kingdee that their userid is mapped to. @returns userid → names; nobody without any.
 */
export async function otherNames(tx: EntityManager, userIds: readonly string[]): Promise<Map<string, string[]>> {
  const found = new Map<string, Set<string>>();
  if (userIds.length === 0) return new Map();
  const add = (userId: string, name: string | null) => {
    if (name === null || name.trim() === '' || name === userId) return;
    found.set(userId, (found.get(userId) ?? new Set()).add(name));
  };
  const list = placeholders(userIds);
  const members: { id: string; former: unknown }[] = await tx.query(
    `SELECT user_id AS id, former_names AS former FROM member WHERE former_names IS NOT NULL AND user_id IN (${list})`,
    [...userIds],
  );
  for (const { id, former } of members) for (const name of readNames(former)) add(id, name);
  for (const { id, name } of await appliedAs(tx, userIds)) add(id, name);
  const rows: { id: string; name: string | null; other: string | null }[] = await tx.query(
    `SELECT row_key AS id, key_label AS name, target_name AS other FROM mapping_row
     WHERE row_key IN (${list}) AND table_id IN (SELECT id FROM mapping_table WHERE code = 'contactUnit')`,
    [...userIds],
  );
  for (const { id, name, other } of rows) for (const each of [name, other]) add(id, each);
  return new Map([...found].map(([id, all]) => [id, [...all]]));
}

/** People asked about in one statement: SQLite joins 500 SELECTs at most. */
const AT_ONCE = 200;

/**
 * Every name on the bills that these people applied for. Asked along the index from name to name: a person has one or two of them, and
 * thousands of bills, all of which a DISTINCT would read.
 */
async function appliedAs(tx: EntityManager, userIds: readonly string[]): Promise<{ id: string; name: string }[]> {
  const found: { id: string; name: string }[] = [];
  const open = userIds.map((id) => ({ id, name: '' }));
  while (open.length > 0) {
    const asked = open.splice(0, AT_ONCE);
    const rows: { id: string; name: string | null }[] = await tx.query(
      asked.map(() => NEXT_NAME).join(' UNION ALL '),
      asked.flatMap(({ id, name }) => [id, id, name]),
    );
    const next = rows.flatMap(({ id, name }) => (name === null ? [] : [{ id: String(id), name }]));
    found.push(...next);
    open.push(...next);
  }
  return found;
}
const NEXT_NAME =
  'SELECT ? AS id, (SELECT MIN(originator_name) FROM bill WHERE originator_userid = ? AND originator_name > ?) AS name';
