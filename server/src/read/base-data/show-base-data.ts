import {
  BASE_DATA_CHANGES,
  BASE_DATA_FORMS,
  type BaseDataChange,
  type BaseDataKind,
  type BaseDataOverview,
  baseDataKind,
  noIncrement,
} from '@dingdee/shared/base-data';
import { Injectable } from '@nestjs/common';
import type { OwnFieldBook } from '../../base-data/own-field/own-field-book.js';
import { OwnFields } from '../../base-data/own-field/own-fields.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { billsBehind, leadsTo, mappedTo, NO_BILLS, OPEN } from './mapped-rows.js';

const DAYS = 7;
const DAY_MS = 24 * 3_600_000;
const MOST = 300;

interface Row {
  [column: string]: unknown;
}

/** Shows 基础资料: what is stored, and what has changed in the last days, with the mapping rows and open bills that this affects. */
@Injectable()
export class ShowBaseData {
  constructor(
    private readonly db: Database,
    private readonly own: OwnFields,
  ) {}

  async overview(now = Date.now()): Promise<BaseDataOverview> {
    const rows = await this.db.query<Row>(
      `SELECT c.at, c.kind, c.org_number, c.number, c.name, c.was, c.what, d.usable AS usable_now
       FROM base_data_change c LEFT JOIN base_data d ON d.kind = c.kind AND d.org_number = c.org_number AND d.number = c.number
       WHERE c.at >= ? ORDER BY c.at DESC, c.id DESC LIMIT ${MOST + 1}`,
      [now - DAYS * DAY_MS],
    );
    const told = rows.slice(0, MOST).flatMap(changeOf);
    const mapped = await mappedTo(this.db, told);
    const changes: BaseDataChange[] = [];
    for (const change of told) {
      const of = mapped.filter((row) => leadsTo(row, change));
      changes.push({
        ...change,
        mappings: of.length,
        table: of[0]?.table ?? null,
        bills: of.length === 0 ? NO_BILLS : await billsBehind(this.db, OPEN, of),
      });
    }
    const broken = changes.filter(({ unusable }) => unusable);
    const rowsBroken = mapped.filter((row) => broken.some((change) => leadsTo(row, change)));
    const own = await this.own.book();
    const chosen = own.fields
      .filter(({ type }) => type === 'base' || type === 'assistant')
      .map(({ type: _, ...field }) => field);
    const { kinds, others } = await this.kinds(own);
    return {
      kinds,
      ...(others.length > 0 ? { others } : {}),
      ...(chosen.length > 0 ? { fields: chosen } : {}),
      days: DAYS,
      changes,
      more: rows.length > MOST,
      broken: {
        entries: new Set(broken.map(({ kind, orgNumber, number }) => [kind, orgNumber, number].join('\n'))).size,
        mappings: rowsBroken.length,
        bills: rowsBroken.length === 0 ? NO_BILLS : await billsBehind(this.db, OPEN, rowsBroken),
      },
    };
  }

  /** Returns the kinds of base data. `others`: kinds that Kingdee names but that are neither stored nor needed. */
  private async kinds(own: OwnFieldBook): Promise<Required<Pick<BaseDataOverview, 'kinds' | 'others'>>> {
    const counts = await this.db.query<Row>(
      'SELECT kind, COUNT(*) AS n, SUM(CASE WHEN usable = 1 THEN 0 ELSE 1 END) AS unusable FROM base_data GROUP BY kind',
    );
    const read = await this.db.query<Row>('SELECT kind, read_at, took_ms FROM base_data_kind');
    const increments = await this.db.query<Row>('SELECT kind, why, read_at FROM base_data_increment');
    const incrementOf = new Map(increments.map((row) => [String(row.kind), row]));
    const countOf = new Map(counts.map((row) => [String(row.kind), row]));
    const readOf = new Map(read.map((row) => [String(row.kind), row]));
    const wanted = own.wanted();
    const isShown = (kind: BaseDataKind) => wanted.includes(kind) || readInt(readOf.get(kind)?.read_at ?? 0) > 0;
    const mine = [...new Set([...wanted, ...own.names.keys()])].sort();
    const fixed = Object.keys(BASE_DATA_FORMS).map((name) => baseDataKind.parse(name));
    const kinds = [...fixed, ...mine.filter(isShown)].map((kind) => {
      const at = readInt(readOf.get(kind)?.read_at ?? 0);
      const name = own.nameOf(kind);
      return {
        kind,
        ...(name === '' ? {} : { name }),
        entries: readInt(countOf.get(kind)?.n ?? 0),
        unusable: readInt(countOf.get(kind)?.unusable ?? 0),
        readAt: at === 0 ? null : at,
        tookMs: readInt(readOf.get(kind)?.took_ms ?? 0),
        ...incremental(incrementOf.get(kind), at),
      };
    });
    const others = mine.filter((kind) => !isShown(kind)).map((kind) => ({ kind, name: own.nameOf(kind) }));
    return { kinds, others };
  }
}

/** @param readAt start of the last full reading. */
function incremental(
  row: Row | undefined,
  readAt: number,
): Pick<BaseDataOverview['kinds'][number], 'changesAt' | 'noChanges'> {
  const at = readInt(row?.read_at ?? 0);
  const why = noIncrement.safeParse(row?.why);
  return { ...(at > readAt ? { changesAt: at } : {}), ...(why.success ? { noChanges: why.data } : {}) };
}

function changeOf(row: Row): Omit<BaseDataChange, 'mappings' | 'table' | 'bills'>[] {
  const kind = baseDataKind.safeParse(row.kind);
  const what = BASE_DATA_CHANGES.find((each) => each === row.what);
  if (!kind.success || what === undefined) return [];
  return [
    {
      at: readInt(row.at),
      kind: kind.data,
      what,
      number: String(row.number),
      orgNumber: String(row.org_number),
      name: String(row.name),
      was: row.was == null ? null : String(row.was),
      unusable: row.usable_now == null || readInt(row.usable_now) !== 1,
    },
  ];
}
