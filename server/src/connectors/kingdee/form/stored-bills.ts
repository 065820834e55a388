import { type Amount, fromFen, parseAmount, toFen } from '@dingdee/shared/money';
import { keyField, USUAL_KEY_FIELD } from '@dingdee/shared/scheme';
import { HEADER_FIELDS, ROW_FIELDS, type TargetField } from '../../../domain/draft/payment-bill.js';
import type { BillKey, StoredBill } from '../../target.js';
import { type ExactJson, plainDecimal, textOf } from '../answer/exact-json.js';
import { type BillQuery, inList } from './bill-query.js';
import type { FormShape, Level, PaidField } from './form-shape.js';
import { PAYBILL } from './to-kingdee.js';

const ENTRY_ID = 'FPAYBILLENTRY_FEntryID';
const BASIC = ['FID', 'FBillNo', 'FTHIRDBILLNO', 'FDOCUMENTSTATUS'] as const;
const AMOUNT_KEY = ROW_FIELDS.amount.key;
/** 作废状态 (kingdee.md §7.1): B is cancelled. */
const CANCEL_KEY = 'FCancelStatus';
/** Kingdee must answer these, else nothing can be concluded about a bill. */
export const INDISPENSABLE: ReadonlySet<string> = new Set([
  ...BASIC,
  ENTRY_ID,
  AMOUNT_KEY,
  keyOf(HEADER_FIELDS.payOrg),
  keyOf(HEADER_FIELDS.currency),
]);

/** Base data is asked for by number; a bare key would answer the internal id (kingdee.md §9). */
function keyOf(field: TargetField): string {
  return field.type === 'base' ? `${field.key}.FNumber` : field.key;
}

const HEADER: readonly (readonly [string, TargetField])[] = Object.entries(HEADER_FIELDS);
const ROWS: readonly (readonly [string, TargetField])[] = Object.entries(ROW_FIELDS).filter(
  ([name]) => name !== 'amount',
);

/** The fields beside FTHIRDBILLNO that may carry a key. */
const carriersOf = ({ keyFields = [], formerFields = [] }: BillKey): string[] => [...keyFields, ...formerFields];

/** The fields that may carry `thirdBillNo`, FTHIRDBILLNO first; written into the query, so only what a scheme may name gets through. */
function keyFieldsOf(keys: readonly BillKey[]): string[] {
  const fields = new Set([USUAL_KEY_FIELD, ...keys.flatMap(carriersOf)]);
  const odd = [...fields].find((field) => !keyField.safeParse(field).success);
  if (odd !== undefined) throw new RangeError(`不能用作查询字段：${JSON.stringify(odd)}`);
  return [...fields];
}

type KeyCarrier = Pick<StoredBill, 'billNo' | 'thirdBillNo' | 'header'>;

/** Our key as a stored bill carries it in this field, "" where it does not. */
export const carriedKey = (stored: KeyCarrier, field: string): string =>
  field === USUAL_KEY_FIELD ? stored.thirdBillNo : (stored.header[field] ?? '');

/** One query for all keys, by any number that we wrote; a bill gives a row per entry row. */
export function findQuery(keys: readonly BillKey[], shape: FormShape, custom: readonly string[]): BillQuery {
  const numbers = inList(keys.map((key) => key.billNo));
  const carriers = keyFieldsOf(keys);
  const byField = carriers.map((field) => {
    const asked = field === USUAL_KEY_FIELD ? keys : keys.filter((key) => carriersOf(key).includes(field));
    return `${field} in (${inList(asked.map((key) => key.thirdBillNo))})`;
  });
  const fields = [...HEADER, ...ROWS].map(([, field]) => keyOf(field));
  const own = custom.map((key) => (shape.baseKeys.has(key.toLowerCase()) ? `${key}.FNumber` : key));
  return {
    form: PAYBILL,
    keys: [
      ...new Set([
        ...BASIC,
        ENTRY_ID,
        AMOUNT_KEY,
        CANCEL_KEY,
        ...fields,
        ...carriers,
        ...own,
        ...(shape.paid ? [shape.paid.key] : []),
      ]),
    ],
    filter: [`FBillNo in (${numbers})`, ...byField].join(' or '),
    order: `FID asc,${ENTRY_ID} asc`,
  };
}

/** A stored bill that cannot be read exactly, e.g. an amount hidden from our user, and why. */
export interface UnreadBill extends KeyCarrier {
  sentence: string;
}
class UnreadableBillError extends Error {}

const STATUSES: ReadonlySet<string> = new Set(['Z', 'A', 'B', 'C', 'D']);
const isStatus = (value: string): value is StoredBill['status'] => STATUSES.has(value);

/** Dates without the time, rates without trailing zeros, texts as they are: comparable with a draft's values. */
function normal(type: TargetField['type'], cell: string): string {
  if (type === 'rate' || type === 'amount') return plainDecimal(cell) ?? cell;
  if (type !== 'date') return cell;
  const m = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?$/.exec(cell);
  return m ? `${m[1]}-${m[2]?.padStart(2, '0')}-${m[3]?.padStart(2, '0')}` : cell;
}

/** A row of the answer, read by key; "" where it is empty. */
type Cell = (key: string) => string;

/**
 * Rows of an answer as bills, entry rows grouped per FID in the order of their ids; empty cells are absent fields.
 * @param keys the columns, in the order of each row.
 */
