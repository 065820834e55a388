import { type BaseDataItem, type BaseDataKind, type BaseDataPage, type BaseDataQuery } from '@dingdee/shared/base-data';
import { Injectable } from '@nestjs/common';
import * as z from 'zod/mini';
import { readInt } from '../database/columns.js';
import { Database } from '../database/database.js';
import { beginsWith, holding, searchable, typedWord } from '../database/typed-words.js';
import { unusableWords } from '../domain/draft/usable-base-data.js';
import { BaseDataCursorError } from './base-data.errors.js';

interface Found {
  number: string;
  name: string;
  org_number: string;
  usable: unknown;
  reason: string | null;
  unusable: unknown;
  distance: unknown;
}

const position = z.tuple([z.int(), z.int(), z.string(), z.string()]);

/** Search in the cache by name, number, pinyin and initials. */
@Injectable()
export class SearchBaseData {
  constructor(private readonly db: Database) {}

  /**
   * One key-set page: usable ones first, then exact matches, then what begins with the word; the others behind, with their reason.
   * @throws BaseDataCursorError for a cursor that is not ours.
   */
  async page(kind: BaseDataKind, query: BaseDataQuery): Promise<BaseDataPage> {
    const { from, params } = matching(kind, query);
    const after = query.cursor === undefined ? null : readCursor(query.cursor);
    const behind = after ? 'WHERE (unusable, distance, number, org_number) > (?, ?, ?, ?)' : '';
    const [rows, [count]] = await Promise.all([
      this.db.query<Found>(
        `SELECT * FROM (${from}) found ${behind} ORDER BY unusable, distance, number, org_number LIMIT ${query.limit + 1}`,
        [...params, ...(after ?? [])],
      ),
      this.db.query<{ n: unknown }>(`SELECT COUNT(*) AS n FROM (${from}) found`, params),
    ]);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    return {
      items: shown.map((row) => toItem(kind, row)),
      next: last ? cursorAt(last) : null,
      total: readInt(count?.n),
    };
  }
}

const [NUMBER, NAME] = [searchable('number'), searchable('name')];

function matching(kind: BaseDataKind, { q, org }: BaseDataQuery): { from: string; params: unknown[] } {
  const word = typedWord(q ?? '');
  // Pinyin is kept without spaces and apostrophes, as "shi nei" and "xi'an" are typed.
  const typed = word.replace(/[\s'’]/g, '');
  const conditions = ['kind = ?'];
  const params: unknown[] = [];
  let distance = '0';
  const where: unknown[] = [kind];
  if (word !== '') {
    const [begins, within] = [beginsWith(word), holding(word)];
    const [typedBegins, typedWithin] = [beginsWith(typed), holding(typed)];
    distance = `CASE WHEN ${NUMBER} = ? OR ${NAME} = ? OR initials = ? THEN 0
      WHEN ${NUMBER} LIKE ? ESCAPE '!' OR ${NAME} LIKE ? ESCAPE '!' OR pinyin LIKE ? ESCAPE '!' OR initials LIKE ? ESCAPE '!' THEN 1
      ELSE 2 END`;
    params.push(word, word, typed, begins, begins, typedBegins, typedBegins);
    conditions.push(
      `(${NUMBER} LIKE ? ESCAPE '!' OR ${NAME} LIKE ? ESCAPE '!' OR pinyin LIKE ? ESCAPE '!' OR initials LIKE ? ESCAPE '!')`,
    );
    where.push(within, within, typedWithin, typedWithin);
  }
  if (org !== undefined && org !== '') {
    conditions.push("org_number IN ('', ?)");
    where.push(org);
  }
  const from = `SELECT number, name, org_number, usable, reason, CASE WHEN usable = 1 THEN 0 ELSE 1 END AS unusable, ${distance} AS distance
    FROM base_data WHERE ${conditions.join(' AND ')}`;
  return { from, params: [...params, ...where] };
}

const toItem = (kind: BaseDataKind, row: Found): BaseDataItem => ({
  kind,
  number: row.number,
  name: row.name,
  orgNumber: row.org_number,
  usable: readInt(row.usable) === 1,
  reason: unusableWords(row.reason),
});

const cursorAt = (row: Found): string =>
  Buffer.from(JSON.stringify([readInt(row.unusable), readInt(row.distance), row.number, row.org_number])).toString(
    'base64url',
  );

function readCursor(text: string): readonly unknown[] {
  try {
    return position.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    throw new BaseDataCursorError();
  }
}
