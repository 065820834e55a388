import { keyField } from '@dingdee/shared/scheme';
import { type ExactJson, textOf } from '../answer/exact-json.js';
import { AP_PAYBILL } from '../forms/ap-paybill.js';
import type { BillQuery } from './bill-query.js';

const { id: FORM, billId: ID, billNo: NUMBER } = AP_PAYBILL;

/** A bill in Kingdee that carries a number or a key that may be ours. */
export interface KeyedBill {
  id: string;
  billNo: string;
  /** What its key fields hold, empty ones left out. */
  keys: readonly string[];
}

/** What a scheme's bill numbers begin with. */
export const PREFIX = /^[A-Z0-9]{1,8}$/;

/** Headers only: one row per bill (kingdee.md §9). @throws RangeError on what must not be spliced into a filter. */
export function keyedQuery(prefixes: readonly string[], keyFields: readonly string[]): BillQuery {
  const odd =
    prefixes.find((prefix) => !PREFIX.test(prefix)) ?? keyFields.find((field) => !keyField.safeParse(field).success);
  if (odd !== undefined) throw new RangeError(`不能用作查询条件：${JSON.stringify(odd)}`);
  return {
    form: FORM,
    keys: [ID, NUMBER, ...keyFields],
    filter: [
      ...prefixes.map((prefix) => `${NUMBER} like '${prefix}%'`),
      ...keyFields.map((field) => `${field} <> ''`),
    ].join(' or '),
    order: `${ID} asc`,
  };
}

export const keyedBills = (
  rows: readonly (readonly ExactJson[])[],
  columns: readonly string[],
  keyFields: readonly string[],
): KeyedBill[] =>
  rows.map((row) => {
    const cell = (key: string) => textOf(row[columns.indexOf(key)]);
    return { id: cell(ID), billNo: cell(NUMBER), keys: keyFields.map(cell).filter((key) => key !== '') };
  });
