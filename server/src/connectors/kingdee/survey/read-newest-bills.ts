import type { InUse, NewestBills } from '../../survey.js';
import { type ExactJson, textOf } from '../answer/exact-json.js';
import type { BillQuery } from '../form/bill-query.js';
import { AP_PAYBILL } from '../forms/ap-paybill.js';

const { header, rows, head, row, billId, status } = AP_PAYBILL;
const TYPE = header[head.billType].key;
const PURPOSE = rows.purpose.key;
const AMOUNT = rows[row.amount].key;
/** Number of lines that is enough to see the usual values. */
export const NEWEST = 50;

/** Builds the query for the last 50 lines of one organisation, newest first. @param orgNumber safe for a filter (isSafeValue). */
export const newestQuery = (orgNumber: string): BillQuery => ({
  form: AP_PAYBILL.id,
  keys: [
    billId,
    AP_PAYBILL.billNo,
    `${TYPE}.FNumber`,
    `${TYPE}.FName`,
    `${PURPOSE}.FNumber`,
    `${PURPOSE}.FName`,
    status,
    AMOUNT,
  ],
  filter: `${header[head.organisation].key}.FNumber = '${orgNumber}'`,
  order: `${billId} desc`,
});

/** Summarises the lines. @param keys the columns, in the order of each row; fewer than requested if the site lacks some. */
export function readNewestBills(keys: readonly string[], lines: readonly (readonly ExactJson[])[]): NewestBills {
  const cell = (line: readonly ExactJson[], key: string) => textOf(line[keys.indexOf(key)]).trim();
  const bills = new Map(lines.map((line) => [cell(line, billId), line]));
  return {
    bills: bills.size,
    types: inUse([...bills.values()], (line) => [cell(line, `${TYPE}.FNumber`), cell(line, `${TYPE}.FName`)]),
    purposes: inUse(lines, (line) => [cell(line, `${PURPOSE}.FNumber`), cell(line, `${PURPOSE}.FName`)]),
    waiting: [...bills.values()].filter((line) => cell(line, status) === 'B').length,
    amountsHidden: lines.some((line) => cell(line, AMOUNT).includes('*')),
  };
}

function inUse(
  lines: readonly (readonly ExactJson[])[],
  read: (line: readonly ExactJson[]) => [number: string, name: string],
): InUse[] {
  const counted = new Map<string, InUse>();
  for (const line of lines) {
    const [number, name] = read(line);
    if (number === '') continue;
    const known = counted.get(number);
    counted.set(number, { number, name: name || number, bills: (known?.bills ?? 0) + 1 });
  }
  return [...counted.values()].sort((a, b) => b.bills - a.bills);
}
