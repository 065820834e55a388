import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { BillStateKind } from '@dingdee/shared/bill-state';
import { collect, enterOffice, fillTables, type Office, openOffice } from '../flow/office.js';
import { placeOf } from './bench-place.js';
import { type PlainDatabase, plainDatabase } from './plain-database.js';
import { benchDatabase, spawnSandbox, spawnServer } from './processes.js';

type Row = Record<string, unknown>;
/** Number of bills in each state, of a hundred; most were booked long ago. */
const SHARES: readonly (readonly [state: BillStateKind, of100: number])[] = [
  ['needs-mapping', 8],
  ['ready', 12],
  ['approved', 4],
  ['held', 1],
  ['failed', 1],
  ['booked', 4],
  ['excluded', 2],
  ['written-back', 68],
];
/** `lean`: old bills without the parts that only the page of a bill reads, so that millions fit on a disk. */
type Filling = 'whole' | 'lean';
const LEAN: Row = { provenance: '{}', citations: '{}' };
/** Fills the database with copies of collected bills, in no order of creation or waiting, with some forty reasons. */
async function fill(source: PlainDatabase, count: number, how: Filling): Promise<void> {
  const there = await source.query('SELECT * FROM bill ORDER BY id');
  const contents = new Map(
    (await source.query('SELECT * FROM bill_content')).map((row) => [row.bill_id, row] as const),
  );
  const originals = there.filter(({ id, state_kind }) => contents.has(id) && state_kind === 'ready');
  const texts = await textsOf(source);
  const states = SHARES.flatMap(([state, of100]) => Array.from({ length: of100 }, () => state));
  for (let start = there.length; start < count; start += 5000) {
    const bills: Row[] = [];
    const copies: Row[] = [];
    const found: Texts = { texts: new Map(), links: [] };
    for (let i = start; i < Math.min(start + 5000, count); i += 1) {
      const original = originals[i % originals.length];
      const state = states[(i * 37) % 100];
      if (!original) throw new Error('nothing to copy');
      const id = `copy-${String((i * 7919) % 1_000_003).padStart(7, '0')}`;
      const fen = String(123_456 + ((i * 7907) % 5_000_000));
      const reason = state === 'needs-mapping' ? `unmapped:costItem:费用 ${i % 23}` : i % 3 ? '' : `amber-${i % 19}`;
      bills.push({
        ...original,
        id,
        process_instance_id: id,
        third_bill_no: id,
        bill_no: `DDC${String(i).padStart(15, '0')}`,
        business_id: `2026110108${String(i).padStart(11, '0')}`,
        approval_id: `approval-${i}`,
        state_kind: state,
        reason_key: reason,
        reason: reason || null,
        reason_rank: reason ? 5 : 9,
        base_fen: fen,
        amount_minor: fen,
        payee: `${original.payee}${i % 997}`,
        state_since: Number(original.state_since) - (i % 5000) * 60_000,
        finished_at: Number(original.finished_at) - (i % 7770) * 60_000,
      });
      copies.push({
        ...contents.get(original.id),
        bill_id: id,
        ...(how === 'lean' && state === 'written-back' ? LEAN : {}),
      });
      if (how === 'whole') copyTexts(found, texts.get(original.id) ?? [], { id, original, i });
    }
    await source.insert('bill', bills);
    await source.insert('bill_content', copies);
    if (found.links.length === 0) continue;
    const known = new Set((await source.query('SELECT id FROM search_text')).map(({ id }) => id));
    const fresh = [...found.texts].filter(([id]) => !known.has(id)).map(([id, words]) => ({ id, words }));
    if (fresh.length > 0) await source.insert('search_text', fresh);
    await source.insert('bill_search_text', found.links);
  }
}

interface Texts {
  /** Search words by text id. */
  texts: Map<string, string>;
  links: Row[];
}
/** Returns the search texts of each bill, by bill id. */
async function textsOf(source: PlainDatabase): Promise<Map<unknown, Row[]>> {
  const texts = new Map<unknown, Row[]>();
  const rows = await source.query(
    'SELECT l.bill_id, l.text_id, t.words FROM bill_search_text l JOIN search_text t ON t.id = l.text_id',
  );
  for (const row of rows) texts.set(row.bill_id, [...(texts.get(row.bill_id) ?? []), row]);
  return texts;
}

/**
 * Copies the search texts: names are shared by many bills, the payee is one of a thousand, and the text of only this bill ends in a number
 * of its own.
 */
function copyTexts({ texts, links }: Texts, of: readonly Row[], copy: { id: string; original: Row; i: number }): void {
  const own = of.toSorted((a, b) => String(b.words).length - String(a.words).length)[0];
  const payee = String(copy.original.payee).toLowerCase();
  const linked = new Set<string>();
  for (const row of of) {
    const more = row === own ? ` 第${copy.i}笔` : String(row.words).startsWith(`${payee}\n`) ? `${copy.i % 997}` : '';
    const words = more === '' ? String(row.words) : String(row.words).replaceAll(/$/gm, more);
    const id = more === '' ? String(row.text_id) : createHash('sha256').update(words).digest('hex').slice(0, 16);
    if (more !== '') texts.set(id, words);
    if (linked.has(id)) continue;
    linked.add(id);
    links.push({ text_id: id, bill_id: copy.id });
  }
}

/** A server with many bills, and its stand-ins. */
export interface ManyBills {
  sandbox: Awaited<ReturnType<typeof spawnSandbox>>;
  server: Awaited<ReturnType<typeof spawnServer>>;
  /** Raw SQL on the database, without the server. */
  source: PlainDatabase;
  office: Pick<Office, 'admin' | 'reviewer' | 'pusher'>;
}

/**
 * Collects 40 approvals, copies their bills until there are `count`, and starts the server on them.
 * @param after writes further rows before the server starts.
 * BENCH_KEPT=<file>: a SQLite database that the first run fills and every later run reuses.
 */
export async function overManyBills<T>(
  kind: 'sqlite' | 'mariadb',
  count: number,
  work: (many: ManyBills) => Promise<T>,
  how: Filling = 'whole',
  after: (source: PlainDatabase) => Promise<void> = async () => {},
): Promise<T> {
  const sandbox = await spawnSandbox({ SANDBOX_CLEAN: 'on', SANDBOX_APPROVALS: '40', SANDBOX_QPS: '0' });
  const kept = kind === 'sqlite' ? process.env.BENCH_KEPT : undefined;
  const isFilled = kept !== undefined && existsSync(kept);
  const database = kept === undefined ? await benchDatabase(kind) : { url: `sqlite:${kept}`, drop: async () => {} };
  const settings = { DATABASE_URL: database.url, DINGTALK_QPS: '0', DINGTALK_EVENTS: 'off' };
  try {
    if (!isFilled) {
      const first = await spawnServer(sandbox.line, settings);
      const office = await openOffice(placeOf(sandbox.line, first.url, first.log));
      await fillTables(office);
      await collect(office);
      await first.stop();
    }
    const source = await plainDatabase(database.url);
    if (!isFilled) {
      await fill(source, count, how);
      await after(source);
      if (kind === 'mariadb') await source.query('ANALYZE TABLE bill, bill_content');
    }
    const server = await spawnServer(sandbox.line, settings);
    try {
      const office = await enterOffice(placeOf(sandbox.line, server.url, server.log));
      return await work({ sandbox, server, source, office });
    } finally {
      await source.close();
      await server.stop();
    }
  } finally {
    await database.drop();
    await sandbox.stop();
  }
}
