import type { PaymentBillDraft } from '../../../domain/draft/payment-bill.js';
import { type ExactJson, isObject, textOf } from '../answer/exact-json.js';
import { AP_PAYBILL } from '../forms/ap-paybill.js';

export type Level = 'header' | 'rows';

/** What the customer's form says of itself (QueryBusinessInfo), as far as it decides what we send. */
export interface FormShape {
  /** Where the department is: kingdee.md §7.1 has it in the header, other installations in the rows or in both. */
  departmentIn: readonly Level[];
  /** Lower-case keys of base-data fields: written as {"FNumber": …}. Matters for a customer's own F_… fields. */
  baseKeys: ReadonlySet<string>;
  /** Our key → the one that this site has for it instead. */
  otherKeys?: Readonly<Record<string, string>>;
  /** Where the form tells whether a bill has been paid; absent where it does not. */
  paid?: PaidField;
}

/** kingdee.md names no such field: it is known by its caption, and by the captions of its values. */
export interface PaidField {
  key: string;
  level: Level;
  /** The values that mean paid. */
  values: ReadonlySet<string>;
}

const DEPARTMENT = AP_PAYBILL.header[AP_PAYBILL.head.department];
const DEPARTMENT_KEYS: readonly string[] = [DEPARTMENT.key, ...DEPARTMENT.aliases];
const PAID_FIELDS = /^(付款|支付|银行付款|银行处理)状态$/;
const PAID_VALUES = /^(已付款|已支付|付款成功|支付成功|银行交易成功)$/;

/** kingdee.md §7.1, where the form could not be asked. */
export const USUAL_SHAPE: FormShape = { departmentIn: ['header'], baseKeys: new Set() };

const listIn = (value: ExactJson | undefined): readonly ExactJson[] => (Array.isArray(value) ? value : []);

/**
 * @param json answer of QueryBusinessInfo for AP_PAYBILL (kingdee.md §4).
 * @returns null where it is not metadata.
 */
export function readShape(json: ExactJson): FormShape | null {
  const result = isObject(json) ? json.Result : undefined;
  const data = isObject(result) ? result.NeedReturnData : undefined;
  const entities = isObject(data) ? listIn(data.Entrys).filter(isObject) : [];
  if (entities.length === 0) return null;
  const levels = new Map<string, Set<Level>>();
  const baseKeys = new Set<string>();
  let paid: PaidField | undefined;
  for (const entity of entities) {
    // Fields of the header stand under FBillHead; older releases write AP_PAYBILL__FPAYBILLENTRY (§7.2).
    const level: Level = textOf(entity.Key).toUpperCase().endsWith(AP_PAYBILL.entry) ? 'rows' : 'header';
    for (const field of listIn(entity.Fields).filter(isObject)) {
      const key = textOf(field.Key).toLowerCase();
      const department = DEPARTMENT_KEYS.find((each) => each.toLowerCase() === key);
      if (department) levels.set(department, (levels.get(department) ?? new Set()).add(level));
      if (textOf(field.LookUpObjectFormId) !== '') baseKeys.add(key);
      paid ??= paidField(field, level);
    }
  }
  // The usual one where the form has both: the other is then another department's, such as 采购部门.
  const departmentKey = DEPARTMENT_KEYS.find((key) => levels.has(key)) ?? DEPARTMENT.key;
  const departmentIn = (['header', 'rows'] as const).filter((level) => levels.get(departmentKey)?.has(level));
  const other = departmentKey === DEPARTMENT.key ? {} : { otherKeys: { [DEPARTMENT.key]: departmentKey } };
  return { departmentIn, baseKeys, ...other, ...(paid ? { paid } : {}) };
}

function paidField(field: Readonly<Record<string, ExactJson>>, level: Level): PaidField | undefined {
  const key = textOf(field.Key);
  const named = listIn(field.Name)
    .filter(isObject)
    .some((name) => PAID_FIELDS.test(textOf(name.Value)));
  if (!named || !/^\w{1,60}$/.test(key)) return undefined;
  const values = listIn(field.Extends)
    .filter(isObject)
    .filter((each) => PAID_VALUES.test(textOf(each.Caption)))
    .map((each) => textOf(each.Value));
  return values.length === 0 ? undefined : { key, level, values: new Set(values) };
}

/**
 * The draft with its department at the levels that the form has: a header's department goes down to rows without one,
 * the rows' common department up to a header without one; where the form has no such field it is not sent.
 */
export function placeDepartment(draft: PaymentBillDraft, departmentIn: readonly Level[]): PaymentBillDraft {
  const { department: ofHeader, ...header } = draft.header;
  const ofRows = new Set(draft.rows.map((row) => row.fields.department ?? ''));
  const common = ofRows.size === 1 ? [...ofRows][0] : undefined;
  const top = departmentIn.includes('header') ? ofHeader || common : undefined;
  const rows = draft.rows.map(({ amount, fields: { department, ...fields } }) => {
    const own = departmentIn.includes('rows') ? department || ofHeader : undefined;
    return { amount, fields: own ? { ...fields, department: own } : fields };
  });
  return { ...draft, header: top ? { ...header, department: top } : header, rows };
}
