import { setImmediate as others } from 'node:timers/promises';
import { type BaseDataItem } from '@dingdee/shared/base-data';
import type { UnmappedValues as UnmappedList, UnmappedValue } from '@dingdee/shared/mapping';
import { fromFen } from '@dingdee/shared/money';
import { Injectable, Logger } from '@nestjs/common';
import * as z from 'zod/mini';
import type { Candidate, SoughtKey } from '../../base-data/suggest-targets.js';
import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import { unknownIn, unknownOf } from '../../bill/ledger/unknown-amounts.js';
import { DingTalkClient, DingTalkError } from '../../connectors/source.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { asideNotes, asideValues, beforeOf, LACKING } from '../run/value-aside.js';
import { type MappingTableRef, MappingTables } from '../table/mapping-tables.js';
import { isSought, soughtWord } from '../table/spelt-word.js';
import { NearCandidates } from './near-candidates.js';
import { suggestionsFor } from './suggestions-for.js';
import { historyOf } from './value-history.js';
import { samplesOf } from './value-traces.js';

interface Row {
  [column: string]: unknown;
}

type Person = Pick<SoughtKey, 'jobNumber' | 'mobile'>;

/** A value without a row, without suggestions. */
export type Unsuggested = Omit<UnmappedValue, 'suggestions'>;

/** Values with a history: reading it costs whole bills, so only the values with the biggest sums have one, which are shown first. */
const WITH_HISTORY = 20;
const MOST = 200;
/** Most people asked for in one answer: each costs one contact call, which DingTalk's quota does not count. */
const MOST_ASKED = 20;
const MOST_REMEMBERED = 5000;

/** Lists source values without a row, biggest sum first, with what they may mean. Applies nothing. */
@Injectable()
export class UnmappedValues {
  private readonly log = new Logger('mapping');
  private readonly people = new Map<string, Person>();

  constructor(
    private readonly db: Database,
    private readonly tables: MappingTables,
    private readonly dingtalk: DingTalkClient,
  ) {}

  /**
   * Returns the first 200 values that contain the word or have that pinyin, and how many bills and ¥ all unmapped values hold up. @throws
   * MappingTableNotFoundError
   */
  async list(code: string, q = ''): Promise<UnmappedList> {
    const table = await this.tables.table(code);
    const notes = await asideNotes(this.db, code);
    const left = leftOut(notes);
    const open = LACKING;
    const all = await this.db.query<Row>(
      `SELECT l.lookup_key AS k, MAX(l.key_label) AS label, COUNT(DISTINCT b.id) AS n, ${sumOfFen('l.amount_fen')} AS fen,
        COUNT(DISTINCT CASE WHEN b.base_fen IS NULL THEN b.id END) AS unknown_amounts,
        MIN(b.finished_at) AS first_at, COUNT(DISTINCT b.originator_userid) AS people,
        COUNT(DISTINCT CASE WHEN b.state_kind = 'needs-mapping' THEN b.id END) AS waiting
       ${open} AND l.lookup_key NOT IN (${placeholders(left)}) GROUP BY l.lookup_key ORDER BY SUM(l.amount_fen) DESC, l.lookup_key ${q.trim() === '' ? `LIMIT ${MOST}` : ''}`,
      [code, ...left],
    );
    const sought = soughtIn(q);
    const rows = all.filter(({ k, label }) => sought(k, label)).slice(0, MOST);
    const orgs = await this.organisations(open, code, rows);
    const keys = rows.map((row) => ({ key: String(row.k), keyLabel: String(row.label) }));
    const samples = await samplesOf(this.db, { open, code }, keys);
    const items = rows.map((row) => ({
      key: String(row.k),
      keyLabel: String(row.label),
      orgNumbers: [...(orgs.get(String(row.k)) ?? new Map<string, number>()).keys()],
      bills: readInt(row.n),
      billsByOrg: Object.fromEntries(orgs.get(String(row.k)) ?? []),
      details: fromFen(readFen(row.fen)),
      ...unknownIn(readInt(row.unknown_amounts)),
      ...beforeOf(notes.get(String(row.k))),
      traces: {
        firstAt: readInt(row.first_at),
        people: readInt(row.people),
        waiting: readInt(row.waiting),
        samples: samples.get(String(row.k)) ?? [],
      },
    }));
    return {
      items: await this.suggested(table, items, items.slice(0, WITH_HISTORY)),
      aside: await this.aside(code, notes, sought),
      whole: await this.whole(code, left),
    };
  }

  /** Returns only the values that are put aside, and the totals: suggestions cost a look at all base data and at people. @throws as list() */
  async listAside(code: string, q = ''): Promise<UnmappedList> {
    await this.tables.table(code);
    const notes = await asideNotes(this.db, code);
    return {
      items: [],
      aside: await this.aside(code, notes, soughtIn(q)),
      whole: await this.whole(code, leftOut(notes)),
    };
  }

  private async aside(code: string, notes: Notes, sought: ReturnType<typeof soughtIn>): Promise<UnmappedList['aside']> {
    return (await asideValues(this.db, code, notes)).filter(({ key, keyLabel }) => sought(key, keyLabel));
  }

  /**
   * Returns what values may mean, by base data and people alone: without the history of bills, because the caller (a trial, the token of
   * one organisation) may not see all bills. @throws MappingTableNotFoundError
   */
  async suggest(code: string, items: readonly Unsuggested[]): Promise<UnmappedValue[]> {
    return this.suggested(await this.tables.table(code), items, []);
  }

