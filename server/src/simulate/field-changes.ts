import type { BaseDataKind } from '@dingdee/shared/base-data';
import { type SchemeContent, TARGET_WORDS } from '@dingdee/shared/scheme';
import { formNamed } from '../connectors/forms/payment-form.js';
import { type PaymentBillDraft, targetOf } from '../domain/draft/payment-bill.js';
import type { TargetField, TargetForm } from '../domain/draft/target-form.js';
import { maskFor, pickerOf } from '../read/bill/bill-pairs.js';

/** One field with different values. The values can be shown: account numbers by their last four digits. */
export interface FieldChange {
  /** 0 = head of the bill, else the row number. */
  row: number;
  label: string;
  /** Kind of base data that the value is a number of. */
  kind: BaseDataKind | null;
  before: string | null;
  after: string | null;
}

/** A bill, with the scheme that labels its fields. */
export interface LabelledDraft {
  draft: PaymentBillDraft;
  content: Pick<SchemeContent, 'header' | 'rows'>;
}

/** Marks different account numbers with equal last digits. */
const ANOTHER = '（另一个号码）';
type Fields = Readonly<Record<string, string>>;
interface Level {
  row: number;
  before: Fields;
  after: Fields;
}

/** Returns every field in which two bills differ, in the order of the form. @param keep digits that are not accounts: the bill's own ids. */
export function fieldChanges(before: LabelledDraft, after: LabelledDraft, keep: readonly string[]): FieldChange[] {
  const forms = { before: formNamed(targetOf(before.draft)), after: formNamed(targetOf(after.draft)) };
  const found: FieldChange[] = [];
  if (forms.before.id !== forms.after.id)
    found.push(plain('单据', TARGET_WORDS[forms.before.id], TARGET_WORDS[forms.after.id]));
  const head = { row: 0, before: before.draft.header, after: after.draft.header };
  found.push(...changesAt('header', head, before, after, forms, keep));
  const most = Math.max(before.draft.rows.length, after.draft.rows.length);
  for (let at = 0; at < most; at += 1) {
    const [was, is] = [before.draft.rows[at], after.draft.rows[at]];
    const level = {
      row: at + 1,
      before: was ? { ...was.fields, [forms.before.row.amount]: was.amount } : {},
      after: is ? { ...is.fields, [forms.after.row.amount]: is.amount } : {},
    };
    found.push(...changesAt('rows', level, before, after, forms, keep));
  }
  // Added if no field of the bill holds the organisation.
  if (before.draft.orgNumber !== after.draft.orgNumber && !found.some(({ kind }) => kind === 'organisation'))
    found.push({ ...plain('组织', before.draft.orgNumber, after.draft.orgNumber), kind: 'organisation' });
  return found;
}

const plain = (label: string, before: string, after: string): FieldChange => ({
  row: 0,
  label,
  kind: null,
  before,
  after,
});

function changesAt(
  part: 'header' | 'rows',
  level: Level,
  before: LabelledDraft,
  after: LabelledDraft,
  forms: { before: TargetForm; after: TargetForm },
  keep: readonly string[],
): FieldChange[] {
  const known = { ...forms.before[part], ...forms.after[part] };
  const there = new Set([...Object.keys(level.before), ...Object.keys(level.after)]);
  const names = [
    ...Object.keys(known).filter((name) => there.has(name)),
    ...[...there].filter((name) => !(name in known)).sort(),
  ];
  return names.flatMap((name): FieldChange[] => {
    const [was, is] = [level.before[name] ?? null, level.after[name] ?? null];
    if (was === is) return [];
    const field: TargetField | undefined = known[name];
    const mask = maskFor(field, keep);
    const shown = { before: was === null ? null : mask(was), after: is === null ? null : mask(is) };
    const alike = shown.before !== null && shown.before === shown.after;
    return [
      {
        row: level.row,
        label: after.content[part][name]?.label || before.content[part][name]?.label || field?.label || name,
        kind: field?.masked ? null : pickerOf(field, after.draft.header, forms.after),
        before: shown.before,
        after: alike ? `${shown.after}${ANOTHER}` : shown.after,
      },
    ];
  });
}
