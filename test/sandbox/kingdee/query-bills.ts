import type { BaseData, BaseForm, BaseRow } from './base-data.js';
import type { Column } from './column.js';
import type { Field } from './field.js';
import type { Condition } from './filter-syntax.js';
import { type Bill, type BillRow, type Cell, type KingdeeLedger } from './ledger.js';
import { ENTRY, PAYMENT_STATUS, type PaybillFields } from './paybill-fields.js';
import type { KingdeeSwitches } from './switches.js';

export interface BillItem {
  bill: Bill;
  row: BillRow | null;
}

const idColumn = <Item>(perRow: boolean, read: (item: Item) => string | null): Column<Item> => ({
  kind: 'id',
  perRow,
  read,
});
const textColumn = <Item>(read: (item: Item) => string | null): Column<Item> => ({ kind: 'text', perRow: false, read });

function cellValue(field: Field, cell: Cell | undefined): string | boolean | null {
  if (cell === undefined || cell === null) return field.kind === 'boolean' ? false : null;
  return typeof cell === 'object' ? cell.number : cell;
}

function statusOrCell(field: Field, { bill }: BillItem): string | boolean | null {
  if (field.key === 'FDOCUMENTSTATUS') return bill.status;
  if (field.key === 'FCancelStatus') return bill.cancelled ? 'B' : 'A';
  if (field.key === PAYMENT_STATUS) return bill.paid ? 'C' : 'A';
  return cellValue(field, bill.cells.get(field.key));
}

/**
 * The column that a key names on AP_PAYBILL (kingdee.md §9): a field, `.FNumber` or `.FName` of base data, a bare base data
 * key (the internal id), FID, `FPAYBILLENTRY_FEntryID`. Undefined where the form has no such thing, `.FName` of an enum included.
 */
export function billColumn(key: string, fields: PaybillFields, ignoreCase: boolean): Column<BillItem> | undefined {
  const path = key.toLowerCase().startsWith(`${ENTRY.toLowerCase()}.`) ? key.slice(ENTRY.length + 1) : key;
  const [head = '', attribute] = path.split('.');
  const lower = head.toLowerCase();
  if (attribute === undefined) {
    if (lower === 'fid') return idColumn(false, ({ bill }) => String(bill.id));
    if (lower === 'fpaybillentry_fentryid') return idColumn(true, ({ row }) => (row ? String(row.id) : null));
    if (lower === 'fpaybillentry_fseq')
      return idColumn(true, ({ bill, row }) => (row ? String(bill.rows.indexOf(row) + 1) : null));
  }
  const inHeader = fields.headerByKey.get(lower);
  const field = inHeader ?? fields.rowByKey.get(lower);
  if (!field || (!ignoreCase && field.key !== head)) return undefined;
  const perRow = inHeader === undefined;
  const cellOf = ({ bill, row }: BillItem): Cell | undefined => (perRow ? row?.cells : bill.cells)?.get(field.key);
  if (field.kind === 'base') {
    const read = baseAttribute(attribute?.toLowerCase());
    if (!read) return undefined;
    return {
      kind: attribute === undefined ? 'id' : 'text',
      perRow,
      read: (item) => {
        const cell = cellOf(item);
        return typeof cell === 'object' && cell !== null ? read(cell) : null;
      },
    };
  }
  if (attribute !== undefined) return undefined;
  return {
    kind: field.kind,
    perRow,
    read: (item) =>
      perRow && field.key !== PAYMENT_STATUS ? cellValue(field, cellOf(item)) : statusOrCell(field, item),
  };
}

function baseAttribute(attribute: string | undefined): ((row: BaseRow) => string) | undefined {
  if (attribute === undefined) return (row) => String(row.id);
  if (attribute === 'fnumber') return (row) => row.number;
  return attribute === 'fname' ? (row) => row.name : undefined;
}

/** Bills that can satisfy the condition, by index; null = only a scan can tell. */
export function billCandidates(condition: Condition, ledger: KingdeeLedger): Set<Bill> | null {
  switch (condition.op) {
    case 'and': {
      const sets = condition.parts.flatMap((part) => billCandidates(part, ledger) ?? []);
      return sets.reduce<Set<Bill> | null>(
        (least, set) => (least === null || set.size < least.size ? set : least),
        null,
      );
    }
    case 'or': {
      const sets = condition.parts.map((part) => billCandidates(part, ledger));
      if (sets.length === 0 || sets.includes(null)) return null;
      return new Set(sets.flatMap((set) => [...(set ?? [])]));
    }
    case 'compare':
      return condition.operator === '=' ? keyed(condition.key, [condition.value.text], ledger) : null;
    case 'in':
      return keyed(
        condition.key,
        condition.values.map(({ text }) => text),
        ledger,
      );
    default:
      return null;
  }
}

function keyed(key: string, values: readonly string[], ledger: KingdeeLedger): Set<Bill> | null {
  const lower = key.toLowerCase();
  if (lower === 'fbillno') return found(values.map((value) => ledger.numbered(value)));
  if (lower === 'fid') return found(values.map((value) => ledger.withId(Number(value))));
  // Blank values are not indexed.
  if (lower === 'fthirdbillno' && !values.includes(''))
    return new Set(values.flatMap((value) => [...ledger.ofThirdParty(value)]));
  return null;
}

const found = (bills: (Bill | undefined)[]): Set<Bill> => new Set(bills.flatMap((bill) => (bill ? [bill] : [])));

/** The column that a key names on a base data form (kingdee.md §8.2). */
export function baseColumn(
  key: string,
  form: BaseForm,
  baseData: BaseData,
  { fieldKeysIgnoreCase, employeeNumberKey }: Pick<KingdeeSwitches, 'fieldKeysIgnoreCase' | 'employeeNumberKey'>,
): Column<BaseRow> | undefined {
  const same = (name: string): boolean =>
    fieldKeysIgnoreCase ? name.toLowerCase() === key.toLowerCase() : name === key;
  if (same(form.pk)) return idColumn(false, (row) => String(row.id));
  const numberKey = form.form === 'BD_Empinfo' ? employeeNumberKey : 'FNumber';
  if (same(numberKey) || same(numberKey.toUpperCase())) return textColumn((row) => row.number);
  if (same(form.nameKey)) return textColumn((row) => row.name);
  if (same(form.statusKeys[0])) return { kind: 'enum', perRow: false, read: (row) => row.documentStatus };
  if (same(form.statusKeys[1])) return { kind: 'enum', perRow: false, read: (row) => row.forbidStatus };
  if (form.form === 'BD_Currency' && same('FCODE')) return textColumn((row) => row.code ?? null);
  if (form.organisationKeys) return organisationColumn(key, baseData);
  return undefined;
}

function organisationColumn(key: string, baseData: BaseData): Column<BaseRow> | undefined {
  const [head = '', attribute] = key.toLowerCase().split('.');
  if (head !== 'fuseorgid' && head !== 'fcreateorgid') return undefined;
  const read = baseAttribute(attribute);
  if (!read) return undefined;
  return {
    kind: attribute === undefined ? 'id' : 'text',
    perRow: false,
    read: (row) => {
      const number = head === 'fuseorgid' ? row.useOrg : row.createOrg;
      const org = baseData.numbered('ORG_Organizations', number)[0];
      return org ? read(org) : null;
    },
  };
}