  /** @param traced values whose former bills are read as well */
  private async suggested(
    table: MappingTableRef,
    items: readonly Unsuggested[],
    traced: readonly Unsuggested[],
  ): Promise<UnmappedValue[]> {
    const candidates = items.length === 0 ? [] : await this.candidates(table);
    const people = table.code === 'contactUnit' ? await this.peopleOf(items, candidates) : new Map<string, Person>();
    const targets = new Set(candidates.map(({ item }) => item.number));
    const done = await historyOf(this.db, table.code, traced, targets);
    const near = await NearCandidates.among(candidates);
    const suggested: UnmappedValue[] = [];
    for (const item of items) {
      const suggestions = suggestionsFor(item, { candidates, near }, people.get(item.key) ?? null, done.get(item.key));
      suggested.push({ ...item, suggestions });
      await others();
    }
    return suggested;
  }

  /** @param left keys that are put aside */
  private async whole(code: string, left: readonly string[]): Promise<UnmappedList['whole']> {
    const listed = `l.lookup_key NOT IN (${placeholders(left)})`;
    const lookups = `FROM bill_lookup l WHERE l.table_code = ? AND l.hit = 0 AND ${listed}`;
    const [bills] = await this.db.query<Row>(
      `SELECT COUNT(*) AS n, ${sumOfFen('b.base_fen')} AS fen, ${unknownOf('b.base_fen')} AS unknown_amounts
       FROM bill b WHERE (${REMAPPED_STATES}) AND b.id IN (SELECT l.bill_id ${lookups})`,
      [code, ...left],
    );
    const [values] = await this.db.query<Row>(`SELECT COUNT(DISTINCT l.lookup_key) AS n ${LACKING} AND ${listed}`, [
      code,
      ...left,
    ]);
    return {
      values: readInt(values?.n),
      bills: readInt(bills?.n),
      amount: fromFen(readFen(bills?.fen)),
      ...unknownIn(readInt(bills?.unknown_amounts)),
    };
  }

  /** Returns key → organisations whose bills ask for it → number of bills, biggest sum first. */
  private async organisations(
    open: string,
    code: string,
    found: readonly Row[],
  ): Promise<Map<string, Map<string, number>>> {
    const orgs = new Map<string, Map<string, number>>();
    if (found.length === 0) return orgs;
    const keys = found.map((row) => String(row.k));
    const rows = await this.db.query<Row>(
      `SELECT l.lookup_key AS k, l.org_number AS org, COUNT(DISTINCT b.id) AS n ${open} AND l.lookup_key IN (${placeholders(keys)})
       GROUP BY l.lookup_key, l.org_number ORDER BY SUM(l.amount_fen) DESC, l.org_number`,
      [code, ...keys],
    );
    for (const row of rows) {
      const own = orgs.get(String(row.k)) ?? new Map<string, number>();
      orgs.set(String(row.k), own.set(String(row.org), readInt(row.n)));
    }
    return orgs;
  }

  private async candidates({ target }: MappingTableRef): Promise<Candidate[]> {
    const rows = await this.db.query<Row>(
      'SELECT number, name, org_number, pinyin, extra FROM base_data WHERE kind = ? AND usable = 1 ORDER BY number, org_number',
      [target],
    );
    return rows.map((row) => {
      const item: BaseDataItem = {
        kind: target,
        number: String(row.number),
        name: String(row.name),
        orgNumber: String(row.org_number),
        usable: true,
        reason: null,
      };
      return { item, pinyin: String(row.pinyin), ...markOf(row) };
    });
  }

  /** Returns job number and mobile of people whose name alone is ambiguous; without an answer there is no such suggestion. */
  private async peopleOf(
    items: readonly { key: string; keyLabel: string }[],
    candidates: readonly Candidate[],
  ): Promise<Map<string, Person>> {
    const names = new Map<string, number>();
    for (const { item } of candidates) names.set(item.name, (names.get(item.name) ?? 0) + 1);
    const unclear = items.filter(({ keyLabel }) => names.get(keyLabel) !== 1);
    const unasked = unclear.filter(({ key }) => !this.people.has(key)).slice(0, MOST_ASKED);
    await Promise.all(unasked.map(({ key }) => this.ask(key)));
    return new Map(
      unclear.flatMap(({ key }) => {
        const person = this.people.get(key);
        return person ? [[key, person]] : [];
      }),
    );
  }

  private async ask(userId: string): Promise<void> {
    try {
      const user = await this.dingtalk.getUser(userId);
      if (this.people.size >= MOST_REMEMBERED) this.people.clear();
      this.people.set(userId, { jobNumber: user?.jobNumber ?? null, mobile: user?.mobile ?? null });
    } catch (error) {
      if (!(error instanceof DingTalkError)) throw error;
      this.log.warn(`no job number: ${error.message}`);
    }
  }
}

type Notes = Awaited<ReturnType<typeof asideNotes>>;

/** Returns the keys that the list leaves out. */
const leftOut = (notes: Notes): string[] => [...notes].flatMap(([key, { isBack }]) => (isBack ? [] : [key]));

/** Returns whether a value matches what was typed. */
function soughtIn(q: string): (key: unknown, label: unknown) => boolean {
  const word = soughtWord(q);
  return (key, label) => word.plain === '' || [label, key].some((text) => isSought(String(text), word));
}

const stored = z.object({ mobile: z.optional(z.string()) });

/** Returns the mark of a mobile number, if Kingdee has one. */
function markOf({ extra }: Row): { mobile?: string } {
  const text = String(extra ?? '');
  if (!text.includes('"mobile"')) return {};
  const { mobile } = stored.safeParse(JSON.parse(text)).data ?? {};
  return mobile === undefined ? {} : { mobile };
}
