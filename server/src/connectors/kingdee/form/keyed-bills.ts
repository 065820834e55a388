import { keyField } from '@dingdee/shared/scheme';
import type { KeyedBill } from '../../target.js';
import { type ExactJson, textOf } from '../answer/exact-json.js';
import type { KingdeeForm } from '../forms/kingdee-form.js';
import { type BillQuery, inList } from './bill-query.js';

/** What a scheme's bill numbers begin with. */
export const PREFIX = /^[A-Z0-9]{1,8}$/;

/** Headers only: one row per bill (kingdee.md §9). @throws RangeError on what must not be spliced into a filter. */
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
 * Every bill of these approvals, as a whole or in parts. An underscore of an id means any letter there: what is answered is compared again.
 * @throws RangeError on what must not be spliced into a filter.
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
