import type { FieldChoice } from '../../../domain/draft/target-form.js';
import type { TargetFieldLimit } from '../../target.js';
import { type ExactJson, isObject, textOf } from '../answer/exact-json.js';
import type { KingdeeField, KingdeeFields, KingdeeForm } from '../forms/kingdee-form.js';
import { captionOf, FIELD_TYPES, isCheckBox, listIn, type ToldField, toldFields } from './told-fields.js';

/** Longest text of a field with a limit of its own; a larger number is taken for "no limit". */
const LONGEST = 4_000;
const MOST_CHOICES = 500;
const LONGEST_VALUE = 255;
const LEVELS = ['header', 'rows'] as const;

/**
 * Reads what the fields that we may fill hold: the form's own under our names, and the customer's. Anything in an unknown shape says nothing.
 * @param json answer of QueryBusinessInfo for this form (kingdee.md §4): `Editlen` of text fields, `Extends` of fields with a list of values.
 */
export function readFieldLimits(json: ExactJson, form: KingdeeForm): TargetFieldLimit[] {
  const told = toldFields(json, form) ?? [];
  const found = new Map<string, TargetFieldLimit>();
  for (const level of LEVELS) {
    const fields = new Map(
      told.filter((each) => each.level === level).map(({ field }) => [textOf(field.Key).toLowerCase(), field] as const),
    );
    for (const [name, field, ours] of namedIn(fields, form[level], form.ownField)) {
      const isText = ours === null || ours.type === 'text';
      const choices = isText || ours.type === 'enum' ? choicesOf(field) : [];
      const limit = {
        level,
        name,
        label: captionOf(field),
        longest: isText ? longestOf(field) : null,
        // A list of unit kinds none of which we know is written in other terms than bills are.
        choices:
          ours?.type !== 'enum' || choices.some(({ value }) => Object.hasOwn(form.valueWords, value)) ? choices : [],
      } as const;
      if (limit.longest !== null || limit.choices.length > 0) found.set(`${level}.${name}`, limit);
    }
  }
  return [...found.values()];
}

/** Yields the fields of a level by our names, with what we know of them (null of the customer's own). Of a field with other keys at some sites, the first key that the form has is used. */
function* namedIn(
  fields: ReadonlyMap<string, ToldField>,
  ours: KingdeeFields,
  own: RegExp,
): Generator<[string, ToldField, KingdeeField | null]> {
  for (const [name, known] of Object.entries<KingdeeField>(ours)) {
    const { key, aliases = [] } = known;
    const field = [key, ...aliases].map((each) => fields.get(each.toLowerCase())).find((each) => each !== undefined);
    if (field) yield [name, field, known];
  }
  for (const field of fields.values()) if (own.test(textOf(field.Key))) yield [textOf(field.Key), field, null];
}

function longestOf(field: ToldField): number | null {
  const length = textOf(field.FieldType) === FIELD_TYPES.text ? Number(textOf(field.Editlen)) : 0;
  return Number.isSafeInteger(length) && length > 0 && length <= LONGEST ? length : null;
}

/** Which FieldType a list has beside 175 is UNCONFIRMED, so that the list itself decides. A single unreadable entry spoils it: it may be the one meant. */
function choicesOf(field: ToldField): FieldChoice[] {
  if (textOf(field.LookUpObjectFormId) !== '' || isCheckBox(field)) return [];
  const listed = listIn(field.Extends);
  const choices = listed.filter(isObject).map((each) => ({
    value: textOf(each.Value),
    caption: textOf(each.Caption),
  }));
  const readable =
    choices.length === listed.length &&
    choices.length <= MOST_CHOICES &&
    choices.every(({ value }) => value !== '' && value.length <= LONGEST_VALUE) &&
    new Set(choices.map(({ value }) => value)).size === choices.length;
  if (!readable) return [];
  return choices.map(({ value, caption }) => ({ value, caption: caption.slice(0, LONGEST_VALUE) }));
}
