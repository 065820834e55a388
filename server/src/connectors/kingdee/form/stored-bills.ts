import { type Amount, fromFen, parseAmount, toFen } from '@dingdee/shared/money';
import { keyField, USUAL_TARGET } from '@dingdee/shared/scheme';
import { accountRoles, type TargetField } from '../../../domain/draft/target-form.js';
import type { BillKey, StoredBill } from '../../target.js';
import { type ExactJson, plainDecimal, textOf } from '../answer/exact-json.js';
import { AP_PAYBILL } from '../forms/ap-paybill.js';
import type { KingdeeForm } from '../forms/kingdee-form.js';
import { type BillQuery, idList, inList } from './bill-query.js';
import { carriersIn, type FormShape, formOf, type Level, type PaidField } from './form-shape.js';

/** Every known form writes our key to this field, or to the field that replaces it at a site. */
const KEY_FIELD = AP_PAYBILL.keyField;
const basicOf = (form: KingdeeForm): readonly string[] => [form.billId, form.billNo, form.status];
const amountKeyOf = ({ rows, row }: KingdeeForm): string => rows[row.amount]?.key ?? '';
const organisationOf = ({ header, head }: KingdeeForm): string => keyOf(header[head.organisation] ?? NOTHING);
const currencyOf = ({ header, head }: KingdeeForm): string => keyOf(header[head.currency] ?? NOTHING);
const NOTHING: TargetField = { key: '', label: '', type: 'text' };

/** Returns the fields that Kingdee must answer; without them nothing can be concluded about a bill. */
export const indispensable = (shape: Pick<FormShape, 'form' | 'keyCarriers'>): ReadonlySet<string> => {
  const form = formOf(shape);
  return new Set([
    ...basicOf(form),
    ...carriersIn(shape),
    form.entryId,
    amountKeyOf(form),
    organisationOf(form),
    currencyOf(form),
  ]);
};

/** Returns the query key of a field. Base data is asked for by number; the bare key would return the internal id (kingdee.md §9). */
function keyOf(field: TargetField, { otherKeys }: Pick<FormShape, 'otherKeys'> = {}): string {
  const key = otherKeys?.[field.key] ?? field.key;
  return field.type === 'base' ? `${key}.FNumber` : key;
}

type Named = readonly (readonly [string, TargetField])[];
const headerOf = ({ header }: KingdeeForm): Named => Object.entries(header);
const rowsOf = ({ rows, row }: KingdeeForm): Named => Object.entries(rows).filter(([name]) => name !== row.amount);

/** Key by which a bill is asked, without its forms. */
type AskedKey = Omit<BillKey, 'forms'>;

/** Returns the fields that may carry the key, beside the key field of the form. */
const carriersOf = ({ keyFields = [], formerFields = [] }: AskedKey): string[] => [...keyFields, ...formerFields];

/**
 * Returns the fields that may carry `thirdBillNo`, the key field of the form first. They are written into the query, so only names that a
 * scheme may use pass. @throws RangeError for another name.
 */
function keyFieldsOf(keys: readonly AskedKey[]): string[] {
  const fields = new Set([KEY_FIELD, ...keys.flatMap(carriersOf)]);
  const odd = [...fields].find((field) => !keyField.safeParse(field).success);
  if (odd !== undefined) throw new RangeError(`不能用作查询字段：${JSON.stringify(odd)}`);
  return [...fields];
}

type KeyCarrier = Pick<StoredBill, 'id' | 'form' | 'billNo' | 'thirdBillNo' | 'carriers' | 'header'>;

/** Returns our key as a stored bill carries it in this field, "" if it does not. */
export const carriedKey = (stored: Omit<KeyCarrier, 'id'>, field: string): string =>
  field === KEY_FIELD ? stored.thirdBillNo : (stored.header[field] ?? stored.carriers?.[field] ?? '');

/** Builds one query for all keys, by every number that we wrote; a bill gives one row for each entry row. */
export function findQuery(keys: readonly AskedKey[], shape: FormShape, custom: readonly string[]): BillQuery {
  const form = formOf(shape);
  const numbers = inList(keys.map((key) => key.billNo));
  const own = keyFieldsOf(keys).filter((field) => field !== KEY_FIELD);
  const byOwn = own.map((field) => {
    const asked = keys.filter((key) => carriersOf(key).includes(field));
    return `${field} in (${inList(asked.map((key) => key.thirdBillNo))})`;
  });
  const byForm = carriersIn(shape).map((field) => `${field} in (${inList(keys.map((key) => key.thirdBillNo))})`);
  const ids = keys.flatMap(({ held }) => (held?.form === form.id ? [held.id] : []));
  const byId = ids.length === 0 ? [] : [`${form.billId} in (${idList(ids)})`];
  const fields = [...headerOf(form), ...rowsOf(form)].map(([, field]) => keyOf(field, shape));
  const customer = custom.map((key) => (shape.baseKeys.has(key.toLowerCase()) ? `${key}.FNumber` : key));
  return {
    form: form.id,
    keys: [
      ...new Set([
        form.billId,
        form.billNo,
        ...carriersIn(shape),
        form.status,
        form.entryId,
        amountKeyOf(form),
        form.cancelled.key,
        ...fields,
        ...own,
        ...customer,
        ...(shape.paid ? [shape.paid.key] : []),
      ]),
    ],
    filter: [`${form.billNo} in (${numbers})`, ...byForm, ...byOwn, ...byId].join(' or '),
    order: `${form.billId} asc,${form.entryId} asc`,
  };
}

