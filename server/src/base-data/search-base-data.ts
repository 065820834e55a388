import type { BaseDataKind, BaseDataPage, BaseDataQuery } from '@dingdee/shared/base-data';
import * as z from 'zod/mini';
import { typedWord } from '../database/typed-words.js';
import { BaseDataCursorError } from './base-data.errors.js';
import type { BaseDataIndex } from './base-data-index.js';
import { FirstOf, type Found, type Position, partsOf, rankAt } from './held/first-of.js';

const position = z.tuple([z.int(), z.int(), z.string(), z.string()]);
/** Entries that are searched before the search yields to the event loop. */
const AT_ONCE = 20_000;

/**
 * Returns one keyset page by name, number, pinyin and initials: usable entries first, in them exact matches, then those that begin with
 * the word; unusable entries last, with their reason.
 * @throws BaseDataCursorError for a cursor that is not ours.
 */
export async function searchBaseData(
  held: BaseDataIndex,
  kind: BaseDataKind,
  { q, org, cursor, limit }: BaseDataQuery,
): Promise<BaseDataPage> {
  const first = new FirstOf(limit + 1, cursor === undefined ? null : readCursor(cursor));
  const word = typedWord(q ?? '').replace(/\n/g, ' ');
  // Pinyin is stored without spaces and apostrophes; people type "shi nei" and "xi'an".
  const sought = { word: Buffer.from(word), typed: Buffer.from(word.replace(/[\s'’]/g, '')) };
  let looked = 0;
  for (const block of held.blocksOf(kind, org ?? '')) {
    block.matches(sought, (at, distance) => first.add(block, at, distance));
    looked += block.size;
    if (looked < AT_ONCE) continue;
    looked = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const shown = first.found.slice(0, limit);
  const last = first.found.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(({ block, at }) => block.item(at)),
    next: last ? cursorAt(last) : null,
    total: first.total,
  };
}

function cursorAt({ block, at, rank }: Found): string {
  const { number, orgNumber } = block.item(at);
  return Buffer.from(JSON.stringify([...partsOf(rank), number, orgNumber])).toString('base64url');
}

function readCursor(text: string): Position {
  try {
    const [unusable, distance, number, orgNumber] = position.parse(
      JSON.parse(Buffer.from(text, 'base64url').toString('utf8')),
    );
    return { rank: rankAt(unusable, distance), number: Buffer.from(number), orgNumber };
  } catch {
    throw new BaseDataCursorError();
  }
}
