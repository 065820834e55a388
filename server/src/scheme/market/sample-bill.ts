import type { SampleBill } from '@dingdee/shared/market';
import type { FieldRules } from '@dingdee/shared/scheme';
import type { SchemeFile } from '@dingdee/shared/scheme-file';
import { formNamed } from '../../connectors/forms/payment-form.js';
import { maskText } from '../../domain/bill/account-mask.js';

/**
 * Returns the bill of a template's first sample, to be read before the template is used; null without samples. The market has checked it when it was
 * opened.
 */
export function sampleBill({ content, oneRow, samples: [first] }: SchemeFile): SampleBill | null {
  if (!first) return null;
  const { bill, title, businessId } = first;
  const { valueWords } = formNamed(content.target);
  const shown = (fields: Readonly<Record<string, string>>, rules: Readonly<Record<string, FieldRules>>) =>
    Object.entries(fields).flatMap(([path, value]) => {
      const label = rules[path]?.label;
      return label === undefined || value === '' ? [] : [{ label, value: valueWords[value] ?? maskText(value) }];
    });
  return {
    title,
    businessId,
    total: bill.total,
    header: shown(bill.header, content.header),
    rows: bill.rows.map(({ amount, fields }) => ({ amount, fields: shown(fields, { ...oneRow, ...content.rows }) })),
  };
}
