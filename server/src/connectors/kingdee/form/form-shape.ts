import type { PaymentBillDraft } from '../../../domain/draft/payment-bill.js';
import { type ExactJson, isObject, textOf } from '../answer/exact-json.js';
import { AP_PAYBILL } from '../forms/ap-paybill.js';
import type { KingdeeField, KingdeeForm } from '../forms/kingdee-form.js';
import { FIELD_TYPES, listIn } from './told-fields.js';

export type Level = 'header' | 'rows';

/** Metadata of the customer's form (QueryBusinessInfo), as far as it decides what we send. */
export interface FormShape {
  /** Absent: the form is the payment bill. */
  form?: KingdeeForm;
  /** Levels that have the department: kingdee.md §7.1 has it in the header, other installations in the rows or in both. */
  departmentIn: readonly Level[];
  /** Lower-case keys of base-data fields, which are written as {"FNumber": …}. Matters for the customer's F_… fields. */
  baseKeys: ReadonlySet<string>;
  /** Lower-case keys of the customer's decimals, which are written as JSON numbers, as amounts are; absent if there are none. */
  decimalKeys?: ReadonlySet<string>;
  /** Our key → the key that this site uses instead. */
  otherKeys?: Readonly<Record<string, string>>;
  /** Fields that carry our key at this site, the written one first; for forms whose sites differ in them. Empty if the form has none. */
  keyCarriers?: readonly string[];
  /** Lower-case keys of the fields of the rows; absent if the form could not be asked. */
  rowKeys?: ReadonlySet<string>;
  /** Field that tells whether a bill was paid; absent if the form has none. */
  paid?: PaidField;
}

/** Field with the payment status. kingdee.md names none: it is recognised by its caption and by the captions of its values. */
export interface PaidField {
  key: string;
  level: Level;
  /** The values that mean paid. */
  values: ReadonlySet<string>;
}

const PAID_FIELDS = /^(付款|支付|银行付款|银行处理)状态$/;
const PAID_VALUES = /^(已付款|已支付|付款成功|支付成功|银行交易成功)$/;

/** Metadata after kingdee.md §7.1, used if the form could not be asked. */
export const USUAL_SHAPE: FormShape = { departmentIn: ['header'], baseKeys: new Set() };
/**
 * Returns the same for any form. A form whose sites differ in the key field gets no key field: its bills can then be neither sent nor asked
 * about.
 */
export const unasked = (form: KingdeeForm): FormShape =>
  form === AP_PAYBILL ? USUAL_SHAPE : { ...USUAL_SHAPE, form, ...(form.keyCarriers ? { keyCarriers: [] } : {}) };

export const formOf = ({ form }: Pick<FormShape, 'form'>): KingdeeForm => form ?? AP_PAYBILL;
/** Returns the fields in which the form itself carries our key; empty if they are unknown, or if the form has none. */
export const carriersIn = (shape: Pick<FormShape, 'form' | 'keyCarriers'>): readonly string[] => {
  const { keyField, keyCarriers } = formOf(shape);
  return keyCarriers ? (shape.keyCarriers ?? []) : [keyField];
};

/** Returns the fields that have other keys at some sites, by level; the department is excluded, as it is handled separately. */
const aliased = ({ header, rows, head }: KingdeeForm): [Level, KingdeeField][] => [
  ...Object.entries(header).flatMap(([name, field]): [Level, KingdeeField][] =>
    field.aliases && name !== head.department ? [['header', field]] : [],
  ),
  ...Object.entries(rows).flatMap(([name, field]): [Level, KingdeeField][] =>
    field.aliases && name !== head.department ? [['rows', field]] : [],
  ),
];

/**
 * Reads the metadata of a form.
 * @param json answer of QueryBusinessInfo for this form (kingdee.md §4).
 * @returns null if it is not metadata.
 */
export function readShape(json: ExactJson, form: KingdeeForm = AP_PAYBILL): FormShape | null {
  const result = isObject(json) ? json.Result : undefined;
  const data = isObject(result) ? result.NeedReturnData : undefined;
  const entities = isObject(data) ? listIn(data.Entrys).filter(isObject) : [];
  if (entities.length === 0) return null;
  const department: KingdeeField | undefined = form.header[form.head.department];
  const departmentKeys = department ? [department.key, ...(department.aliases ?? [])] : [];
  const levels = new Map<string, Set<Level>>();
  const there = { header: new Map<string, string>(), rows: new Map<string, string>() };
  const baseKeys = new Set<string>();
  const decimalKeys = new Set<string>();
  let paid: PaidField | undefined;
  for (const entity of entities) {
    // Header fields are under FBillHead; older releases write AP_PAYBILL__FPAYBILLENTRY (§7.2).
    const level: Level = textOf(entity.Key).toUpperCase().endsWith(form.entry.toUpperCase()) ? 'rows' : 'header';
    for (const field of listIn(entity.Fields).filter(isObject)) {
      const key = textOf(field.Key).toLowerCase();
      there[level].set(key, textOf(field.Key));
      const found = departmentKeys.find((each) => each.toLowerCase() === key);
      if (found) levels.set(found, (levels.get(found) ?? new Set()).add(level));
      if (textOf(field.LookUpObjectFormId) !== '') baseKeys.add(key);
      else if (textOf(field.FieldType) === FIELD_TYPES.decimal && form.ownField.test(textOf(field.Key)))
        decimalKeys.add(key);
      paid ??= paidField(field, level);
    }
  }
  // If the form has both keys, the usual one is used: the other belongs to another department, such as 采购部门.
  const departmentKey = departmentKeys.find((key) => levels.has(key)) ?? departmentKeys[0] ?? '';
  const departmentIn = (['header', 'rows'] as const).filter(
    (level) => form.head.department in form[level] && levels.get(departmentKey)?.has(level),
  );
  const otherKeys: Record<string, string> = {};
  if (department && departmentKey !== department.key) otherKeys[department.key] = departmentKey;
  for (const [level, { key, aliases = [] }] of aliased(form)) {
    const known = [key, ...aliases].find((each) => there[level].has(each.toLowerCase()));
    if (known !== undefined && known !== key) otherKeys[key] = known;
  }
  return {
    ...(form === AP_PAYBILL ? {} : { form }),
    departmentIn,
    baseKeys,
    ...(decimalKeys.size > 0 ? { decimalKeys } : {}),
    ...(there.rows.size > 0 ? { rowKeys: new Set(there.rows.keys()) } : {}),
    ...(Object.keys(otherKeys).length > 0 ? { otherKeys } : {}),
    ...(form.keyCarriers ? { keyCarriers: form.keyCarriers.filter((key) => there.header.has(key.toLowerCase())) } : {}),
    ...(paid ? { paid } : {}),
  };
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
 * Returns the draft with its department at the levels that the form has: a header's department is copied to rows without one, the common
 * department of the rows to a header without one. If the form has no such field, the department is not sent.
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
