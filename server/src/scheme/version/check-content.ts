import type { FieldRules, SchemeContent } from '@dingdee/shared/scheme';
import { HEADER_FIELDS, ROW_FIELDS } from '../../domain/draft/payment-bill.js';
import { SchemeContentError } from './scheme.errors.js';

/** A customer's own field of the payment bill. */
const CUSTOM_KEY = /^F_[A-Za-z0-9_]{1,60}$/;

/** @throws SchemeContentError where the engine could not run the content. */
export function checkContent(content: SchemeContent): void {
  checkFields(content.header, HEADER_FIELDS, '单据头');
  checkFields(content.rows, ROW_FIELDS, '明细行');
}

function checkFields(fields: Readonly<Record<string, FieldRules>>, known: object, place: string): void {
  for (const [name, { rules, label }] of Object.entries(fields)) {
    if (!(name in known) && !CUSTOM_KEY.test(name))
      throw new SchemeContentError(`${place}没有字段“${name}”。选付款单已有的字段，或自定义字段的标识（F_ 开头）。`, {
        name,
      });
    if (rules.some(({ kind }) => kind === 'expression'))
      throw new SchemeContentError(`“${label || name}”用了表达式规则，现在还不能计算。换成取值、查表或文字模板。`, {
        name,
      });
  }
}
