import { setImmediate } from 'node:timers/promises';
import { OF_SCHEME, stoppedByScheme } from '@dingdee/shared/bill';
import { BILL_STATES, type BillStateKind, REACHED } from '@dingdee/shared/bill-state';
import { toFen } from '@dingdee/shared/money';
import * as z from 'zod/mini';
import { PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { clock } from '../../database/clock.js';
import { readFen, readInt, sumOfFen, validJson } from '../../database/columns.js';
import { type Database, placeholders } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { shownNotes } from '../../domain/bill/stored-state.js';
import { shownPayees } from '../../domain/draft/payee-hands.js';
import { APPROVED_ONCE, isLedgerHeld, ORIGINAL_STANDS, REPLACED } from '../action/action-facts.js';
import type { ActionFacts } from '../action/offered-actions.js';
import type { ReviewPolicy, ReviewSubject } from '../action/review-rules.js';
import { CLOSED_BY_PERSON, UNDO_CLOSED_MS } from '../ledger/closed-by-person.js';
import { SPOILT } from '../ledger/spoilt-bills.js';
import { unknownOf } from '../ledger/unknown-amounts.js';
import type { SqlCondition } from './sql-condition.js';
import { Turns } from './turns.js';

/** A set of bills, and how it is grouped. Columns of `bill` have the alias `b`. */
export interface Several {
  /** SQL of the joins to `bill b`. */
  join?: string;
  /** The column of the join that holds the bill's id, if the join's own index is ordered by it. */
  id?: string;
  where: SqlCondition;
  /** Set if these are all bills of some states that meet `where`: they are read along the index of the states, not by ids. */
  states?: readonly BillStateKind[];
  /** Key of the group that a bill belongs to. */
  group?: SqlCondition;
  /** Condition that a bill has changed since it was seen. */
  stale?: string;
}

/** Bills that are equal in everything the rules of actions check: what applies to one applies to all. */
export interface BillClass {
  group: string;
  stale: boolean;
  subject: ReviewSubject;
  facts: ActionFacts;
  /** Codes of the issues of the last mapping, in their order; read only where a rule needs them. */
  issues: readonly { code: string }[];
  count: number;
  fen: bigint;
  /** Number of bills without an amount. */
  unknown: number;
  /** Rank of the worst reason among them, with its reason and the step that it asks for. */
  rank: number;
  reason: string | null;
  action: string;
}

/** Notes of bill.state that the rules of BULK_ACTIONS check: bills without any of them are equal. A spec compares this list with the rules. */
export const NOTES_LOOKED_AT = ['asked', 'awaits', 'question', 'answer', 'cleared'] as const;
const carriesNotes = NOTES_LOOKED_AT.map(
  (name) => `JSON_EXTRACT(${validJson('b.state')}, '$.${name}') IS NOT NULL`,
).join(' OR ');
/** Issues are read where they keep a bill from being approved in bulk, or from being asked about; no rule needs them elsewhere. */
const issuesMatter: SqlCondition = {
  sql: `(b.state_kind = 'ready' AND b.reason_key <> '' OR b.state_kind = 'needs-mapping' AND (b.reason_key IN ('exclude-asked', 'handle-outside-asked')${OF_SCHEME.map(() => ' OR b.reason_key LIKE ?').join('')}))`,
  params: OF_SCHEME.map((code) => `${code}%`),
};
/**
 * Bills per statement where SQLite runs in the thread of the event loop: a few ms. Ids are read in larger pages: sorting them is most of
 * the work.
 */
const SLICE = 250;
const IDS = 20 * SLICE;
/** Bills per statement along an index, which needs no look-up by id. */
const WALKED = 1_000;
/** Queue for counts that run at once: one count has one turn of the event loop, and nobody waits for another's whole count. */
const turns = new Turns();
const when = (condition: string, then = '1', otherwise = '0'): string =>
  `CASE WHEN ${condition} THEN ${then} ELSE ${otherwise} END`;

/**
 * Counts and sums bills by what the rules check: SQL adds up, and decides nothing. There are few classes, however many bills: a value of
 * one bill (a payee by name, an open request) is in the key only if it is present.
 */
export async function billClasses(
  db: Database,
  { join = '', id = 'b.id', where, states, group, stale }: Several,
  actor: Actor,
  policy: Pick<ReviewPolicy, 'fourEyesBill'>,
): Promise<BillClass[]> {
  const mysql = db.dialect === 'mysql';
  const limit = toFen(policy.fourEyesBill);
  // MariaDB compares long texts only by their beginning when it groups them.
  const exactly = (column: string): string => (mysql ? `SHA2(${column}, 256)` : column);
  const list = `JSON_VALID(c.issues) = 1 AND JSON_TYPE(${validJson('c.issues')}) IN ('array', 'ARRAY')`;
  const each = (name: string): string =>
    `json_group_array(CASE type WHEN 'object' THEN json_extract(value, '$.${name}') END)`;
  // A text that is no list of issues becomes an empty text, which no valid marks equal.
  const issues = mysql
    ? when(
        list,
        `CONCAT('[', JSON_EXTRACT(c.issues, '$[*].level'), ',', JSON_EXTRACT(c.issues, '$[*].code'), ']')`,
        `''`,
      )
    : when(list, `(SELECT json_array(${each('level')}, ${each('code')}) FROM json_each(c.issues))`, `''`);
  const columns: readonly (readonly [name: string, sql: string, params?: readonly unknown[]])[] = [
    ['group_key', group?.sql ?? `''`, group?.params ?? []],
    ['is_stale', when(stale ?? '1 = 0')],
    ['kind', 'b.state_kind'],
    ['how_far', 'b.reached'],
    ['is_own', when('b.originator_userid = ?'), [actor.userId]],
    ['is_mapped', when('b.content_hash IS NULL', '0', '1')],
    ['was_approved', when('b.approved_hash IS NULL', '0', '1')],
    ['is_same', when('b.content_hash = b.approved_hash')],
    ['by_me', when('b.approved_by = ?'), [actor.userId]],
    ['is_part', when("b.part <> ''")],
    ['is_large', when('b.base_fen >= ?'), [limit.toString()]],
    ['is_replaced', when(`b.state_kind IN ('ready', 'excluded', 'handled-outside') AND ${REPLACED}`)],
    ['is_beside', when(`b.state_kind = 'ready' AND ${ORIGINAL_STANDS}`)],
    ['is_closed', when(CLOSED_BY_PERSON)],
    ['is_lately', when(`${CLOSED_BY_PERSON} AND b.state_since > ?`), [clock.now() - UNDO_CLOSED_MS]],
    ['once', when(`(${carriesNotes}) AND ${APPROVED_ONCE}`)],
    ['notes', when(carriesNotes, 'b.state', 'NULL')],
    ['payees', 'b.payees'],
    [
      'issues',
      when(
        issuesMatter.sql,
        `COALESCE(b.issue_marks, (SELECT ${issues} FROM bill_content c WHERE c.bill_id = b.id))`,
        'NULL',
      ),
      issuesMatter.params,
    ],
    ['reason_rank', 'b.reason_rank'],
    ['base_fen', 'b.base_fen'],
    ['reason', 'b.reason'],
    ['action', 'b.action'],
  ];
  const long = new Set(['notes', 'payees', 'issues']);
  const keys = columns.map(([name]) => name).filter((name) => !ADDED_UP.has(name));
  const statement = (from: string, and = ''): string =>
    `SELECT ${keys.map((name) => (long.has(name) ? `MIN(${name}) AS one_${name}` : name)).join(', ')},
     COUNT(*) AS n, ${sumOfFen('base_fen')} AS fen, ${unknownOf('base_fen')} AS unknown_amounts, MIN(reason) AS one_reason, MIN(action) AS one_action
     FROM (SELECT ${columns.map(([name, sql]) => `${sql} AS ${name}`).join(', ')} ${from} ${join} WHERE (${where.sql})${and}) AS bills
     GROUP BY ${keys.map((name) => (long.has(name) ? exactly(name) : name)).join(', ')}`;
  const own = columns.flatMap(([, , params = []]) => params);
  const ledgerHeld = await isLedgerHeld(db.read);
  const classes = new Map<string, BillClass>();
  const add = (rows: readonly Record<string, unknown>[]): void => {
    for (const raw of rows) {
      const key = JSON.stringify(keys.map((name) => raw[long.has(name) ? `one_${name}` : name]));
      const [there, more] = [classes.get(key), toClass(raw, actor, limit, ledgerHeld)];
      classes.set(key, there ? joined(there, more) : more);
    }
  };
  const ofStates = states && { sql: `b.state_kind IN (${placeholders(states)})`, params: [...states] };
  if (mysql)
    add(
      await db.query(statement('FROM bill b', ofStates ? ` AND ${ofStates.sql}` : ''), [
        ...own,
        ...where.params,
        ...(ofStates?.params ?? []),
      ]),
    );
  else if (states)
    for await (const range of ranges(db, states, actor)) {
      const params = [...own, ...where.params, ...range.params];
      add(await turns.take(actor.userId, () => db.query(statement('FROM bill b', ` AND ${range.sql}`), params)));
      await setImmediate();
    }
  else
    for await (const ids of slices(db, join, id, where, actor)) {
      // Each bill is looked up by its id: otherwise SQLite reads the whole state once for every slice. json_each has a column `id` too.
      const slice = statement(
        'FROM (SELECT value AS wanted_id FROM json_each(?)) AS wanted CROSS JOIN bill b',
        ' AND b.id = wanted.wanted_id',
      );
      add(await turns.take(actor.userId, () => db.query(slice, [...own, JSON.stringify(ids), ...where.params])));
      await setImmediate();
    }
  return [...classes.values()];
}

const ADDED_UP: ReadonlySet<string> = new Set(['base_fen', 'reason', 'action']);

/** Yields all bills of these states in ranges of (state_kind, state_since, id), each of the size of one statement. */
async function* ranges(
  db: Database,
  states: readonly BillStateKind[],
  { userId }: Actor,
): AsyncGenerator<SqlCondition> {
  for (const state of states) {
    const here: SqlCondition = { sql: 'b.state_kind = ?', params: [state] };
    for (let from = here; ; ) {
      const next = `SELECT b.state_since, b.id FROM bill b WHERE ${from.sql} ORDER BY b.state_since, b.id LIMIT 1 OFFSET ${WALKED - 1}`;
      const [edge] = await turns.take(userId, () => db.query<{ state_since: unknown; id: string }>(next, from.params));
      if (!edge) {
        yield from;
        break;
      }
      const at = [readInt(edge.state_since), readInt(edge.state_since), edge.id];
      yield {
        sql: `${from.sql} AND b.state_since <= ? AND (b.state_since < ? OR b.id <= ?)`,
        params: [...from.params, ...at],
      };
      from = {
        sql: `${here.sql} AND b.state_since >= ? AND (b.state_since > ? OR b.id > ?)`,
        params: [...here.params, ...at],
      };
    }
  }
}

/** Yields ids in slices. SQLite runs in the thread of the event loop: a sum over fifty thousand bills at once would block every other request. */
async function* slices(
  db: Database,
  join: string,
  id: string,
  where: SqlCondition,
  { userId }: Actor,
): AsyncGenerator<string[]> {
  const next = `SELECT ${id} AS id FROM bill b ${join} WHERE (${where.sql}) AND ${id} > ? ORDER BY ${id} LIMIT ${IDS}`;
  for (let last = ''; ; ) {
    const from = [...where.params, last];
    const rows = await turns.take(userId, () => db.query<{ id: string }>(next, from));
    const ids = rows.map(({ id }) => id);
    for (let start = 0; start < ids.length; start += SLICE) yield ids.slice(start, start + SLICE);
    if (ids.length < IDS) return;
    last = ids.at(-1) ?? '';
  }
}

const joined = (one: BillClass, more: BillClass): BillClass => ({
  ...one,
  reason: [one.reason, more.reason].filter((reason) => reason !== null).sort()[0] ?? null,
  action: [one.action, more.action].sort()[0] ?? one.action,
  count: one.count + more.count,
  fen: one.fen + more.fen,
  unknown: one.unknown + more.unknown,
});

const bool = z.pipe(
  z.unknown(),
  z.transform((value) => readInt(value) === 1),
);
const row = z.object({
  group_key: z.string(),
  is_stale: bool,
  kind: z.enum(BILL_STATES),
  how_far: z.catch(z.enum(REACHED), 'none'),
  is_own: bool,
  is_mapped: bool,
  was_approved: bool,
  is_same: bool,
  by_me: bool,
  is_part: bool,
  is_large: bool,
  is_replaced: bool,
  is_beside: bool,
  is_closed: bool,
  is_lately: bool,
  once: bool,
  one_notes: z.nullable(z.string()),
  one_payees: z.nullable(z.string()),
  one_issues: z.nullable(z.string()),
  reason_rank: z.unknown(),
  one_reason: z.nullable(z.string()),
  one_action: z.string(),
  n: z.unknown(),
  fen: z.unknown(),
  unknown_amounts: z.unknown(),
});
const levelsAndCodes = z.tuple([z.array(z.enum(['red', 'amber'])), z.array(z.string())]);

/** Returns the marks of issues; unreadable marks become one red mark, as unreadable issues do. */
function marksOf(text: string | null): { code: string; level: 'red' | 'amber' }[] {
  if (text === null) return [];
  try {
    const [levels, codes] = levelsAndCodes.parse(JSON.parse(text));
    return codes.map((code, i) => ({ code, level: levels[i] ?? 'red' }));
  } catch {
    return [{ code: SPOILT, level: 'red' }];
  }
}

/** Returns the class of a row: where a rule only compares two values, a placeholder is used. */
function toClass(raw: unknown, actor: Actor, limit: bigint, ledgerHeld: boolean): BillClass {
  const read = row.parse(raw);
  const issues = marksOf(read.one_issues);
  return {
    group: read.group_key,
    stale: read.is_stale,
    subject: {
      kind: read.kind,
      reached: read.how_far,
      originatorUserId: read.is_own ? actor.userId : '',
      contentHash: read.is_mapped ? 'now' : null,
      approvedHash: read.is_same ? 'now' : read.was_approved ? 'then' : null,
      approvedBy: read.by_me ? actor.userId : null,
      baseFen: read.is_large ? limit : 0n,
      part: read.is_part ? 'part' : '',
      closedAt: read.is_lately ? clock.now() : read.is_closed ? 0 : null,
      payees: shownPayees(read.one_payees, PAYMENT_FORM),
      state: shownNotes(read.kind, read.one_notes),
    },
    facts: {
      replaced: read.is_replaced,
      originalStands: read.is_beside,
      approvedOnce: read.once,
      schemeLacks: stoppedByScheme(issues) ? '' : null,
      ledgerHeld,
      // No bulk action uses these.
      nothingLeft: false,
      baseDataReadAt: 0,
    },
    issues,
    count: readInt(read.n),
    fen: readFen(read.fen),
    unknown: readInt(read.unknown_amounts),
    rank: readInt(read.reason_rank),
    reason: read.one_reason,
    action: read.one_action,
  };
}
