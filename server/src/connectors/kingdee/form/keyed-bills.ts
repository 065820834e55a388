import { keyField } from '@dingdee/shared/scheme';
import type { KeyedBill } from '../../target.js';
import { type ExactJson, textOf } from '../answer/exact-json.js';
import type { KingdeeForm } from '../forms/kingdee-form.js';
import { type BillQuery, inList } from './bill-query.js';

/** Format of the prefix of a scheme's bill numbers. */
export const PREFIX = /^[A-Z0-9]{1,8}$/;

/** Builds a query for headers only: one row for each bill (kingdee.md §9). @throws RangeError for a value that must not be written into a filter. */
export function keyedQuery(form: KingdeeForm, prefixes: readonly string[], keyFields: readonly string[]): BillQuery {
  const { billId, billNo } = form;
  const odd =
    prefixes.find((prefix) => !PREFIX.test(prefix)) ?? keyFields.find((field) => !keyField.safeParse(field).success);
  if (odd !== undefined) throw new RangeError(`不能用作查询条件：${JSON.stringify(odd)}`);
  return {
    form: form.id,
    keys: [billId, billNo, ...keyFields],
    filter: [
      ...prefixes.map((prefix) => `${billNo} like '${prefix}%'`),
      ...keyFields.map((field) => `${field} <> ''`),
    ].join(' or '),
    order: `${billId} asc`,
  };
}

/**
 * Builds a query for every bill of these approvals, as a whole or in parts. An underscore in an id matches any character in the filter: the
 * answers must be compared again.
 * @throws RangeError for a value that must not be written into a filter.
 */
export function approvalsQuery(
  form: KingdeeForm,
  instanceIds: readonly string[],
  keyFields: readonly string[],
): BillQuery {
  const { billId, billNo } = form;
  const odd = keyFields.find((field) => !keyField.safeParse(field).success);
  if (odd !== undefined) throw new RangeError(`不能用作查询条件：${JSON.stringify(odd)}`);
  const whole = inList(instanceIds);
  return {
    form: form.id,
    keys: [billId, billNo, ...keyFields],
    filter: keyFields
      .flatMap((field) => [`${field} in (${whole})`, ...instanceIds.map((id) => `${field} like '${id}~%'`)])
      .join(' or '),
    order: `${billId} asc`,
  };
}

export const keyedBills = (
  form: KingdeeForm,
  rows: readonly (readonly ExactJson[])[],
  columns: readonly string[],
  keyFields: readonly string[],
): KeyedBill[] =>
  rows.map((row) => {
    const cell = (key: string) => textOf(row[columns.indexOf(key)]);
    return {
      form: form.id,
      id: cell(form.billId),
      billNo: cell(form.billNo),
      keys: keyFields.map(cell).filter((key) => key !== ''),
    };
  });
