import { BILL_STATES } from '@dingdee/shared/bill-state';
import { parseAmount, toFen } from '@dingdee/shared/money';
import { type Database, placeholders } from '../../database/database.js';
import { typedWord } from '../../database/typed-words.js';
import type { SqlCondition } from './sql-condition.js';

/** Result of a search, as conditions on rows of `bill`. */
export interface Found {
  /** For queries that count, sum or freeze all of them. */
  whole: SqlCondition;
  /** For a query in the order of a list that ends after a page: checks each bill by itself. The table must be called `bill`. */
  walk: SqlCondition;
  /** Whether the conditions name the bills by their ids. */
  few: boolean;
}

/** Columns of numbers, all in one index. */
const NUMBERS = ['business_id', 'bill_no', 'kingdee_no'];
const MOST_WORDS = 4;
/** Most bills that are named by their ids. */
const FEW = 500;

/**
 * Finds bills that contain every word: in a text as it is written, in its pinyin or its initials, or in one of its numbers; an amount
 * also finds the bills of exactly that sum. Each text is stored once for all bills that have it (ledger/search-texts.ts), so that most
 * searches scan some names and then a few bills, however many bills there are.
 * @returns null if the text is empty.
 */
export async function searchBills(db: Database, q: string | undefined): Promise<Found | null> {
  const words = typedWord(q ?? '');
  if (words === '') return null;
  const each = [...new Set(words.split(/\s+/))];
  // Numbers are shown in groups of four digits, and copied so.
  const typed = each.every((word) => /^\d+$/.test(word)) ? [words.replace(/\s+/g, '')] : each.slice(0, MOST_WORDS);
  const sum = await ofSum(db, words);
  const [only] = typed;
  if (typed.length === 1 && only !== undefined) {
    const exact = await ofNumber(db, only);
    if (exact.length > 0) return named(exact);
  }
  if (typed.length > 1) {
    // The whole phrase as it was typed, with its spaces, before its words one by one.
    const phrase = await holding(db, words);
    if (Array.isArray(phrase) && phrase.length > 0) return named([...new Set([...phrase, ...sum])]);
  }
  const found = await Promise.all(typed.map((word) => holding(db, word)));
  const lists = found.flatMap((one) => (Array.isArray(one) ? [new Set(one)] : []));
  const [first, ...rest] = lists;
  if (first) {
    const few = [...first].filter((id) => rest.every((set) => set.has(id)));
    const asked = found.flatMap((one) => (Array.isArray(one) ? [] : [one.walk]));
    return named([...new Set([...(await among(db, few, asked)), ...sum])]);
  }
  const many = (how: 'whole' | 'walk'): SqlCondition => {
    const parts = found.flatMap((one) => (Array.isArray(one) ? [] : [one[how]]));
    const all = { sql: parts.map(({ sql }) => sql).join(' AND '), params: parts.flatMap(({ params }) => params) };
    return sum.length === 0
      ? all
      : { sql: `(${all.sql} OR ${byIds(sum).sql})`, params: [...all.params, ...byIds(sum).params] };
  };
  return { whole: many('whole'), walk: many('walk'), few: false };
}

/** Returns those of these few bills that meet all other conditions too. */
async function among(db: Database, few: readonly string[], asked: readonly SqlCondition[]): Promise<readonly string[]> {
  if (few.length === 0 || asked.length === 0) return few;
  return ids(db, `SELECT id FROM bill WHERE ${[byIds(few), ...asked].map(({ sql }) => sql).join(' AND ')}`, [
    ...few,
    ...asked.flatMap(({ params }) => params),
  ]);
}

const byIds = (ids: readonly string[]): SqlCondition =>
  ids.length === 0 ? { sql: '1 = 0', params: [] } : { sql: `id IN (${placeholders(ids)})`, params: [...ids] };
const named = (ids: readonly string[]): Found => ({ whole: byIds(ids), walk: byIds(ids), few: true });

type Many = Pick<Found, 'whole' | 'walk'>;

