import type { SchemeContent } from '@dingdee/shared/scheme';
import type { TargetField, TargetFields, TargetForm } from './target-form.js';
import type { OwnLevel, UsableBaseData } from './usable-base-data.js';

const ready = new WeakMap<object, WeakMap<object, TargetForm>>();

/**
 * Returns the form as a scheme fills it: with the customer's own fields, and what each is chosen from. It affects checks and names, but no value: the
 * own fields come after the form's, in the order in which they are mapped without it.
 * @returns the form itself if nothing is known of any own field; the same object for the same scheme and base data.
 */
export function withOwnFields(
  form: TargetForm,
  content: Pick<SchemeContent, 'header' | 'rows'>,
  known: Pick<UsableBaseData, 'ownKind'>,
): TargetForm {
  const made = ready.get(known) ?? new WeakMap<object, TargetForm>();
  ready.set(known, made);
  const there = made.get(content);
  if (there) return there;
  const header = ownOf('header', form, content, known);
  const rows = ownOf('rows', form, content, known);
  const told = [...Object.values(header), ...Object.values(rows)].some(({ baseData }) => baseData !== undefined);
  const whole = told ? { ...form, header: { ...form.header, ...header }, rows: { ...form.rows, ...rows } } : form;
  made.set(content, whole);
  return whole;
}

function ownOf(
  level: OwnLevel,
  form: TargetForm,
  content: Pick<SchemeContent, 'header' | 'rows'>,
  known: Pick<UsableBaseData, 'ownKind'>,
): TargetFields {
  const fields = content[level];
  const own = Object.keys(fields)
    .filter((key) => !(key in form[level]))
    .sort();
  return Object.fromEntries(
    own.map((key): [string, TargetField] => {
      const { rules = [], label = '' } = fields[key] ?? {};
      const tables = rules.flatMap((rule) => (rule.kind === 'lookup' ? [rule.table] : []));
      const baseData = known.ownKind?.(form.id, level, key, tables) ?? undefined;
      return [key, { key, label: label || key, type: 'text', ...(baseData ? { baseData } : {}) }];
    }),
  );
}
