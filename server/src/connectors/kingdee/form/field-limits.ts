import type { FieldChoice } from '../../../domain/draft/target-form.js';
import type { TargetFieldLimit } from '../../target.js';
import { type ExactJson, isObject, textOf } from '../answer/exact-json.js';
import type { KingdeeField, KingdeeFields, KingdeeForm } from '../forms/kingdee-form.js';
import { captionOf } from './own-fields.js';

/** FieldType of a text field, the only one that the reference names (kingdee.md §4). */
const TEXT = '231';
/** Longest text of a field with a limit of its own; a larger number is taken for "no limit". */
const LONGEST = 4_000;
const MOST_CHOICES = 500;
const LONGEST_VALUE = 255;
/** Values of a check box: they are no list to choose from, even where they have captions. */
const YES_OR_NO = /^(0|1|true|false)$/i;

const listIn = (value: ExactJson | undefined): readonly ExactJson[] => (Array.isArray(value) ? value : []);

/**
 * Reads what the fields that we may fill hold: the form's own under our names, and the customer's. Anything in an unknown shape says nothing.
 * @param json answer of QueryBusinessInfo for this form (kingdee.md §4): `Editlen` of text fields, `Extends` of fields with a list of values.
 */
export function readFieldLimits(json: ExactJson, form: KingdeeForm): TargetFieldLimit[] {
  const result = isObject(json) ? json.Result : undefined;
  const data = isObject(result) ? result.NeedReturnData : undefined;
  const entities = isObject(data) ? listIn(data.Entrys).filter(isObject) : [];
  const found = new Map<string, TargetFieldLimit>();
  for (const entity of entities) {
    const key = textOf(entity.Key).toUpperCase();
    const level = key.endsWith(form.entry.toUpperCase()) ? 'rows' : key === 'FBILLHEAD' ? 'header' : null;
    if (level === null) continue;
    const fields = new Map(
      listIn(entity.Fields)
        .filter(isObject)
        .map((field) => [textOf(field.Key).toLowerCase(), field] as const),
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

type Field = Readonly<Record<string, ExactJson>>;

/** Yields the fields of a level by our names, with what we know of them (null of the customer's own). Of a field with other keys at some sites, the first key that the form has is used. */
function* namedIn(
  fields: ReadonlyMap<string, Field>,
  ours: KingdeeFields,
  own: RegExp,
): Generator<[string, Field, KingdeeField | null]> {
  for (const [name, known] of Object.entries<KingdeeField>(ours)) {
    const { key, aliases = [] } = known;
    const field = [key, ...aliases].map((each) => fields.get(each.toLowerCase())).find((each) => each !== undefined);
    if (field) yield [name, field, known];
  }
  for (const field of fields.values()) if (own.test(textOf(field.Key))) yield [textOf(field.Key), field, null];
}

function longestOf(field: Field): number | null {
  const length = textOf(field.FieldType) === TEXT ? Number(textOf(field.Editlen)) : 0;
  return Number.isSafeInteger(length) && length > 0 && length <= LONGEST ? length : null;
}

/** Which FieldType a list has beside 175 is UNCONFIRMED, so that the list itself decides. A single unreadable entry spoils it: it may be the one meant. */
function choicesOf(field: Field): FieldChoice[] {
  if (textOf(field.LookUpObjectFormId) !== '') return [];
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
  if (!readable || choices.every(({ value }) => YES_OR_NO.test(value))) return [];
  return choices.map(({ value, caption }) => ({ value, caption: caption.slice(0, LONGEST_VALUE) }));
}