/** Returns the ids of the bills with this word if they are few, else conditions for them. */
async function holding(db: Database, word: string): Promise<string[] | Many> {
  const texts = await ids(db, `SELECT id FROM search_text WHERE ${holds(db, 'words')} LIMIT ${FEW + 1}`, [word]);
  const numbers = isNumber(word)
    ? await ids(
        db,
        `SELECT id FROM bill WHERE ${inNumbers(db, 'bill').sql} LIMIT ${FEW + 1}`,
        inNumbers(db, 'bill', word).params,
      )
    : [];
  if (texts.length === 0 && numbers.length <= FEW) return numbers;
  if (texts.length <= FEW && numbers.length <= FEW) {
    const bills = await ids(
      db,
      `SELECT bill_id AS id FROM bill_search_text WHERE text_id IN (${placeholders(texts)}) LIMIT ${FEW + 1}`,
      texts,
    );
    if (bills.length <= FEW) return [...new Set([...bills, ...numbers])];
  }
  return many(db, word, texts, numbers);
}

function many(db: Database, word: string, texts: readonly string[], numbers: readonly string[]): Many {
  // Texts are named by id if they are few; otherwise the database searches them again.
  const named = texts.length <= FEW;
  const inTexts: SqlCondition = named
    ? { sql: `SELECT bill_id FROM bill_search_text WHERE text_id IN (${placeholders(texts)})`, params: [...texts] }
    : {
        // CROSS: SQLite starts with the texts, which are fewer.
        sql: `SELECT found.bill_id FROM search_text words CROSS JOIN bill_search_text found ON found.text_id = words.id WHERE ${holds(db, 'words.words')}`,
        params: [word],
      };
  const own: SqlCondition = named
    ? {
        sql: `SELECT 1 FROM bill_search_text own WHERE own.bill_id = bill.id AND own.text_id IN (${placeholders(texts)})`,
        params: [...texts],
      }
    : {
        sql: `SELECT 1 FROM bill_search_text own CROSS JOIN search_text words ON words.id = own.text_id WHERE own.bill_id = bill.id AND ${holds(db, 'words.words')}`,
        params: [word],
      };
  const numbered = inNumbers(db, 'numbered', word);
  const here = inNumbers(db, 'bill', word);
  if (texts.length === 0)
    return {
      whole: { sql: `id IN (SELECT numbered.id FROM bill numbered WHERE ${numbered.sql})`, params: numbered.params },
      walk: here,
    };
  if (numbers.length === 0)
    return {
      whole: { sql: `id IN (${inTexts.sql})`, params: inTexts.params },
      walk: { sql: `EXISTS (${own.sql})`, params: own.params },
    };
  return {
    whole: {
      sql: `id IN (${inTexts.sql} UNION ALL SELECT numbered.id FROM bill numbered WHERE ${numbered.sql})`,
      params: [...inTexts.params, ...numbered.params],
    },
    walk: { sql: `(${here.sql} OR EXISTS (${own.sql}))`, params: [...here.params, ...own.params] },
  };
}

const isNumber = (word: string): boolean => /^[0-9a-z-]*\d[0-9a-z-]*$|^dd/.test(word);
/**
 * Returns SQL that checks a text for the word, which is the next parameter. MySQL and MariaDB search bytes five times as fast as text,
 * with the same result.
 */
const holds = ({ dialect }: Pick<Database, 'dialect'>, text: string): string =>
  dialect === 'mysql' ? `INSTR(CAST(${text} AS BINARY), CAST(? AS BINARY)) > 0` : `INSTR(${text}, ?) > 0`;
const inNumbers = (db: Database, table: string, word = ''): SqlCondition => ({
  sql: `(${NUMBERS.map((column) => holds(db, `LOWER(${table}.${column})`)).join(' OR ')})`,
  params: NUMBERS.map(() => word),
});

/** Returns the bills with exactly this number of the approval, of ours, or of Kingdee; then the search ends with them. */
const ofNumber = async (db: Database, word: string): Promise<string[]> =>
  isNumber(word) && word.length > 7
    ? (
        await Promise.all(
          NUMBERS.map((column) =>
            ids(db, `SELECT id FROM bill WHERE ${column} IN (?, ?) LIMIT ${FEW}`, [word, word.toUpperCase()]),
          ),
        )
      ).flat()
    : [];

async function ofSum(db: Database, words: string): Promise<string[]> {
  const sum = parseAmount(words.replace(/^[¥￥]/, ''));
  if (sum === null) return [];
  return ids(
    db,
    `SELECT id FROM bill WHERE state_kind IN (${placeholders(BILL_STATES)}) AND base_fen = ? LIMIT ${FEW}`,
    [...BILL_STATES, toFen(sum).toString()],
  );
}

const ids = async (db: Database, sql: string, params: readonly unknown[]): Promise<string[]> =>
  (await db.query<{ id: string }>(sql, [...params])).map(({ id }) => id);
