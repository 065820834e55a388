import { type Complaint, complaint, MSG } from './answers.js';
import type { BaseRow } from './base-data.js';
import type { BillForm, Candidate, Check } from './bill-form.js';
import { toUnits } from './decimal.js';
import type { Field } from './field.js';
import { type Cell, type Cells, cellText } from './ledger.js';
import type { PaybillFields } from './paybill-fields.js';
import type { KingdeeSwitches } from './switches.js';

/**
 * Validates a save. Only the first check that complains is reported, so the correction of one error reveals the next (kingdee.md §11: own
 * bank account, then cashier, then currency and rate, then the rest).
 */
export function validateBill(
  bill: Candidate,
  fields: PaybillFields,
  switches: KingdeeSwitches,
  form: BillForm,
): Complaint[] {
  for (const check of form.checks) {
    const complaints = check(bill, fields, switches, form);
    if (complaints.length > 0) return complaints;
  }
  return [];
}

const asRow = (cell: Cell | undefined): BaseRow | null => (typeof cell === 'object' ? cell : null);

export const ownAccounts: Check = (bill) =>
  bill.rows.flatMap(({ cells }, index) => {
    const kind = asRow(cells.get('FSETTLETYPEID'))?.kind;
    const line = `第${index + 1}行分录，`;
    // §11, §7.2: FACCOUNTID for bank settlement types, FCashAccount for cash.
    if (kind === 'bank' && !asRow(cells.get('FACCOUNTID')))
      return [complaint(`${line}银行业务的结算方式，我方银行相关信息必录！`, MSG.validation, 'FACCOUNTID')];
    if (kind === 'cash' && !asRow(cells.get('FCashAccount')))
      return [complaint(`${line}现金业务的结算方式，现金账号必录！`, MSG.validation, 'FCashAccount')];
    return [];
  });

export const cashier: Check = (bill, _fields, switches) => {
  const org = cellText(bill.cells.get('FPAYORGID'));
  const day = cellText(bill.cells.get('FDATE')).slice(0, 10);
  if (org !== '' && switches.cashierDisabledOrgs.split(',').includes(org))
    return [complaint('当前组织未启用出纳，请启用后再进行操作！', MSG.validation, 'FDATE')];
  // The text for a closed period is UNCONFIRMED (§11).
  if (day !== '' && switches.closedThrough !== '' && day <= switches.closedThrough)
    return [complaint(`业务日期${day}所在期间已结账，不允许保存！`, MSG.validation, 'FDATE')];
  return [];
};

export const rates: Check = (bill) =>
  ['FEXCHANGERATE', 'FSETTLERATE'].flatMap((key) =>
    (toUnits(cellText(bill.cells.get(key))) ?? 0n) > 0n ? [] : [complaint('汇率必须大于0', MSG.validation, key)],
  );

const missing = (cells: Cells, fields: readonly Field[]): Field[] =>
  fields.filter(({ key, mustInput, readOnly }) => mustInput && !readOnly && cellText(cells.get(key)) === '');

export const header: Check = (bill, fields) =>
  missing(bill.cells, fields.header).map(({ key, name }) => complaint(`字段“${name}”是必填项`, MSG.validation, key));

export const rows: Check = (bill, fields, _switches, { entry, entryName }) => {
  if (bill.rows.length === 0) return [complaint(`字段“${entryName}”是必填项`, MSG.validation, entry)];
  return bill.rows.flatMap(({ cells }, index) =>
    missing(cells, fields.rows).map(({ key, name }) =>
      complaint(`单据体实体【${entryName}】第【${index + 1}】行分录，【${name}】字段必录`, MSG.validation, key),
    ),
  );
};
