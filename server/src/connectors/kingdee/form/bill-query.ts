import { type ExactJson, numberLiteral, type Writable, writeJson } from '../answer/exact-json.js';
import { type ResponseStatus, readStatus } from '../answer/read-status.js';

/**
 * Query of ExecuteBillQuery, read page by page (kingdee.md §9). Keys, filter and order are ours; values enter the filter only after
 * `isSafeValue`.
 */
export interface BillQuery {
  form: string;
  keys: readonly string[];
  filter: string;
  order: string;
}
export const PAGE = 2000;

/**
 * Returns whether another page may follow: after a full page, and after a multiple of 100 rows, as a site may allow fewer rows than we
 * request (kingdee.md §9).
 */
export const mayGoOn = (rows: number): boolean => rows >= PAGE || (rows > 0 && rows % 100 === 0);

export function queryBody(query: BillQuery, startRow: number, limit: number = PAGE): string {
  const count = (value: number): Writable => numberLiteral(String(value)) ?? String(value);
  return writeJson({
    data: {
      FormId: query.form,
      FieldKeys: query.keys.join(','),
      FilterString: query.filter,
      OrderString: query.order,
      TopRowCount: count(0),
      StartRow: count(startRow),
      Limit: count(limit),
      SubSystemId: '',
    },
  });
}

/** Kingdee inserts FilterString into SQL: only plain identifiers are ever quoted into it (kingdee.md §9, Injection). */
const SAFE_VALUE = /^[\w\-./~]{1,80}$/;
export const isSafeValue = (value: string): boolean => SAFE_VALUE.test(value);

/** Returns "'a','b'" for an in-list. @throws RangeError for a value that could be read as SQL. */
export function inList(values: readonly string[]): string {
  const bad = values.find((value) => !isSafeValue(value));
  if (bad !== undefined) throw new RangeError(`不能用作查询条件：${JSON.stringify(bad)}`);
  return values.map((value) => `'${value}'`).join(',');
}

/** Kingdee's Id of a bill is a number. */
export const isBillId = (id: string): boolean => /^\d{1,19}$/.test(id);

/** Returns "100001,100002" for an in-list of Ids. @throws RangeError for a value that is no number. */
export function idList(ids: readonly string[]): string {
  const bad = ids.find((id) => !isBillId(id));
  if (bad !== undefined) throw new RangeError(`不能用作单据内码：${JSON.stringify(bad)}`);
  return ids.join(',');
}

export type QueryAnswer =
  | { kind: 'rows'; rows: readonly (readonly ExactJson[])[] }
  | { kind: 'refused'; status: ResponseStatus }
  | { kind: 'unreadable' };

/**
 * Returns the rows of an answer, or its error: an object, or a one-row, one-column reply whose cell is an object. Cells are found by
 * position: if one row does not have the requested width, neither it nor the other rows are certain.
 * @param width number of requested keys.
 */
export function readRows(json: ExactJson, width: number): QueryAnswer {
  const status = readStatus(json);
  if (status) return { kind: 'refused', status };
  if (!Array.isArray(json)) return { kind: 'unreadable' };
  const rows = json as readonly ExactJson[];
  if (!rows.every((row): row is readonly ExactJson[] => Array.isArray(row))) return { kind: 'unreadable' };
  const whole = rows.every(
    (row) => row.length === width && row.every((cell) => cell === null || typeof cell !== 'object'),
  );
  return whole ? { kind: 'rows', rows } : { kind: 'unreadable' };
}

/**
 * Returns the missing field of a refusal: 元数据中标识为FXXX的字段不存在, or 当前查询串无法解析--FXXX → "FXXX"; null if the refusal is about something else, such
 * as a filter.
 */
export function missingField(status: ResponseStatus): string | null {
  for (const { message } of status.errors) {
    const key = /标识为["“”']?([\w.]+)["“”']?的字段不存在/.exec(message)?.[1];
    const unparsed = /查询串无法解析\s*[-—]{1,2}\s*["“”']?(F[\w.]*)["“”']?[。.!！]?\s*$/i.exec(message)?.[1];
    if (key ?? unparsed) return key ?? unparsed ?? null;
  }
  return null;
}

/** Returns the keys without the missing one and the keys that depend on it: a missing FUseOrgId also removes FUseOrgId.FNumber. */
export function withoutKey(keys: readonly string[], missing: string): string[] {
  const gone = missing.toLowerCase().split('.')[0];
  return keys.filter((key) => key.toLowerCase().split('.')[0] !== gone);
}
