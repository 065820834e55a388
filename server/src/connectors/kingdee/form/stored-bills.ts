import { type Amount, fromFen, parseAmount, toFen } from '@dingdee/shared/money';
import { keyField } from '@dingdee/shared/scheme';
import type { TargetField } from '../../../domain/draft/target-form.js';
import type { BillKey, StoredBill } from '../../target.js';
import { type ExactJson, plainDecimal, textOf } from '../answer/exact-json.js';
import { AP_PAYBILL } from '../forms/ap-paybill.js';
import type { KingdeeForm } from '../forms/kingdee-form.js';
import { type BillQuery, inList } from './bill-query.js';
import type { FormShape, Level, PaidField } from './form-shape.js';

const FORM: KingdeeForm = AP_PAYBILL;
const { entryId: ENTRY_ID, cancelled: CANCELLED } = FORM;
const BASIC = [FORM.billId, FORM.billNo, FORM.keyField, FORM.status] as const;
const AMOUNT_KEY = AP_PAYBILL.rows[AP_PAYBILL.row.amount].key;
const ORGANISATION = keyOf(AP_PAYBILL.header[AP_PAYBILL.head.organisation]);
const CURRENCY = keyOf(AP_PAYBILL.header[AP_PAYBILL.head.currency]);
/** Kingdee must answer these, else nothing can be concluded about a bill. */
export const INDISPENSABLE: ReadonlySet<string> = new Set([...BASIC, ENTRY_ID, AMOUNT_KEY, ORGANISATION, CURRENCY]);

/** Base data is asked for by number; a bare key would answer the internal id (kingdee.md §9). */
function keyOf(field: TargetField, { otherKeys }: Pick<FormShape, 'otherKeys'> = {}): string {
  const key = otherKeys?.[field.key] ?? field.key;
  return field.type === 'base' ? `${key}.FNumber` : key;
}

const HEADER: readonly (readonly [string, TargetField])[] = Object.entries(FORM.header);
const ROWS: readonly (readonly [string, TargetField])[] = Object.entries(FORM.rows).filter(
  ([name]) => name !== FORM.row.amount,
);

/** The fields beside the form's own that may carry a key. */
const carriersOf = ({ keyFields = [], formerFields = [] }: BillKey): string[] => [...keyFields, ...formerFields];

/** The fields that may carry `thirdBillNo`, the form's own first; written into the query, so only what a scheme may name gets through. */
function keyFieldsOf(keys: readonly BillKey[]): string[] {
  const fields = new Set([FORM.keyField, ...keys.flatMap(carriersOf)]);
  const odd = [...fields].find((field) => !keyField.safeParse(field).success);
  if (odd !== undefined) throw new RangeError(`不能用作查询字段：${JSON.stringify(odd)}`);
  return [...fields];
}

type KeyCarrier = Pick<StoredBill, 'billNo' | 'thirdBillNo' | 'header'>;

/** Our key as a stored bill carries it in this field, "" where it does not. */
export const carriedKey = (stored: KeyCarrier, field: string): string =>
  field === FORM.keyField ? stored.thirdBillNo : (stored.header[field] ?? '');

/** One query for all keys, by any number that we wrote; a bill gives a row per entry row. */
export function findQuery(keys: readonly BillKey[], shape: FormShape, custom: readonly string[]): BillQuery {
  const numbers = inList(keys.map((key) => key.billNo));
  const carriers = keyFieldsOf(keys);
  const byField = carriers.map((field) => {
    const asked = field === FORM.keyField ? keys : keys.filter((key) => carriersOf(key).includes(field));
    return `${field} in (${inList(asked.map((key) => key.thirdBillNo))})`;
  });
  const fields = [...HEADER, ...ROWS].map(([, field]) => keyOf(field, shape));
  const own = custom.map((key) => (shape.baseKeys.has(key.toLowerCase()) ? `${key}.FNumber` : key));
  return {
    form: FORM.id,
    keys: [
      ...new Set([
        ...BASIC,
        ENTRY_ID,
        AMOUNT_KEY,
        CANCELLED.key,
        ...fields,
        ...carriers,
        ...own,
        ...(shape.paid ? [shape.paid.key] : []),
      ]),
    ],
    filter: [`${FORM.billNo} in (${numbers})`, ...byField].join(' or '),
    order: `${FORM.billId} asc,${ENTRY_ID} asc`,
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
  shape: Pick<FormShape, 'departmentIn' | 'paid' | 'otherKeys'>,
): { read: StoredBill[]; unread: UnreadBill[] } {
  const { departmentIn, paid } = shape;
  const column = new Map(keys.map((key, index) => [key.toLowerCase(), index]));
  const cellOf =
    (row: readonly ExactJson[]): Cell =>
    (key) => {
      const index = column.get(key.toLowerCase());
      return index === undefined ? '' : textOf(row[index]);
    };
  const known = new Set([
    ...INDISPENSABLE,
    CANCELLED.key,
    ...(paid ? [paid.key] : []),
    ...[...HEADER, ...ROWS].map(([, field]) => keyOf(field, shape)),
  ]);
  const custom = keys.filter((key) => !known.has(key));
  const groups = new Map<string, Cell[]>();
  for (const row of rows) {
    const cell = cellOf(row);
    const id = cell(FORM.billId);
    groups.set(id, [...(groups.get(id) ?? []), cell]);
  }
  const paidIn = paid && keys.includes(paid.key) ? paid : undefined;
  const pick = picker(custom, shape);
  const read: StoredBill[] = [];
  const unread: UnreadBill[] = [];
  for (const [id, cells] of groups) {
    const head = cells[0] ?? (() => '');
    const carrier = {
      billNo: head(FORM.billNo),
      thirdBillNo: head(FORM.keyField),
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
  const cancelled = cells[0]?.(CANCELLED.key) ?? '';
  return {
    ...(cancelled === '' ? {} : { cancelled: cancelled === CANCELLED.value }),
    ...(paid ? { paid: cells.every((cell) => paid.values.has(cell(paid.key))) } : {}),
  };
}

type Picker = (cell: Cell, fields: typeof HEADER, level: Level) => Record<string, string>;

/** Reads the fields of one level by our names, the customer's own ones by theirs. */
const picker =
  (custom: readonly string[], shape: Pick<FormShape, 'departmentIn' | 'otherKeys'>): Picker =>
  (cell, fields, level) => {
    const values = [
      ...fields
        .filter(([name]) => name !== FORM.head.department || shape.departmentIn.includes(level))
        .map(([name, field]) => [name, normal(field.type, cell(keyOf(field, shape)))] as const),
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
  const status = head(FORM.status);
  if (!isStatus(status)) throw new UnreadableBillError(`金蝶单据 ${billNo} 的状态“${status}”无法识别`);
  const entries = cells.filter((cell) => cell(ENTRY_ID) !== '' && cell(ENTRY_ID) !== '0');
  const rows = entries.map((cell) => ({
    amount: amountOf(billNo, cell(AMOUNT_KEY)),
    fields: pick(cell, ROWS, 'rows'),
  }));
  return {
    status,
    orgNumber: head(ORGANISATION),
    currency: head(CURRENCY),
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
      return key && (field === FORM.keyField || carriersOf(key).includes(field)) ? key.billNo : undefined;
    });
    const owners = new Set([ofNumber.get(bill.billNo.toUpperCase()), ...byField]);
    for (const owner of owners) if (owner !== undefined) found.set(owner, [...(found.get(owner) ?? []), bill]);
  }
  return found;
}
