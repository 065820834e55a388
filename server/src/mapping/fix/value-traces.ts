import { setImmediate as others } from 'node:timers/promises';
import type { ValueTraces } from '@dingdee/shared/mapping';
import { type Amount, fromFen } from '@dingdee/shared/money';
import { readNotes } from '../../bill/ledger/bill-content.js';
import { readFen } from '../../database/columns.js';
import { type Database, placeholders } from '../../database/database.js';
import { maskText } from '../../domain/bill/account-mask.js';

type Row = Record<string, unknown>;
type Sample = ValueTraces['samples'][number];

const MOST_SAMPLES = 3;
const AT_ONCE = 200;
const WORD = /\p{L}{2}/u;

/** A value, as the tables are asked for it and as a person reads it. */
export interface TracedKey {
  key: string;
  keyLabel: string;
}

/**
 * Returns some open bills that ask for each of these values, the largest sum first.
 * @param open FROM … WHERE of bill_lookup l and bill b, for one table.
 */
export async function samplesOf(
  db: Database,
  { open, code }: { open: string; code: string },
  keys: readonly TracedKey[],
): Promise<Map<string, Sample[]>> {
  const found = new Map<string, Sample[]>();
  if (keys.length === 0) return found;
  const labels = new Map(keys.map(({ key, keyLabel }) => [key, keyLabel || key]));
  const rows = await db.query<Row>(
    `SELECT k, id, person, purpose, title, fen FROM (SELECT l.lookup_key AS k, b.id AS id, b.originator_name AS person, b.purpose AS purpose,
       b.title AS title, l.amount_fen AS fen, ROW_NUMBER() OVER (PARTITION BY l.lookup_key ORDER BY l.amount_fen DESC, b.id) AS place
     ${open} AND l.lookup_key IN (${placeholders(keys)})) samples WHERE place <= ${MOST_SAMPLES} ORDER BY k, place`,
    [code, ...labels.keys()],
  );
  const notes = await notesOf(db, [...new Set(rows.map(({ id }) => String(id)))]);
  for (const row of rows) {
    const key = String(row.k);
    const sample = sampleOf(row, labels.get(key) ?? key, notes.get(String(row.id)));
    found.set(key, [...(found.get(key) ?? []), sample]);
  }
  return found;
}

/** Returns the note beside the value on its line of the form; for a value of the whole bill, its purpose. */
function sampleOf(row: Row, label: string, stored: ReturnType<typeof readNotes> | undefined): Sample {
  const lines = stored?.fields.rows.filter(({ sourceTitle }) => sourceTitle === label) ?? [];
  // The text before the dot lists the positions of merged lines; a note of only a day says nothing.
  const noteOf = ({ sourceNote }: (typeof lines)[number]) => sourceNote.split(' · ').at(-1) ?? '';
  const line = lines.find((one) => WORD.test(noteOf(one))) ?? lines[0];
  const note = line && WORD.test(noteOf(line)) ? noteOf(line) : '';
  const amount: Amount | null = line ? line.amount : row.fen == null ? null : fromFen(readFen(row.fen));
  const text = [note, row.purpose, row.title].find((each) => each != null && each !== '');
  return { billId: String(row.id), text: maskText(String(text ?? '')), person: String(row.person), amount };
}

async function notesOf(db: Database, ids: readonly string[]): Promise<Map<string, ReturnType<typeof readNotes>>> {
  const notes = new Map<string, ReturnType<typeof readNotes>>();
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const part = ids.slice(start, start + AT_ONCE);
    const rows = await db.query<Row>(
      `SELECT bill_id, notes FROM bill_content WHERE bill_id IN (${placeholders(part)})`,
      [...part],
    );
    for (const row of rows) notes.set(String(row.bill_id), readNotes(String(row.notes)));
    await others();
  }
  return notes;
}
