import { type ExactJson, numberLiteral, type Writable, writeJson } from '../answer/exact-json.js';
import { type ResponseStatus, readStatus } from '../answer/read-status.js';

/** One page of ExecuteBillQuery (kingdee.md §9). Keys, filter and order are ours; values in the filter go through `literal`. */
export interface BillQuery {
  form: string;
  keys: readonly string[];
  filter: string;
  order: string;
}
export const PAGE = 2000;

/** A full page is followed by another; so may a round number be, where a site allows less than we ask for (kingdee.md §9). */
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

/** FilterString is spliced into SQL: only plain identifiers are ever quoted into it (kingdee.md §9, Injection). */
const SAFE_VALUE = /^[\w\-./~]{1,80}$/;
export const isSafeValue = (value: string): boolean => SAFE_VALUE.test(value);

/** "'a','b'" for an in-list. @throws RangeError on a value that could be read as SQL. */
export function inList(values: readonly string[]): string {
  const bad = values.find((value) => !isSafeValue(value));
  if (bad !== undefined) throw new RangeError(`不能用作查询条件：${JSON.stringify(bad)}`);
  return values.map((value) => `'${value}'`).join(',');
}

export type QueryAnswer =
  | { kind: 'rows'; rows: readonly (readonly ExactJson[])[] }
  | { kind: 'refused'; status: ResponseStatus }
  | { kind: 'unreadable' };

/**
 * Rows of an answer, or the error that hides in its shape: an object, or a one-row, one-column reply whose cell is an object. Cells are
 * found by their place: a row that is not as wide as what was asked says nothing certain, nor do the others.
 * @param width how many keys were asked.
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

/** 元数据中标识为FXXX的字段不存在, or 当前查询串无法解析--FXXX → "FXXX"; null where the refusal is about something else, such as a filter. */
export function missingField(status: ResponseStatus): string | null {
  for (const { message } of status.errors) {
    const key = /标识为["“”']?([\w.]+)["“”']?的字段不存在/.exec(message)?.[1];
    const unparsed = /查询串无法解析\s*[-—]{1,2}\s*["“”']?(F[\w.]*)["“”']?[。.!！]?\s*$/i.exec(message)?.[1];
    if (key ?? unparsed) return key ?? unparsed ?? null;
  }
  return null;
}

/** The asked keys without the one that the form does not have, with whatever hangs on it: FUseOrgId takes FUseOrgId.FNumber along. */
export function withoutKey(keys: readonly string[], missing: string): string[] {
  const gone = missing.toLowerCase().split('.')[0];
  return keys.filter((key) => key.toLowerCase().split('.')[0] !== gone);
}
