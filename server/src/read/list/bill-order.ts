import { type BillQuery, SORTS } from '@dingdee/shared/bill';
import * as z from 'zod/mini';
import type { SqlCondition } from '../../bill/selection/sql-condition.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';

type Sort = BillQuery['sort'];

/** Each order is total: the id decides between equal rows, so that keyset pages neither repeat nor skip a bill. */
export const ORDER_BY: Readonly<Record<Sort, string>> = {
  waiting: 'state_since, id',
  // Reads whole indexes backwards: MySQL and MariaDB sort if one column runs the other way.
  amount: 'base_fen DESC, id DESC',
  finished: 'finished_at DESC, id DESC',
};
const COLUMN: Readonly<Record<Sort, string>> = { waiting: 'state_since', amount: 'base_fen', finished: 'finished_at' };

const cursor = z.tuple([z.enum(SORTS), z.nullable(z.string().check(z.regex(/^-?\d{1,20}$/))), z.string()]);

/** Returns the cursor after a page. @param row the last row of the page, with the columns of its order. */
export function cursorAfter(sort: Sort, row: Readonly<Record<string, unknown>>): string {
  const key = row[COLUMN[sort]];
  return Buffer.from(JSON.stringify([sort, key == null ? null : String(key), String(row.id)])).toString('base64url');
}

/**
 * Returns conditions for the rows behind a cursor; each is one range of an index, and they do not overlap.
 * @throws BillRefusedError for a cursor that is not ours or of another order.
 */
export function behind(sort: Sort, text: string): readonly SqlCondition[] {
  const [, key, id] = readCursor(sort, text);
  const column = COLUMN[sort];
  // Bills without an amount come last in "amount": both databases sort NULL below every number.
  if (key === null) return [{ sql: `${column} IS NULL AND id < ?`, params: [id] }];
  if (sort === 'waiting')
    return [{ sql: `${column} >= ? AND (${column} > ? OR id > ?)`, params: [Number(key), Number(key), id] }];
  const values = { sql: `${column} <= ? AND (${column} < ? OR id < ?)`, params: [key, key, id] };
  return sort === 'amount' ? [values, { sql: `${column} IS NULL`, params: [] }] : [values];
}

function readCursor(sort: Sort, text: string): z.infer<typeof cursor> {
  try {
    const read = cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    if (read[0] === sort) return read;
  } catch {
    // not JSON, or not of our shape: the same refusal as for another order
  }
  throw new BillRefusedError('bill/bad-cursor', '翻页位置已失效，没有取到下一页。从第一页重新打开列表。');
}
