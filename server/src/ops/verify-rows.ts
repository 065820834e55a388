import { readInt } from '../database/columns.js';
import type { Database } from '../database/database.js';
import { maskText } from '../domain/bill/account-mask.js';
import { fromDayWords } from '../domain/draft/row-day-words.js';
import { revisionDigest, setRow } from '../mapping/table/revision-digest.js';
import type { Finding } from './finding.js';

const PAGE = 2_000;
/** Number of rows that are named one by one under a rule; if more differ, a single cause changed them. */
const NAMED = 20;
const RULES = {
  author: '映射行的录入人与审计不符',
  content: '映射行的内容与审计不符',
  ended: '映射行是谁停用的与审计不符',
  confirmed: '映射行的核对人与审计不符',
  missing: '映射表的条数与审计不符',
  change: '映射表改动的经手人与审计不符',
} as const;

/** A revision of a table as the log has it. */
interface LoggedRevision {
  /** Who set rows in it; null if it set none. */
  setBy: string | null;
  /** Number of rows that it set; null if the log does not say. */
  count: number | null;
  /** Rows that the log lists, as contentsOf gives them; null if it does not list all. */
  rows: ReadonlySet<string> | null;
  digest: string | null;
  /** Who ended rows in it: by a removal, or by setting others in their place. */
  endedBy: string | null;
  /** Number of rows that it ended; null if the log does not list all. */
  ended: number | null;
  /** How it was made, and the revision that it undoes; null if the log does not say. */
  made: { way: string; undoes: number | null } | null;
}
interface Log {
  /** Revisions by table and number. */
  revisions: Map<string, LoggedRevision>;
  /** Confirmations of a row, by the row's id; the revision is null in lines of earlier versions. */
  confirmed: Map<string, { by: string; revision: number | null }[]>;
}
interface Line {
  seq: unknown;
  code: string;
  action: string;
  actor: string;
  detail: string | null;
}
interface StoredRow {
  id: string;
  code: string;
  name: string;
  org_number: string;
  row_key: string;
  key_label: string;
  scope: string;
  scope_value: string;
  from_day: string;
  target_number: string;
  since_revision: unknown;
  until_revision: unknown;
  created_by: string;
  ended_by: string | null;
  confirmed_by: string | null;
  confirmed_revision: unknown;
}

/**
 * Checks that the rows of the mapping tables are those that the log says were set, by whom, and that whoever ended or confirmed one did so
 * there: author and confirmer of a row decide whose approval counts as that of a second person.
 */
export async function verifyRows(db: Database, findings: Finding[]): Promise<void> {
  const first = await apart(db);
  if (first.size === 0) return;
  // Rows change meanwhile: only a difference that is found both times counts.
  const second = await apart(db);
  const named = new Map<string, number>();
  for (const [text, finding] of second) {
    if (!first.has(text)) continue;
    const before = named.get(finding.rule) ?? 0;
    named.set(finding.rule, before + 1);
    if (before < NAMED) findings.push(finding);
  }
  for (const [rule, count] of named) if (count > NAMED) findings.push({ rule, subject: `另有 ${count - NAMED} 行` });
}

