import type { FieldRules, SchemeContent } from '@dingdee/shared/scheme';
import type { TargetFields, TargetForm } from '../../domain/draft/target-form.js';
import { SchemeContentError } from './scheme.errors.js';

/** @throws SchemeContentError where the engine could not run the content. */
export function checkContent(content: SchemeContent, form: TargetForm): void {
  checkFields(content.header, form, form.header, '单据头');
  checkFields(content.rows, form, form.rows, '明细行');
}

function checkFields(
  fields: Readonly<Record<string, FieldRules>>,
  { ownField, label: bill }: TargetForm,
  known: TargetFields,
  place: string,
): void {
  for (const [name, { rules, label }] of Object.entries(fields)) {
    if (!(name in known) && !ownField.test(name))
      throw new SchemeContentError(`${place}没有字段“${name}”。选${bill}已有的字段，或自定义字段的标识（F_ 开头）。`, {
        name,
      });
    if (rules.some(({ kind }) => kind === 'expression'))
      throw new SchemeContentError(`“${label || name}”用了表达式规则，现在还不能计算。换成取值、查表或文字模板。`, {
        name,
      });
  }
}
