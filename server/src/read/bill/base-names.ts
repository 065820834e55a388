import type { BaseDataKind } from '@dingdee/shared/base-data';
import { type Database, placeholders } from '../../database/database.js';

const MOST = 2000;

/** Returns a function that gives the name of a Kingdee number, for any organisation; '' if it is not known. */
export async function baseNames(
  db: Database,
  wanted: readonly { kind: BaseDataKind; number: string }[],
): Promise<(kind: BaseDataKind, number: string) => string> {
  const kinds = [...new Set(wanted.map(({ kind }) => kind))];
  const numbers = [...new Set(wanted.map(({ number }) => number))].slice(0, MOST);
  if (numbers.length === 0) return () => '';
  const rows = await db.query<{ kind: string; number: string; name: string }>(
    `SELECT kind, number, name FROM base_data WHERE kind IN (${placeholders(kinds)}) AND number IN (${placeholders(numbers)})`,
    [...kinds, ...numbers],
  );
  const names = new Map(rows.map((row) => [`${row.kind}\n${row.number}`, row.name]));
  return (kind, number) => names.get(`${kind}\n${number}`) ?? '';
}