const PAYMENT = AP_PAYBILL;
const ORGANISATION = organisationOf(PAYMENT);
const PAYMENT_FIELDS = [PAYMENT.head.date, PAYMENT.head.receiverType, PAYMENT.head.receiver].map((name) =>
  keyOf(PAYMENT.header[name]),
);
/** Fields without which it is unknown whom a bill pays, or when. */
export const PAYMENTS_MUST: ReadonlySet<string> = new Set([...indispensable({}), ...PAYMENT_FIELDS]);

/**
 * Builds the query for the payments of one organisation in these days: payments are payment bills. @throws RangeError for a value that must
 * not be quoted into a filter.
 */
export function paymentsQuery(orgNumber: string, { from, to }: { from: string; to: string }): BillQuery {
  const [date] = PAYMENT_FIELDS;
  return {
    form: PAYMENT.id,
    keys: [...new Set([...PAYMENTS_MUST, PAYMENT.cancelled.key])],
    // The filter ends before the following day, as a date may have a time.
    filter: `${ORGANISATION} = ${inList([orgNumber])} and ${date} >= ${inList([from])} and ${date} < ${inList([dayAfter(to)])}`,
    order: `${PAYMENT.billId} asc,${PAYMENT.entryId} asc`,
  };
}

const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

/** Stored bill that cannot be read exactly, for example because an amount is hidden from our user, and the reason. */
export interface UnreadBill extends KeyCarrier {
  sentence: string;
}
class UnreadableBillError extends Error {}

const STATUSES: ReadonlySet<string> = new Set(['Z', 'A', 'B', 'C', 'D']);
const isStatus = (value: string): value is StoredBill['status'] => STATUSES.has(value);

/** Returns a cell in a form that can be compared with a draft: dates without the time, rates without trailing zeros, texts unchanged. */
function normal(type: TargetField['type'], cell: string): string {
  if (type === 'rate' || type === 'amount') return plainDecimal(cell) ?? cell;
  if (type !== 'date') return cell;
  const m = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?$/.exec(cell);
  return m ? `${m[1]}-${m[2]?.padStart(2, '0')}-${m[3]?.padStart(2, '0')}` : cell;
}

/** Reads a row of the answer by key; "" if the cell is empty. */
type Cell = (key: string) => string;

type ReadShape = Pick<FormShape, 'form' | 'departmentIn' | 'paid' | 'otherKeys' | 'keyCarriers'>;

/**
 * Converts the rows of an answer to bills; entry rows are grouped by FID in the order of their ids, empty cells are absent fields.
 * @param keys the columns, in the order of each row.
 */
export function storedBills(
  rows: readonly (readonly ExactJson[])[],
  keys: readonly string[],
  shape: ReadShape,
): { read: StoredBill[]; unread: UnreadBill[] } {
  const { departmentIn, paid } = shape;
  const form = formOf(shape);
  const column = new Map(keys.map((key, index) => [key.toLowerCase(), index]));
  const cellOf =
    (row: readonly ExactJson[]): Cell =>
    (key) => {
      const index = column.get(key.toLowerCase());
      return index === undefined ? '' : textOf(row[index]);
    };
  const known = new Set([
    ...indispensable(shape),
    form.cancelled.key,
    ...(paid ? [paid.key] : []),
    ...[...headerOf(form), ...rowsOf(form)].map(([, field]) => keyOf(field, shape)),
  ]);
  const custom = keys.filter((key) => !known.has(key));
  const unseen = rowsOf(form).flatMap(([name, field]) =>
    accountRoles(form).includes(name) && !column.has(keyOf(field, shape).toLowerCase()) ? [name] : [],
  );
  const groups = new Map<string, Cell[]>();
  for (const row of rows) {
    const cell = cellOf(row);
    const id = cell(form.billId);
    groups.set(id, [...(groups.get(id) ?? []), cell]);
  }
  const paidIn = paid && keys.includes(paid.key) ? paid : undefined;
  const pick = picker(custom, shape);
  const read: StoredBill[] = [];
  const unread: UnreadBill[] = [];
  for (const [id, cells] of groups) {
    const head = cells[0] ?? (() => '');
    const carrier = {
      id,
      form: form.id,
      billNo: head(form.billNo),
      thirdBillNo:
        carriersIn(shape)
          .map(head)
          .find((key) => key !== '') ?? '',
      carriers: Object.fromEntries(carriersIn(shape).map((field) => [field, head(field)])),
      header: pick(head, headerOf(form), 'header'),
    };
    try {
      read.push({
        ...carrier,
        ...readRest(form, carrier.billNo, cells, pick),
        ...told(form, cells, paidIn),
        departmentIn,
        ...(unseen.length > 0 ? { unseen } : {}),
      });
    } catch (error) {
      if (!(error instanceof UnreadableBillError)) throw error;
      unread.push({ ...carrier, sentence: error.message });
    }
  }
  return { read, unread };
}

