import type { EntityManager } from 'typeorm';
import * as z from 'zod/mini';
import { placeholders } from '../../database/database.js';

const names = z.array(z.string());

/** Reads the column former_names. */
export const readNames = (column: unknown): string[] => (column == null ? [] : names.parse(JSON.parse(String(column))));

/**
 * Returns the other names under which these people may appear on a bill: former names in DingTalk, the names on their own approvals, and the names of
 * the Kingdee employee to whom their userid is mapped. @returns userid → names; people without other names are absent.
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

/** Most people in one statement: SQLite joins 500 SELECTs at most. */
const AT_ONCE = 200;

/**
 * Returns every name on the bills for which these people applied. It goes along the index from name to name: a person has one or two names but
 * thousands of bills, and a DISTINCT would read all of them.
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