/** @returns each difference by its own text. */
async function apart(db: Database): Promise<Map<string, Finding>> {
  const { revisions, confirmed } = await readLog(db);
  const changes = await changesIn(db);
  const found = new Map<string, Finding>();
  const add = (rule: string, subject: string) => found.set(`${rule} ${subject}`, { rule, subject });
  const counted = new Map<string, number>();
  const ended = new Map<string, number>();
  /** Revisions of which a row is named: their digest differs for it. */
  const named = new Set<string>();
  for await (const row of rowsOf(db)) {
    const label = maskText(row.key_label || row.row_key);
    const since = row.from_day === '' ? '' : `（${fromDayWords(row.from_day)}）`;
    const subject = `${row.name} · ${label} → ${maskText(row.target_number)}${since}`;
    const first = keyOf(row.code, readInt(row.since_revision));
    counted.set(first, (counted.get(first) ?? 0) + 1);
    const set = revisions.get(first);
    if (set?.setBy !== row.created_by) add(RULES.author, subject);
    else if (set.rows !== null && !contentsOf(row).some((content) => set.rows?.has(content))) {
      named.add(first);
      add(RULES.content, subject);
    }
    if (row.until_revision !== null) {
      const until = keyOf(row.code, readInt(row.until_revision));
      ended.set(until, (ended.get(until) ?? 0) + 1);
      const by = revisions.get(until)?.endedBy ?? null;
      // Rows that ended before their person was stored have none, and no change is stored for them either.
      const isOld = row.ended_by === null && !changes.has(until);
      if (by === null || (!isOld && by !== row.ended_by)) add(RULES.ended, subject);
    }
    if (!isConfirmed(row, confirmed.get(row.id) ?? [])) add(RULES.confirmed, subject);
  }
  const tables = await db.query<{ id: string; code: string; name: string }>('SELECT id, code, name FROM mapping_table');
  const byCode = new Map(tables.map((table) => [table.code, table]));
  for (const [key, logged] of revisions) {
    const [code, revision] = readKey(key);
    const table = byCode.get(code);
    if (table === undefined) continue;
    const subject = `${table.name} · v${revision}`;
    if (logged.made !== null && !changes.has(key)) add(RULES.change, subject);
    if (differs(logged.count, counted.get(key)) || differs(logged.ended, ended.get(key))) add(RULES.missing, subject);
    else if (logged.digest !== null && !named.has(key) && (await digestOf(db, table, revision)) !== logged.digest)
      add(RULES.content, subject);
  }
  for (const [key, { name, revision, made_by, way, undoes }] of changes) {
    const logged = revisions.get(key);
    const made = logged?.made ?? null;
    const isOther = made !== null && (made.way !== way || made.undoes !== undoes);
    if ((logged?.setBy ?? logged?.endedBy) !== made_by || isOther) add(RULES.change, `${name} · v${revision}`);
  }
  return found;
}

/** Returns whether the log has the confirmation of a row, and the last revision of one; a row without any is confirmed by nobody. */
function isConfirmed(
  { confirmed_by: by, confirmed_revision: last }: StoredRow,
  logged: readonly { by: string; revision: number | null }[],
): boolean {
  if (by === null) return last === null;
  if (!logged.some((one) => one.by === by)) return false;
  return last === null || logged.some(({ revision }) => revision === null || revision === readInt(last));
}

interface Change {
  name: string;
  revision: number;
  made_by: string;
  way: string;
  undoes: number | null;
}

/** Returns the stored changes by table and revision. */
async function changesIn(db: Database): Promise<Map<string, Change>> {
  const rows = await db.query<
    Record<'code' | 'name' | 'made_by' | 'way', string> & { revision: unknown; undoes: unknown }
  >(
    'SELECT t.code, t.name, c.revision, c.made_by, c.way, c.undoes FROM mapping_change c JOIN mapping_table t ON t.id = c.table_id',
  );
  return new Map(
    rows.map(({ code, revision, undoes, ...row }) => {
      const number = readInt(revision);
      return [keyOf(code, number), { ...row, revision: number, undoes: undoes === null ? null : readInt(undoes) }];
    }),
  );
}

const differs = (logged: number | null, found = 0): boolean => logged !== null && logged !== found;

async function* rowsOf(db: Database): AsyncGenerator<StoredRow> {
  for (let after = ''; ; ) {
    const rows = await db.query<StoredRow>(
      `SELECT r.id, t.code, t.name, r.org_number, r.row_key, r.key_label, r.scope, r.scope_value, r.from_day, r.target_number, r.since_revision, r.until_revision,
         r.created_by, r.ended_by, r.confirmed_by, r.confirmed_revision
       FROM mapping_row r JOIN mapping_table t ON t.id = r.table_id WHERE r.id > ? ORDER BY r.id LIMIT ${PAGE}`,
      [after],
    );
    yield* rows;
    after = rows.at(-1)?.id ?? '';
    if (rows.length < PAGE) return;
  }
}

/** Returns the proof of a revision from the rows as they are now (revision-digest.ts). */
async function digestOf(db: Database, table: { id: string; code: string }, revision: number): Promise<string> {
  const set = await db.query<StoredRow>(
    'SELECT id, org_number, row_key, scope, scope_value, from_day, target_number FROM mapping_row WHERE table_id = ? AND since_revision = ?',
    [table.id, revision],
  );
  const ended = await db.query<{ id: string }>('SELECT id FROM mapping_row WHERE table_id = ? AND until_revision = ?', [
    table.id,
    revision,
  ]);
  return revisionDigest(
    table.code,
    revision,
    set.map((row) =>
      setRow({
        id: row.id,
        orgNumber: row.org_number,
        key: row.row_key,
        scope: row.scope,
        scopeValue: row.scope_value,
        targetNumber: row.target_number,
        fromDay: row.from_day,
      }),
    ),
    ended.map(({ id }) => id),
  );
}

