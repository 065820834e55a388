import {
  ASSISTANT_FORM,
  type BankRow,
  type BaseData,
  type BaseForm,
  type BaseItem,
  type BaseRow,
  type Category,
} from './base-data.js';
import type { BillForm } from './bill-form.js';
import type { Column } from './column.js';
import type { Field } from './field.js';
import type { Condition } from './filter-syntax.js';
import { type Bill, type BillRow, type Cell, type KingdeeLedger } from './ledger.js';
import { PAYMENT_STATUS, type PaybillFields } from './paybill-fields.js';
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
 * Returns the column that a key names on a bill form (kingdee.md §9): a field, `.FNumber` or `.FName` of base data, a bare base data key
 * (the internal id), FID, `<entry>_FEntryID`. Undefined if the form has no such key, `.FName` of an enum included.
 */
export function billColumn(
  key: string,
  { entry }: BillForm,
  fields: PaybillFields,
  ignoreCase: boolean,
): Column<BillItem> | undefined {
  const path = key.toLowerCase().startsWith(`${entry.toLowerCase()}.`) ? key.slice(entry.length + 1) : key;
  const [head = '', attribute] = path.split('.');
  const lower = head.toLowerCase();
  if (attribute === undefined) {
    if (lower === 'fid') return idColumn(false, ({ bill }) => String(bill.id));
    if (lower === `${entry.toLowerCase()}_fentryid`) return idColumn(true, ({ row }) => (row ? String(row.id) : null));
    if (lower === `${entry.toLowerCase()}_fseq`)
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

/** Returns the bills that can satisfy the condition, by index; null = a scan is needed. */
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

/** Forms whose records have bank rows (FBankInfo). */
const WITH_BANKS: ReadonlySet<string> = new Set(['BD_Empinfo', 'BD_Supplier']);
/** Keys of the bank rows in order: those of public payloads, and a customer's own. */
const BANK_KEYS = {
  usual: ['FBankCode', 'FBankHolder', 'FOpenBankName', 'FBankIsDefault'],
  own: ['F_ABCD_CardNo', 'F_ABCD_CardName', 'F_ABCD_CardBank', 'F_ABCD_CardUsual'],
} as const;
const BANK_PARTS = ['code', 'holder', 'bank', 'isDefault'] as const satisfies (keyof BankRow)[];

/** Returns the keys of the bank rows at this site; empty if its form has no bank rows. */
export const bankKeys = ({ form }: BaseForm, { bankRowKeys }: Pick<KingdeeSwitches, 'bankRowKeys'>) =>
  bankRowKeys === 'none' || !WITH_BANKS.has(form) ? [] : BANK_KEYS[bankRowKeys];

/** Returns the column that a key names on a base data form (kingdee.md §8.2). */
export function baseColumn(
  key: string,
  form: BaseForm,
  baseData: BaseData,
  switches: Pick<
    KingdeeSwitches,
    | 'fieldKeysIgnoreCase'
    | 'employeeNumberKey'
    | 'bankRowKeys'
    | 'assistantOrgs'
    | 'modifyDateAbsent'
    | 'organisationNames'
  >,
): Column<BaseItem> | undefined {
  const { fieldKeysIgnoreCase, employeeNumberKey } = switches;
  const same = (name: string): boolean =>
    fieldKeysIgnoreCase ? name.toLowerCase() === key.toLowerCase() : name === key;
  if (same(form.pk)) return idColumn(false, (row) => String(row.id));
  const numberKey = form.form === 'BD_Empinfo' ? employeeNumberKey : 'FNumber';
  if (same(numberKey) || same(numberKey.toUpperCase())) return textColumn((row) => row.number);
  if (same(form.nameKey)) return textColumn((row) => row.name);
  if (same(form.statusKeys[0])) return { kind: 'enum', perRow: false, read: (row) => row.documentStatus };
  if (same(form.statusKeys[1])) return { kind: 'enum', perRow: false, read: (row) => row.forbidStatus };
  if (same('FModifyDate'))
    return withoutDate(form, switches) ? undefined : { kind: 'date', perRow: false, read: (row) => row.modified };
  if (form.form === 'BD_Empinfo' && same('FMobile')) return textColumn((row) => row.mobile ?? null);
  if (form.form === 'BD_Currency' && same('FCODE')) return textColumn((row) => row.code ?? null);
  const part = BANK_PARTS[bankKeys(form, switches).findIndex(same)];
  if (part === 'isDefault')
    return { kind: 'boolean', perRow: true, read: ({ bankRow }) => bankRow?.isDefault ?? false };
  if (part) return { kind: 'text', perRow: true, read: ({ bankRow }) => bankRow?.[part] ?? null };
  if (form.form === ASSISTANT_FORM) {
    const read = CATEGORY_PARTS[key.toLowerCase()];
    if (read) return textColumn(({ category }) => read(baseData.category(category ?? '')) ?? null);
    if (!switches.assistantOrgs) return undefined;
  }
  if (form.organisationKeys) return organisationColumn(key, baseData, switches);
  return undefined;
}

const withoutDate = ({ form }: BaseForm, { modifyDateAbsent }: Pick<KingdeeSwitches, 'modifyDateAbsent'>): boolean =>
  modifyDateAbsent === '*' || modifyDateAbsent.split(',').includes(form);

/** §8.3: id, number and name of the category. */
const CATEGORY_PARTS: Readonly<Record<string, (category: Category | undefined) => string | undefined>> = {
  fid: (category) => category?.id,
  'fid.fnumber': (category) => category?.number,
  'fid.fname': (category) => category?.name,
};

function organisationColumn(
  key: string,
  baseData: BaseData,
  { organisationNames }: Pick<KingdeeSwitches, 'organisationNames'>,
): Column<BaseItem> | undefined {
  const [head = '', attribute] = key.toLowerCase().split('.');
  if (head !== 'fuseorgid' && head !== 'fcreateorgid') return undefined;
  if (attribute === 'fname' && organisationNames === 'untold') return undefined;
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
