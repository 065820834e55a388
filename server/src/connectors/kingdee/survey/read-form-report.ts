import type { FieldName, FormReport } from '../../survey.js';
import { type ExactJson, textOf } from '../answer/exact-json.js';
import { readFieldLimits } from '../form/field-limits.js';
import { type FormShape, readShape } from '../form/form-shape.js';
import { readMustInputs } from '../form/must-inputs.js';
import { toldFields } from '../form/told-fields.js';
import { AP_PAYBILL } from '../forms/ap-paybill.js';
import type { KingdeeField, KingdeeForm } from '../forms/kingdee-form.js';

/** Fields for bank orders (银企, kingdee.md, traps of a real site): cashiers know these from another page than the other fields. */
const OF_THE_BANK: ReadonlySet<string> = new Set(
  ['FCNAPS', 'FBankDetail', 'FOpenAddressRec', 'FSwiftCode', 'FOPPOSITEBANKNAME'].map((key) => key.toLowerCase()),
);
/** Returns the fields that may carry our key, the preferred one first. */
const carriersOf = ({ keyField, keyCarriers }: KingdeeForm): readonly string[] => keyCarriers ?? [keyField];

interface FormField {
  key: string;
  length: number | null;
}

function fieldsOf(json: ExactJson, form: KingdeeForm): FormField[] {
  return (toldFields(json, form) ?? []).map(({ field }) => {
    const length = Number(textOf(field.Editlen));
    return { key: textOf(field.Key), length: Number.isSafeInteger(length) && length > 0 ? length : null };
  });
}

const named = ({ key, label }: FieldName): FieldName => ({ key, label });
const ours = ({ key, label }: KingdeeField): FieldName => ({ key, label });

/** Builds the report about a form. @param json answer of QueryBusinessInfo for this form (kingdee.md §4). @returns null if it is not metadata. */
export function readFormReport(json: ExactJson, form: KingdeeForm = AP_PAYBILL): FormReport | null {
  const shape = readShape(json, form);
  const fields = fieldsOf(json, form);
  if (!shape || fields.length === 0) return null;
  const has = new Map(fields.map((field) => [field.key.toLowerCase(), field]));
  const sent = [...Object.values<KingdeeField>(form.header), ...Object.values<KingdeeField>(form.rows)];
  const present = ({ key, aliases = [] }: KingdeeField) =>
    [key, ...aliases].some((each) => has.has(each.toLowerCase()));
  const missing = sent.filter((field) => !present(field));
  const carrier = carriersOf(form).find((key) => has.has(key.toLowerCase()));
  const keyField = carrier === undefined ? [{ key: form.keyField, label: '第三方单据编号' }] : [];
  const musts = readMustInputs(json, form) ?? [];
  const isOfTheBank = ({ key }: FieldName): boolean => OF_THE_BANK.has(key.toLowerCase());
  return {
    fields: fields.length,
    lacksAlways: [...distinct(missing.filter(({ always }) => always).map(ours)), ...keyField],
    lacksOther: distinct(missing.filter(({ always }) => !always).map(ours)),
    asksMore: musts.filter((must) => !must.isOurs && !isOfTheBank(must)).map(named),
    // We can send 对方开户行, but an approval form may not have it.
    asksForBank: musts.filter(isOfTheBank).map(named),
    billNoLength: has.get(form.billNo.toLowerCase())?.length ?? null,
    keyLength: has.get((carrier ?? form.keyField).toLowerCase())?.length ?? null,
    departmentIn: shape.departmentIn,
    departmentKey: departmentKeyOf(form, shape),
    limits: readFieldLimits(json, form),
  };
}

function departmentKeyOf(form: KingdeeForm, { otherKeys }: Pick<FormShape, 'otherKeys'>): string {
  const key = form.header[form.head.department]?.key ?? '';
  return otherKeys?.[key] ?? key;
}

const distinct = (names: readonly FieldName[]): FieldName[] =>
  names.filter(({ key }, index) => names.findIndex((other) => other.key === key) === index);
