import { setImmediate as others } from 'node:timers/promises';
import { type ContentRow, readContent, type StoredContent } from '../../bill/ledger/bill-content.js';
import { readInt } from '../../database/columns.js';
import { type Database, placeholders } from '../../database/database.js';
import { beijingDate } from '../../domain/beijing-time.js';
import { BOOKED } from '../run/row-reach.js';
import type { Done } from './suggestions-for.js';
import type { TracedKey } from './value-traces.js';

type Row = Record<string, unknown>;

/** Newest bills of a value that are read: enough to see what was done with it. */
const MOST_BILLS = 10;
const AT_ONCE = 50;

/**
 * Returns the numbers that bills with these values had, the most frequent first: of booked bills any, of other bills only those that a
 * person set.
 * @param targets numbers that the table may point at: other values of a bill do not count.
 */
export async function historyOf(
  db: Database,
  code: string,
  keys: readonly TracedKey[],
  targets: ReadonlySet<string>,
): Promise<Map<string, Done[]>> {
  const counts = new Map<string, Map<string, Count>>();
  if (keys.length === 0 || targets.size === 0) return new Map();
  const labels = new Map(keys.map(({ key, keyLabel }) => [key, keyLabel]));
  const bills = await db.query<Row>(
    `SELECT k, id, finished_at, is_booked FROM (SELECT l.lookup_key AS k, b.id AS id, b.finished_at AS finished_at,
       CASE WHEN ${BOOKED} THEN 1 ELSE 0 END AS is_booked,
       ROW_NUMBER() OVER (PARTITION BY l.lookup_key ORDER BY b.finished_at DESC, b.id) AS place
     FROM bill_lookup l JOIN bill b ON b.id = l.bill_id
     WHERE l.table_code = ? AND l.lookup_key IN (${placeholders(keys)}) AND (${BOOKED} OR
       (b.state_kind <> 'excluded' AND EXISTS (SELECT 1 FROM bill_lock k WHERE k.bill_id = b.id)))) done WHERE place <= ${MOST_BILLS}`,
    [code, ...labels.keys()],
  );
  for (let start = 0; start < bills.length; start += AT_ONCE) {
    const part = bills.slice(start, start + AT_ONCE);
    const contents = await contentsOf(db, [...new Set(part.map(({ id }) => String(id)))]);
    for (const bill of part) {
      const content = contents.get(String(bill.id));
      const key = String(bill.k);
      if (content) count(counts, key, bill, valuesOf(content, [key, labels.get(key) ?? ''], targets));
    }
    await others();
  }
  return new Map([...counts].map(([key, numbers]) => [key, [...numbers].map(asDone).sort(commonest)]));
}

interface Count {
  booked: number;
  byHand: number;
  last: number;
}

/** One bill counts once for a number, however many of its rows have it. */
function count(
  counts: Map<string, Map<string, Count>>,
  key: string,
  bill: Row,
  values: ReadonlyMap<string, { byHand: boolean }>,
): void {
  const isBooked = readInt(bill.is_booked) === 1;
  const numbers = counts.get(key) ?? new Map<string, Count>();
  for (const [number, { byHand }] of values) {
    if (!isBooked && !byHand) continue;
    const known = numbers.get(number) ?? { booked: 0, byHand: 0, last: 0 };
    known.booked += isBooked ? 1 : 0;
    known.byHand += byHand && !isBooked ? 1 : 0;
    known.last = Math.max(known.last, readInt(bill.finished_at));
    numbers.set(number, known);
  }
  if (numbers.size > 0) counts.set(key, numbers);
}

/** Returns the values of the fields that read this text of the form, if the table can point at them. */
function valuesOf(
  { notes, provenance }: StoredContent,
  texts: readonly string[],
  targets: ReadonlySet<string>,
): Map<string, { byHand: boolean }> {
  const found = new Map<string, { byHand: boolean }>();
  const look = (path: string, number: string) => {
    const why = provenance[path] ?? provenance[path.replace(/^rows\[\d+\]/, 'rows[*]')];
    if (!why || why.source === '' || !texts.includes(why.source) || !targets.has(number)) return;
    found.set(number, { byHand: why.kind === 'hand' || (found.get(number)?.byHand ?? false) });
  };
  for (const [name, number] of Object.entries(notes.fields.header)) look(`header.${name}`, number);
  for (const [at, { fields }] of notes.fields.rows.entries())
    for (const [name, number] of Object.entries(fields)) look(`rows[${at}].${name}`, number);
  return found;
}

async function contentsOf(db: Database, ids: readonly string[]): Promise<Map<string, StoredContent>> {
  const rows = await db.query<ContentRow & { bill_id: string }>(
    `SELECT bill_id, draft, provenance, issues, citations, notes FROM bill_content WHERE bill_id IN (${placeholders(ids)})`,
    [...ids],
  );
  return new Map(rows.flatMap((row) => [[row.bill_id, readable(row)] as const]).filter(isRead));
}
const isRead = (one: readonly [string, StoredContent | null]): one is readonly [string, StoredContent] =>
  one[1] !== null;

/** Returns null for a bill that cannot be read: it has no history here, and is reported elsewhere. */
function readable(row: ContentRow): StoredContent | null {
  try {
    return readContent(row);
  } catch {
    return null;
  }
}

const asDone = ([number, { booked, byHand, last }]: [string, Count]): Done => ({
  number,
  evidence: { code: 'history', booked, byHand, last: beijingDate(last) },
});
const commonest = ({ evidence: one }: Done, { evidence: other }: Done): number =>
  other.booked + other.byHand - one.booked - one.byHand || (one.last < other.last ? 1 : -1);