/** Returns whether a bill is cancelled and paid, as far as the form has these fields. */
function told(
  { cancelled: { key, value } }: KingdeeForm,
  cells: readonly Cell[],
  paid: PaidField | undefined,
): Pick<StoredBill, 'paid' | 'cancelled'> {
  const cancelled = cells[0]?.(key) ?? '';
  return {
    ...(cancelled === '' ? {} : { cancelled: cancelled === value }),
    ...(paid ? { paid: cells.every((cell) => paid.values.has(cell(paid.key))) } : {}),
  };
}

type Picker = (cell: Cell, fields: Named, level: Level) => Record<string, string>;

/** Reads the fields of one level: standard fields by our names, custom fields of the customer by their keys. */
const picker =
  (custom: readonly string[], shape: ReadShape): Picker =>
  (cell, fields, level) => {
    const { department } = formOf(shape).head;
    const values = [
      ...fields
        .filter(([name]) => name !== department || shape.departmentIn.includes(level))
        .map(([name, field]) => [name, normal(field.type, cell(keyOf(field, shape)))] as const),
      ...custom.map((key) => [key.replace(/\.FNumber$/, ''), cell(key)] as const),
    ];
    return Object.fromEntries(values.filter(([, value]) => value !== ''));
  };

/** Reads everything of a bill except its keys. @throws UnreadableBillError with the bill and the reason. */
function readRest(
  form: KingdeeForm,
  billNo: string,
  cells: readonly Cell[],
  pick: Picker,
): Pick<StoredBill, 'status' | 'orgNumber' | 'currency' | 'total' | 'rows'> {
  const head = cells[0] ?? (() => '');
  const status = head(form.status);
  if (!isStatus(status)) throw new UnreadableBillError(`金蝶单据 ${billNo} 的状态“${status}”无法识别`);
  const entries = cells.filter((cell) => cell(form.entryId) !== '' && cell(form.entryId) !== '0');
  const rows = entries.map((cell) => ({
    amount: amountOf(billNo, cell(amountKeyOf(form))),
    fields: pick(cell, rowsOf(form), 'rows'),
  }));
  return {
    status,
    orgNumber: head(organisationOf(form)),
    currency: head(currencyOf(form)),
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

/** Groups bills by the billNo of the key that they carry, whichever of its two numbers it is, or of the key that names their Id. */
export function byKey<B extends KeyCarrier>(keys: readonly AskedKey[], bills: readonly B[]): Map<string, B[]> {
  const found = new Map<string, B[]>();
  const ofNumber = new Map(keys.map((key) => [key.billNo.toUpperCase(), key.billNo]));
  const ofThird = new Map(keys.map((key) => [key.thirdBillNo, key]));
  const ofId = new Map(
    keys.flatMap(({ held, billNo }) => (held ? [[`${held.form} ${held.id}`, billNo] as const] : [])),
  );
  const carriers = keyFieldsOf(keys);
  for (const bill of bills) {
    const byField = carriers.map((field) => {
      const key = ofThird.get(carriedKey(bill, field));
      return key && (field === KEY_FIELD || carriersOf(key).includes(field)) ? key.billNo : undefined;
    });
    // One key field of the form may hold the key of another system while the next one holds ours.
    const carried = Object.values(bill.carriers ?? {}).map((key) => ofThird.get(key)?.billNo);
    const named = ofId.get(`${bill.form ?? USUAL_TARGET} ${bill.id}`);
    const owners = new Set([ofNumber.get(bill.billNo.toUpperCase()), ...byField, ...carried, named]);
    for (const owner of owners) if (owner !== undefined) found.set(owner, [...(found.get(owner) ?? []), bill]);
  }
  return found;
}
