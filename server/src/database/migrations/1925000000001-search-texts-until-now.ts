import { createHash } from 'node:crypto';
import { customPinyin, pinyin } from 'pinyin-pro';
import type { MigrationInterface, QueryRunner } from 'typeorm';

interface Stored {
  id: string;
  originator_name: string;
  payee: string;
  department: string;
  purpose: string;
  title: string;
  cost_items: string;
  notes: string | null;
}

/** Bills in memory at once. */
const PAGE = 200;
/** 行 of a bank is háng; on its own the dictionary reads xíng. */
const BANKS = [
  ['工行', 'gōng háng'],
  ['农行', 'nóng háng'],
  ['中行', 'zhōng háng'],
  ['建行', 'jiàn háng'],
  ['交行', 'jiāo háng'],
  ['招行', 'zhāo háng'],
  ['分行', 'fēn háng'],
  ['支行', 'zhī háng'],
] as const;

/**
 * The bills that are there are found like those that come. Page by page in the order of their ids, and a bill that has its texts is left
 * alone: taken up again where it was broken off, it comes out the same.
 */
export class SearchTextsUntilNow1925000000001 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    customPinyin(Object.fromEntries(BANKS));
    const ignore = q.dataSource.options.type === 'better-sqlite3' ? 'INSERT OR IGNORE' : 'INSERT IGNORE';
    // Names repeat: each is written, and read aloud, once.
    const known = new Set<string>();
    for (let last = ''; ; ) {
      const rows = (await q.query(
        `SELECT b.id, b.originator_name, b.payee, b.department, b.purpose, b.title, b.cost_items, c.notes
         FROM bill b LEFT JOIN bill_content c ON c.bill_id = b.id WHERE b.id > ? ORDER BY b.id LIMIT ${PAGE}`,
        [last],
      )) as Stored[];
      const texts = new Map<string, string>();
      const links: string[] = [];
      for (const row of rows)
        for (const text of new Set(textsOf(row))) {
          const id = createHash('sha256').update(text).digest('hex').slice(0, 16);
          texts.set(id, text);
          links.push(id, row.id);
        }
      const fresh = [...texts].filter(([id]) => !known.has(id));
      if (fresh.length > 0)
        await q.query(
          `${ignore} INTO search_text (id, words) VALUES ${'(?, ?), '.repeat(fresh.length - 1)}(?, ?)`,
          fresh.flatMap(([id, text]) => [id, wordsOf(text)]),
        );
      for (const [id] of fresh) known.add(id);
      if (links.length > 0)
        await q.query(
          `${ignore} INTO bill_search_text (text_id, bill_id) VALUES ${'(?, ?), '.repeat(links.length / 2 - 1)}(?, ?)`,
          links,
        );
      const end = rows.at(-1);
      if (!end || rows.length < PAGE) return;
      last = end.id;
    }
  }

  async down(): Promise<void> {
    // The tables go with the step before.
  }
}

function textsOf(row: Stored): string[] {
  const rows = rowsOf(row.notes);
  const own = [...new Set([row.purpose, row.title, ...rows])].join(' ');
  return [row.originator_name, row.payee, row.department, ...listOf(parsed(row.cost_items)).map(String), own]
    .map(kept)
    .filter((text) => text !== '');
}

const kept = (text: string): string =>
  text
    .slice(0, 1200)
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/\d{8,}(?=\d{4})|(?<!\d)\d{4,6}(?:[ -]\d{4,6})+(?=[ -]\d{3,4}(?!\d))/g, '')
    .slice(0, 600)
    .trim();

function wordsOf(text: string): string {
  const options = { toneType: 'none', type: 'array', v: true, nonZh: 'consecutive' } as const;
  const beginning = text.slice(0, 120);
  const aloud = typed(pinyin(beginning, options), 400);
  const initials = typed(pinyin(beginning, { ...options, pattern: 'first' }), 100);
  return [...new Set([text, aloud, initials].filter((one) => one !== ''))].join('\n');
}

const typed = (parts: readonly string[], longest: number): string =>
  parts
    .join('')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, longest);

/** What stands in the rows of the form, as the last mapping kept it. */
function rowsOf(notes: string | null): string[] {
  const fields = recordOf(recordOf(parsed(notes)).fields);
  return listOf(fields.rows)
    .map(recordOf)
    .flatMap(({ sourceTitle, sourceNote }) => [sourceTitle, sourceNote])
    .filter((text): text is string => typeof text === 'string' && text !== '');
}

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