export function storedBills(
  rows: readonly (readonly ExactJson[])[],
  keys: readonly string[],
  { departmentIn, paid }: Pick<FormShape, 'departmentIn' | 'paid'>,
): { read: StoredBill[]; unread: UnreadBill[] } {
  const column = new Map(keys.map((key, index) => [key.toLowerCase(), index]));
  const cellOf =
    (row: readonly ExactJson[]): Cell =>
    (key) => {
      const index = column.get(key.toLowerCase());
      return index === undefined ? '' : textOf(row[index]);
    };
  const known = new Set([
    ...INDISPENSABLE,
    CANCEL_KEY,
    ...(paid ? [paid.key] : []),
    ...[...HEADER, ...ROWS].map(([, field]) => keyOf(field)),
  ]);
  const custom = keys.filter((key) => !known.has(key));
  const groups = new Map<string, Cell[]>();
  for (const row of rows) {
    const cell = cellOf(row);
    groups.set(cell('FID'), [...(groups.get(cell('FID')) ?? []), cell]);
  }
  const paidIn = paid && keys.includes(paid.key) ? paid : undefined;
  const pick = picker(custom, departmentIn);
  const read: StoredBill[] = [];
  const unread: UnreadBill[] = [];
  for (const [id, cells] of groups) {
    const head = cells[0] ?? (() => '');
    const carrier = {
      billNo: head('FBillNo'),
      thirdBillNo: head('FTHIRDBILLNO'),
      header: pick(head, HEADER, 'header'),
    };
    try {
      read.push({ id, ...carrier, ...readRest(carrier.billNo, cells, pick), ...told(cells, paidIn), departmentIn });
    } catch (error) {
      if (!(error instanceof UnreadableBillError)) throw error;
      unread.push({ ...carrier, sentence: error.message });
    }
  }
  return { read, unread };
}

/** What Kingdee says of a bill's fate beside its status, as far as the form has it. */
function told(cells: readonly Cell[], paid: PaidField | undefined): Pick<StoredBill, 'paid' | 'cancelled'> {
  const cancelled = cells[0]?.(CANCEL_KEY) ?? '';
  return {
    ...(cancelled === '' ? {} : { cancelled: cancelled === 'B' }),
    ...(paid ? { paid: cells.every((cell) => paid.values.has(cell(paid.key))) } : {}),
  };
}

type Picker = (cell: Cell, fields: typeof HEADER, level: Level) => Record<string, string>;

/** Reads the fields of one level by our names, the customer's own ones by theirs. */
const picker =
  (custom: readonly string[], departmentIn: readonly Level[]): Picker =>
  (cell, fields, level) => {
    const values = [
      ...fields
        .filter(([name]) => name !== 'department' || departmentIn.includes(level))
        .map(([name, field]) => [name, normal(field.type, cell(keyOf(field)))] as const),
      ...custom.map((key) => [key.replace(/\.FNumber$/, ''), cell(key)] as const),
    ];
    return Object.fromEntries(values.filter(([, value]) => value !== ''));
  };

/** What a bill says beside its keys. @throws UnreadableBillError naming the bill and the reason. */
function readRest(
  billNo: string,
  cells: readonly Cell[],
  pick: Picker,
): Pick<StoredBill, 'status' | 'orgNumber' | 'currency' | 'total' | 'rows'> {
  const head = cells[0] ?? (() => '');
  const status = head('FDOCUMENTSTATUS');
  if (!isStatus(status)) throw new UnreadableBillError(`金蝶单据 ${billNo} 的状态“${status}”无法识别`);
  const entries = cells.filter((cell) => cell(ENTRY_ID) !== '' && cell(ENTRY_ID) !== '0');
  const rows = entries.map((cell) => ({
    amount: amountOf(billNo, cell(AMOUNT_KEY)),
    fields: pick(cell, ROWS, 'rows'),
  }));
  return {
    status,
    orgNumber: head(keyOf(HEADER_FIELDS.payOrg)),
    currency: head(keyOf(HEADER_FIELDS.currency)),
    total: fromFen(rows.reduce((sum, row) => sum + toFen(row.amount), 0n)),
    rows,
  };
}

function amountOf(billNo: string, cell: string): Amount {
  const plain = plainDecimal(cell);
  const amount = plain === null ? null : parseAmount(plain);
  if (amount === null)
    throw new UnreadableBillError(
      plain === null
        ? `看不到金蝶单据 ${billNo} 的金额（“${cell}”），集成用户可能没有该字段的权限`
        : `金蝶单据 ${billNo} 的金额 ${plain} 不是两位小数`,
    );
  return amount;
}

/** Found bills under the billNo of the key that they carry, whichever of its two numbers it is. */
export function byKey<B extends KeyCarrier>(keys: readonly BillKey[], bills: readonly B[]): Map<string, B[]> {
  const found = new Map<string, B[]>();
  const ofNumber = new Map(keys.map((key) => [key.billNo.toUpperCase(), key.billNo]));
  const ofThird = new Map(keys.map((key) => [key.thirdBillNo, key]));
  const carriers = keyFieldsOf(keys);
  for (const bill of bills) {
    const byField = carriers.map((field) => {
      const key = ofThird.get(carriedKey(bill, field));
      return key && (field === USUAL_KEY_FIELD || carriersOf(key).includes(field)) ? key.billNo : undefined;
    });
    const owners = new Set([ofNumber.get(bill.billNo.toUpperCase()), ...byField]);
    for (const owner of owners) if (owner !== undefined) found.set(owner, [...(found.get(owner) ?? []), bill]);
  }
  return found;
}
