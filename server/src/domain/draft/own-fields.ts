import type { SchemeContent } from '@dingdee/shared/scheme';
import type { TargetField, TargetFields, TargetForm } from './target-form.js';
import type { OwnLevel, UsableBaseData } from './usable-base-data.js';

const ready = new WeakMap<object, WeakMap<object, TargetForm>>();
/** The part of base data that fields depend on. */
type Known = Pick<UsableBaseData, 'ownKind' | 'fieldLimit'>;

/**
 * Returns the form as a scheme fills it: with the customer's own fields, what each is chosen from, and what Kingdee says that each field holds. Own
 * fields affect checks and names, but no value: they come after the form's, in the order in which they are mapped without it. A limit affects a value
 * only where it lets a longer text through than ours; then it is cited.
 * @returns the form itself if nothing is known of any field; the same object for the same scheme and base data.
 */
export function withOwnFields(
  form: TargetForm,
  content: Pick<SchemeContent, 'header' | 'rows'>,
  known: Known,
): TargetForm {
  const made = ready.get(known) ?? new WeakMap<object, TargetForm>();
  ready.set(known, made);
  const there = made.get(content);
  if (there) return there;
  const header = fieldsOf('header', form, content, known);
  const rows = fieldsOf('rows', form, content, known);
  const all = [...Object.values(header), ...Object.values(rows)];
  const told = all.some((field) => field.told !== undefined) || all.some(isChosen(form));
  const whole = told ? { ...form, header, rows } : form;
  made.set(content, whole);
  return whole;
}

/** Tells whether a field is a customer's own that is chosen from base data. */
const isChosen =
  (form: TargetForm) =>
  ({ key, baseData }: TargetField): boolean =>
    baseData !== undefined && form.ownField.test(key);

function fieldsOf(
  level: OwnLevel,
  form: TargetForm,
  content: Pick<SchemeContent, 'header' | 'rows'>,
  known: Known,
): TargetFields {
  const fields = content[level];
  const limited = (name: string, field: TargetField): TargetField => {
    const told = known.fieldLimit?.(form.id, level, name) ?? null;
    return told === null ? field : { ...field, told };
  };
  const usual = Object.entries(form[level]).map(([name, field]) => [name, limited(name, field)] as const);
  const own = Object.keys(fields)
    .filter((key) => !(key in form[level]))
    .sort();
  const others = own.map((key): [string, TargetField] => {
    const { rules = [], label = '' } = fields[key] ?? {};
    const tables = rules.flatMap((rule) => (rule.kind === 'lookup' ? [rule.table] : []));
    const baseData = known.ownKind?.(form.id, level, key, tables) ?? undefined;
    return [key, limited(key, { key, label: label || key, type: 'text', ...(baseData ? { baseData } : {}) })];
  });
  return Object.fromEntries([...usual, ...others]);
}

/**
 * Returns the limits that a bill cites: each let a longer text through than ours.
 * @param cited field, "header.remark" or "rows.comment" → longest text.
 */
export const citedLimits = (cited: Readonly<Record<string, number>>): Known => ({
  fieldLimit: (_form, level, name) => {
    const longest = cited[`${level}.${name}`];
    return longest === undefined ? null : { longest, choices: [] };
  },
});
