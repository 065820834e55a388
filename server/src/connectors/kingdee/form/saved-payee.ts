import type { PaymentBillDraft } from '../../../domain/draft/payment-bill.js';
import { NO_FIELD } from '../../../domain/draft/target-form.js';
import { type ExactJson, isObject } from '../answer/exact-json.js';
import { type FormShape, formOf } from './form-shape.js';

/** A row field whose stored value a save is asked to return. */
export interface ToldField {
  /** Our name, and the key at this site. */
  name: string;
  key: string;
}

/** Returns the account and the holder of a row, as far as the metadata of the form has them; none if the form could not be asked. */
export function payeeFields(shape: FormShape): ToldField[] {
  const { row, rows } = formOf(shape);
  return [row.account, row.holder].flatMap((name) => {
    const usual = name === NO_FIELD ? undefined : rows[name]?.key;
    const key = usual === undefined ? '' : (shape.otherKeys?.[usual] ?? usual);
    return shape.rowKeys?.has(key.toLowerCase()) ? [{ name, key }] : [];
  });
}

/** Returns the names under which NeedReturnFields asks for fields of rows. */
export const askedIn = (shape: FormShape, fields: readonly ToldField[]): string[] =>
  fields.map(({ key }) => `${formOf(shape).entry}.${key}`);

/** Stars in place of digits that our user may not see. */
const STARS = /[*＊]/u;
const plain = (text: string): string => text.replace(/\s/gu, '');

/** Returns the member of an object whatever the case of its name; undefined if there is none, or several. */
function member(of: Readonly<Record<string, ExactJson>>, name: string): ExactJson | undefined {
  const found = Object.keys(of).filter((key) => key.toLowerCase() === name.toLowerCase());
  return found.length === 1 ? of[found[0] ?? ''] : undefined;
}

/**
 * Tells whether a save stored another payee than was sent, as far as NeedReturnData shows it. The shape for batches is UNCONFIRMED (kingdee.md §5), so
 * the bill is found by its number, never by position. Everything unclear tells nothing: no or two elements of the number, another number of rows, a
 * missing field, a value with stars, a sent value that is answered empty. One value that is clearly another one counts, whatever the others are.
 */
export function savesOtherPayee(
  json: ExactJson,
  billNo: string,
  draft: Pick<PaymentBillDraft, 'rows'>,
  shape: FormShape,
  fields: readonly ToldField[],
): boolean {
  const form = formOf(shape);
  const result = isObject(json) ? json.Result : undefined;
  const data = isObject(result) ? result.NeedReturnData : undefined;
  const elements = (Array.isArray(data) ? data : [data]).filter(isObject);
  const own = elements.filter((each) => member(each, form.billNo) === billNo);
  const rows = own.length === 1 && own[0] ? member(own[0], form.entry) : undefined;
  if (!Array.isArray(rows) || rows.length !== draft.rows.length) return false;
  return rows.some((row, index) =>
    fields.some(({ name, key }) => {
      const stored = isObject(row) ? member(row, key) : undefined;
      if (typeof stored !== 'string' || plain(stored) === '' || STARS.test(stored)) return false;
      return plain(stored) !== plain(draft.rows[index]?.fields[name] ?? '');
    }),
  );
}
