import type { BaseRow } from './base-data.js';
import { fromUnits, toUnits } from './decimal.js';
import type { Field } from './field.js';
import type { Bill, Cell } from './ledger.js';
import type { PaybillFields } from './paybill-fields.js';

/** Returns the property name of View, without the F prefix; View answers cannot be sent back to Save (kingdee.md §4, §12). */
const property = (key: string): string => key.replace(/^F/, '');

function baseView(row: BaseRow) {
  return {
    Id: row.id,
    Number: row.number,
    MultiLanguageText: [{ PkId: row.id, LocaleId: 2052, Name: row.name }],
    Name: [{ Key: 2052, Value: row.name }],
  };
}

function valueView(field: Field, cell: Cell | undefined): unknown {
  if (cell === undefined || cell === null) return field.kind === 'boolean' ? false : field.kind === 'text' ? ' ' : null;
  if (typeof cell === 'object') return baseView(cell);
  if (typeof cell === 'boolean') return cell;
  if (field.kind !== 'amount' && field.kind !== 'decimal' && field.kind !== 'integer') return cell;
  const units = toUnits(cell);
  return units === null ? cell : Number(fromUnits(units));
}

/** Returns `Result.Result` of a bill. @param entry name of its entry there. */
export function billView(bill: Bill, fields: PaybillFields, entry: string): Record<string, unknown> {
  const header = fields.header.map((field) => [property(field.key), valueView(field, bill.cells.get(field.key))]);
  const rows = bill.rows.map((row, index) => ({
    Id: row.id,
    Seq: index + 1,
    ...Object.fromEntries(
      fields.rows.map((field) => [property(field.key), valueView(field, row.cells.get(field.key))]),
    ),
  }));
  return {
    Id: bill.id,
    ...Object.fromEntries(header),
    DOCUMENTSTATUS: bill.status,
    CancelStatus: bill.cancelled ? 'B' : 'A',
    [entry]: rows,
  };
}

export function baseRowView(row: BaseRow, organisation: BaseRow | undefined): Record<string, unknown> {
  return {
    ...baseView(row),
    DocumentStatus: row.documentStatus,
    ForbidStatus: row.forbidStatus,
    ...(organisation ? { UseOrgId: baseView(organisation), UseOrgId_Id: organisation.id } : {}),
  };
}