async function readLog(db: Database): Promise<Log> {
  const log: Log = { revisions: new Map(), confirmed: new Map() };
  for (let after = 0; ; ) {
    const lines = await db.query<Line>(
      `SELECT seq, subject_id AS code, action, actor, detail FROM audit WHERE seq > ? AND subject_kind = 'mapping' ORDER BY seq LIMIT ${PAGE}`,
      [after],
    );
    for (const line of lines) note(log, line);
    after = readInt(lines.at(-1)?.seq ?? after);
    if (lines.length < PAGE) return log;
  }
}

const NOTHING_LOGGED: LoggedRevision = {
  setBy: null,
  count: null,
  rows: null,
  digest: null,
  made: null,
  endedBy: null,
  ended: 0,
};

function note({ revisions, confirmed }: Log, { code, action, actor, detail }: Line): void {
  const said = parsed(detail);
  if (action === 'confirm-payee-row') {
    const revision = typeof said.revision === 'number' ? said.revision : null;
    for (const id of listOf(said.rows))
      if (typeof id === 'string') confirmed.set(id, [...(confirmed.get(id) ?? []), { by: actor, revision }]);
    return;
  }
  // Another table may get the same code later, and begins anew.
  if (action === 'remove-mapping-table')
    for (const key of revisions.keys()) if (readKey(key)[0] === code) revisions.delete(key);
  if (typeof said.revision !== 'number') return;
  const key = keyOf(code, said.revision);
  const before = revisions.get(key) ?? NOTHING_LOGGED;
  const undoes = typeof said.undoesRevision === 'number' ? said.undoesRevision : null;
  const made = typeof said.way === 'string' ? { way: said.way, undoes } : null;
  const digest = typeof said.digest === 'string' ? said.digest : null;
  if (action === 'remove-mapping-row')
    revisions.set(key, {
      ...before,
      digest,
      made,
      endedBy: actor,
      ended: digest === null ? plus(before.ended, 1) : null,
    });
  if (action !== 'set-mapping-rows') return;
  const rows = listOf(said.rows).flatMap((row) => toldContent(row) ?? []);
  const count = typeof said.count === 'number' ? said.count : null;
  const replaced = listOf(said.rows).filter((row) => wasIn(row) !== null).length;
  revisions.set(key, {
    setBy: actor,
    count,
    rows: count === rows.length ? new Set(rows) : null,
    digest,
    made,
    endedBy: actor,
    ended: digest === null && count === rows.length ? plus(before.ended, replaced) : null,
  });
}

const plus = (known: number | null, more: number): number | null => (known === null ? null : known + more);
/** Returns the target that a listed row replaced; null if it replaced none. */
const wasIn = (told: unknown): unknown =>
  told !== null && typeof told === 'object' && 'was' in told ? told.was : null;

const keyOf = (code: string, revision: number): string => JSON.stringify([code, revision]);
const readKey = (key: string): [code: string, revision: number] => JSON.parse(key);

/**
 * Returns what the log lists of a row, as contentsOf gives the stored one; null if an earlier version listed less: the value of a
 * scope was not listed at first.
 */
function toldContent(told: unknown): string | null {
  const said: Record<string, unknown> = told !== null && typeof told === 'object' ? { ...told } : {};
  const { key, orgNumber, scope, to, fromDay = '', scopeValue = scope === 'company' ? '' : undefined } = said;
  const parts = [key, orgNumber, scope, to, fromDay];
  if (!parts.every((part) => typeof part === 'string')) return null;
  return JSON.stringify(typeof scopeValue === 'string' ? [...parts, scopeValue] : parts);
}

/** Returns the content of a row with the value of its scope, and without it. */
function contentsOf(row: StoredRow): string[] {
  const parts = [row.row_key, row.org_number, row.scope, row.target_number, row.from_day];
  return [JSON.stringify([...parts, row.scope_value]), JSON.stringify(parts)];
}

/** Reads the detail; a line that somebody edited by hand may hold no JSON. */
function parsed(detail: string | null): Record<string, unknown> {
  try {
    const said: unknown = JSON.parse(detail ?? '{}');
    return said !== null && typeof said === 'object' ? { ...said } : {};
  } catch {
    return {};
  }
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
