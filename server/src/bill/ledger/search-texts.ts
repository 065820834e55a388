import type { EntityManager } from 'typeorm';
import { placeholders } from '../../database/database.js';
import { dialectOf } from '../../database/dialect.js';
import { insertRows, type NewRow } from '../../database/rows.js';
import { BillSearchText } from './search-text.entity.js';
import { searchable, searchId, searchWords } from './search-words.js';

/** Texts that a bill is found by, beside its own columns. */
export interface FoundBy {
  id: string;
  /** Names that other bills share: cost items. */
  names: readonly string[];
  /** Texts of its rows. */
  rows: readonly string[];
}
interface Columns {
  id: string;
  originator_name: string;
  payee: string;
  department: string;
  purpose: string;
  title: string;
}

/** Updates the search texts of bills; a bill with unchanged texts costs only a query. Their rows of `bill` are written before. */
export async function writeSearchTexts(tx: EntityManager, bills: readonly FoundBy[]): Promise<void> {
  if (bills.length === 0) return;
  const ids = bills.map(({ id }) => id);
  const rows: Columns[] = await tx.query(
    `SELECT id, originator_name, payee, department, purpose, title FROM bill WHERE id IN (${placeholders(ids)})`,
    ids,
  );
  const columns = new Map(rows.map((row) => [row.id, row]));
  const linked = await linksOf(tx, ids);
  const texts = new Map<string, string>();
  const links: NewRow<BillSearchText>[] = [];
  const gone: [billId: string, textId: string][] = [];
  for (const bill of bills) {
    const row = columns.get(bill.id);
    if (!row) continue;
    const own = [...new Set([row.purpose, row.title, ...bill.rows])].join(' ');
    const wanted = new Map(
      [row.originator_name, row.payee, row.department, ...bill.names, own]
        .map(searchable)
        .filter((text) => text !== '')
        .map((text) => [searchId(text), text]),
    );
    const there = linked.get(bill.id) ?? new Set<string>();
    for (const id of there) if (!wanted.has(id)) gone.push([bill.id, id]);
    for (const [id, text] of wanted) {
      if (there.has(id)) continue;
      texts.set(id, text);
      links.push({ text_id: id, bill_id: bill.id });
    }
  }
  await unlink(tx, gone);
  await link(tx, texts, links);
}

/** Adds one search text to these bills. */
export async function addSearchText(tx: EntityManager, ids: readonly string[], text: string): Promise<void> {
  const kept = searchable(text);
  if (kept === '' || ids.length === 0) return;
  const id = searchId(kept);
  const linked = await linksOf(tx, ids);
  const links = ids.filter((bill) => !linked.get(bill)?.has(id)).map((bill) => ({ text_id: id, bill_id: bill }));
  await link(tx, new Map([[id, kept]]), links);
}

async function linksOf(tx: EntityManager, ids: readonly string[]): Promise<Map<string, Set<string>>> {
  const rows: { text_id: string; bill_id: string }[] = await tx.query(
    `SELECT text_id, bill_id FROM bill_search_text WHERE bill_id IN (${placeholders(ids)})`,
    [...ids],
  );
  const of = new Map<string, Set<string>>();
  for (const { text_id, bill_id } of rows) of.set(bill_id, (of.get(bill_id) ?? new Set()).add(text_id));
  return of;
}

/** Removes only the texts that a bill no longer has: most of its texts stay. */
async function unlink(tx: EntityManager, gone: readonly (readonly [billId: string, textId: string])[]): Promise<void> {
  const mysql = dialectOf(tx.dataSource) === 'mysql';
  for (let start = 0; start < gone.length; start += MOST_ROWS) {
    const part = gone.slice(start, start + MOST_ROWS);
    // MariaDB would read all links for a list of pairs, and SQLite plans each alternative of an OR separately.
    const which = mysql
      ? part.map(() => 'bill_id = ? AND text_id = ?').join(' OR ')
      : `(bill_id, text_id) IN (VALUES ${part.map(() => '(?, ?)').join(', ')})`;
    await tx.query(`DELETE FROM bill_search_text WHERE ${which}`, part.flat());
  }
}

async function link(
  tx: EntityManager,
  texts: ReadonlyMap<string, string>,
  links: readonly NewRow<BillSearchText>[],
): Promise<void> {
  if (links.length === 0) return;
  const ids = [...texts.keys()];
  const known: { id: string }[] = await tx.query(`SELECT id FROM search_text WHERE id IN (${placeholders(ids)})`, ids);
  const there = new Set(known.map(({ id }) => id));
  // Sorted everywhere: two processes that insert the same new names wait for each other without a deadlock.
  const fresh = ids.filter((id) => !there.has(id)).sort();
  const ignore = dialectOf(tx.dataSource) === 'mysql' ? 'INSERT IGNORE' : 'INSERT OR IGNORE';
  for (let start = 0; start < fresh.length; start += MOST_ROWS) {
    const part = fresh.slice(start, start + MOST_ROWS);
    await tx.query(
      `${ignore} INTO search_text (id, words) VALUES ${part.map(() => '(?, ?)').join(', ')}`,
      part.flatMap((id) => [id, searchWords(texts.get(id) ?? '')]),
    );
  }
  await insertRows(tx, BillSearchText, links);
}
const MOST_ROWS = 200;
