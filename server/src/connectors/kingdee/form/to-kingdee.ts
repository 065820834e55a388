import { fromFen, toFen } from '@dingdee/shared/money';
import type { Refusal } from '../../../domain/bill/refusal.js';
import { type Numbering, type PaymentBillDraft, targetOf } from '../../../domain/draft/payment-bill.js';
import { type CallWay, PLAIN_WAY } from '../../target.js';
import { type Literal, numberLiteral, type Writable, writeJson } from '../answer/exact-json.js';
import { AP_PAYBILL } from '../forms/ap-paybill.js';
import type { KingdeeField, KingdeeFields, KingdeeForm } from '../forms/kingdee-form.js';
import { carriersIn, type FormShape, formOf, placeDepartment } from './form-shape.js';

/** Default numbering: we number the bill, and only the usual field carries our key. */
export const OUR_NUMBERS: Numbering = { numbering: 'ours', keyField: AP_PAYBILL.keyField };

type Model = Record<string, Writable>;

/** One element of Model, or the reason why this bill must not be sent. */
export type ModelResult = { ok: true; model: Model } | { ok: false; refusal: Refusal };

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Reason why one bill cannot be sent to Kingdee; becomes the refusal of that bill. */
class UnsendableError extends Error {
  constructor(
    readonly key: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Converts a draft to Kingdee's format (kingdee.md §7.1, §7.2, §7.6): our names become keys in the order of the form, absent and empty
 * fields are not sent, amounts and rates are JSON numbers written digit for digit. The result never has FID: a save never updates.
 * @param send if Kingdee numbers the bill, no number is sent. Our key always goes to the form's own field, and also to `keyField`
 *   (kingdee.md §10.2): a system that does not know `keyField`, such as a restored database, still finds the bill.
 * @returns the refusal (class data) of a bill that cannot be written exactly or whose rows do not add up.
 */
export function billModel(draft: PaymentBillDraft, shape: FormShape, send: Numbering = OUR_NUMBERS): ModelResult {
  const form = formOf(shape);
  const typeKey = form.header[form.head.billType]?.key ?? '';
  const amountKey = form.rows[form.row.amount]?.key ?? '';
  try {
    if (targetOf(draft) !== form.id) throw new UnsendableError(form.id, `内容不是${form.label}的，没有发送`);
    const [carrier] = carriersIn(shape);
    if (carrier === undefined)
      throw new UnsendableError(form.keyField, `${form.label}里没有能写审批编号的字段，没有发送`);
    const placed = placeDepartment(draft, shape.departmentIn);
    const sum = fromFen(placed.rows.reduce((total, row) => total + toFen(row.amount), 0n));
    if (placed.rows.length === 0)
      throw new UnsendableError(form.entry, form === AP_PAYBILL ? '没有付款明细行' : '没有明细行');
    if (sum !== placed.total) throw new UnsendableError(amountKey, `明细合计 ${sum} 与单据金额 ${placed.total} 不等`);
    const keyField = send.keyField === form.keyField ? carrier : send.keyField;
    if (placed.header[keyField])
      throw new UnsendableError(keyField, `字段 ${keyField} 用来写审批的编号，方案不能再往里写别的值`);
    const { [typeKey]: billType, ...header } = fieldsOf(form, form.header, placed.header, shape);
    const model: Model = {
      ...(billType === undefined ? {} : { [typeKey]: billType }),
      ...(send.numbering === 'kingdee' ? {} : { [form.billNo]: draft.billNo }),
      [carrier]: draft.thirdBillNo,
      [keyField]: draft.thirdBillNo,
      ...header,
      [form.entry]: placed.rows.map((row) =>
        fieldsOf(form, form.rows, { ...row.fields, [form.row.amount]: row.amount }, shape),
      ),
    };
    return { ok: true, model };
  } catch (error) {
    if (!(error instanceof UnsendableError)) throw error;
    const refusal: Refusal = { class: 'data', messages: [error.message], fields: [error.key], retryable: false };
    return { ok: false, refusal };
  }
}

function fieldsOf(
  form: KingdeeForm,
  fields: KingdeeFields,
  values: Readonly<Record<string, string>>,
  shape: FormShape,
): Model {
  const model: Model = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = values[name] ?? '';
    if (value === '') continue;
    const sent = written(field, value);
    model[shape.otherKeys?.[field.key] ?? field.key] = sent;
    if (field.alsoAs !== undefined) model[field.alsoAs] = sent;
  }
  for (const [key, value] of Object.entries(values)) {
    if (value === '' || key in fields) continue;
    if (!form.ownField.test(key)) throw new UnsendableError(key, `“${key}”不是${form.label}的字段`);
    model[key] = ownWritten(key.toLowerCase(), value, shape);
  }
  return model;
}

/** Writes a field of the customer's own; a text where the form tells nothing, or where a decimal cannot be written digit for digit. */
function ownWritten(key: string, value: string, { baseKeys, decimalKeys }: FormShape): Writable {
  if (baseKeys.has(key)) return { FNumber: value };
  return (decimalKeys?.has(key) ? numberLiteral(value) : null) ?? value;
}

function written({ key, label, type, upperCase }: KingdeeField, value: string): Writable {
  switch (type) {
    case 'base':
      return upperCase ? { FNUMBER: value } : { FNumber: value };
    case 'date':
      if (!DATE.test(value)) throw new UnsendableError(key, `${label}“${value}”不是日期`);
      return `${value} 00:00:00`;
    case 'amount':
      return exact(key, label, value);
    case 'rate':
      return exact(key, label, value.includes('.') ? value.replace(/0+$/, '').replace(/\.$/, '') : value);
    default:
      return value;
  }
}

function exact(key: string, label: string, decimal: string): Literal {
  const literal = numberLiteral(decimal);
  if (!literal) throw new UnsendableError(key, `${label} ${decimal} 无法不差分毫地写给金蝶`);
  return literal;
}

/**
 * Builds the body of BatchSave, envelope A, with the options of kingdee.md §5. Booleans are text as in the official template.
 * @param told further fields that the answer should return.
 */
export const batchSaveBody = (
  form: KingdeeForm,
  models: readonly Model[],
  way: CallWay = PLAIN_WAY,
  told: readonly string[] = [],
): string =>
  writeJson({
    formid: form.id,
    data: {
      NumberSearch: 'true',
      ValidateFlag: 'true',
      IsDeleteEntry: 'false',
      IsEntryBatchFill: 'true',
      NeedUpDateFields: [],
      NeedReturnFields: [form.billNo, ...told],
      // Without this option Kingdee silently empties unknown numbers.
      IsVerifyBaseDataField: 'true',
      IsAutoAdjustField: 'true',
      BatchCount: numberLiteral('0') ?? '0',
      ...(way.single ? { IsAutoSubmitAndAudit: 'true' } : {}),
      ...flagsOf(way.answers),
      Model: models,
    },
  });

/**
 * Builds the body of Submit, Audit, CancelAssign, UnAudit and Delete by Id (kingdee.md §4). Ids are unique within a form only: a bill of
 * another form may have the same.
 */
export const operationBody = (form: KingdeeForm, ids: readonly string[], answers: readonly string[] = []): string =>
  writeJson({ formid: form.id, data: { Ids: ids.join(','), ...flagsOf(answers) } });

/** Builds the flags for the questions to which we answer yes; all others are still asked (kingdee.md §5). */
const flagsOf = (answers: readonly string[]): { InterationFlags?: string } =>
  answers.length === 0 ? {} : { InterationFlags: answers.join(';') };

/** Returns the customer's F_… keys in drafts, with the same format in every form: `find` reads them back only if it gets them. */
export function customKeys(drafts: readonly PaymentBillDraft[]): string[] {
  const keys = drafts.flatMap((draft) => [draft.header, ...draft.rows.map((row) => row.fields)].flatMap(Object.keys));
  return [...new Set(keys.filter((key) => AP_PAYBILL.ownField.test(key)))];
}
