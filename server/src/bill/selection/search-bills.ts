import { BILL_STATES } from '@dingdee/shared/bill-state';
import { parseAmount, toFen } from '@dingdee/shared/money';
import { type Database, placeholders } from '../../database/database.js';
import { typedWord } from '../../database/typed-words.js';
import type { SqlCondition } from './sql-condition.js';

/** The bills that were looked for, as conditions on rows of `bill`. */
export interface Found {
  /** For whatever counts, sums or freezes all of them. */
  whole: SqlCondition;
  /** For a walk in the order of a list that ends after a page: asks each bill by itself. The table must be called `bill`. */
  walk: SqlCondition;
  /** They are named one by one. */
  few: boolean;
}

/** All of one index. */
const NUMBERS = ['business_id', 'bill_no', 'kingdee_no'];
const MOST_WORDS = 4;
/** So many are named by their ids. */
const FEW = 500;

/**
 * Every word somewhere in the bill: in a text as it is written, in its pinyin or its initials, or in one of its numbers; an amount finds
 * the bills of exactly that sum as well. Each text is kept once for all bills that have it (ledger/search-texts.ts), so that most of what
 * people look for is a look through some names and then a few bills, however many there are.
 * @returns null where nothing is looked for.
 */
export async function searchBills(db: Database, q: string | undefined): Promise<Found | null> {
  const words = typedWord(q ?? '');
  if (words === '') return null;
  const each = [...new Set(words.split(/\s+/))];
  // Numbers are shown in groups of four, and copied so.
  const typed = each.every((word) => /^\d+$/.test(word)) ? [words.replace(/\s+/g, '')] : each.slice(0, MOST_WORDS);
  const sum = await ofSum(db, words);
  const [only] = typed;
  if (typed.length === 1 && only !== undefined) {
    const exact = await ofNumber(db, only);
    if (exact.length > 0) return named(exact);
  }
  if (typed.length > 1) {
    // As it was typed, with its spaces, before its words one by one.
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

/** Those of a few of which all the rest is true as well. */
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

/** The bills with this word: their ids where they are few, else how each is asked. */
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
  // Few names that many bills have are named; of many the database looks again.
  const named = texts.length <= FEW;
  const inTexts: SqlCondition = named
    ? { sql: `SELECT bill_id FROM bill_search_text WHERE text_id IN (${placeholders(texts)})`, params: [...texts] }
    : {
        // CROSS: SQLite begins with the texts, which are fewer.
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
/** Whether a text has the word that follows as a parameter. Of bytes, MySQL and MariaDB look through it five times as fast, and find the same. */
const holds = ({ dialect }: Pick<Database, 'dialect'>, text: string): string =>
  dialect === 'mysql' ? `INSTR(CAST(${text} AS BINARY), CAST(? AS BINARY)) > 0` : `INSTR(${text}, ?) > 0`;
const inNumbers = (db: Database, table: string, word = ''): SqlCondition => ({
  sql: `(${NUMBERS.map((column) => holds(db, `LOWER(${table}.${column})`)).join(' OR ')})`,
  params: NUMBERS.map(() => word),
});

/** Exactly that number of the approval, of ours, or of Kingdee: then nothing else is meant. */
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
