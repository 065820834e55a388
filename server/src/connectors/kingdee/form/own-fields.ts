import { BASE_DATA_FORMS, type BaseDataKind, baseDataKind, type OwnFieldType } from '@dingdee/shared/base-data';
import type { AssistantCategory, OwnTargetField } from '../../target.js';
import { type ExactJson, textOf } from '../answer/exact-json.js';
import type { KingdeeForm } from '../forms/kingdee-form.js';
import { ASSISTANT_FORM } from './base-data-query.js';
import { captionOf, FIELD_TYPES, isCheckBox, listIn, type ToldField, toldFields } from './told-fields.js';

const NAMES = Object.entries(BASE_DATA_FORMS).map(([kind, form]) => [form.toLowerCase(), kind] as const);
/** The form tells a decimal, and not whether it counts money (kingdee.md §8.3): the caption decides which rules are offered. */
const COUNTS = /数量|人数|次数|件数|天数|工时|里程|数$/u;

/** Custom field of the customer, before its category of 辅助资料 is resolved. */
export interface ToldOwnField extends Pick<OwnTargetField, 'level' | 'key' | 'label' | 'type'> {
  /** Form of the base data, and for 辅助资料 the category as the site names it; "" if there is none, or if the site does not tell it. */
  form: string;
  category: string;
}

/**
 * Reads the custom fields of a form.
 * @param json answer of QueryBusinessInfo for this form (kingdee.md §4).
 * @returns null if it is not metadata.
 */
export function readOwn(json: ExactJson, form: KingdeeForm): ToldOwnField[] | null {
  const told = toldFields(json, form);
  if (told === null) return null;
  return told
    .filter(({ field }) => form.ownField.test(textOf(field.Key)))
    .map(({ level, field }) => ({
      level,
      key: textOf(field.Key),
      label: captionOf(field) || textOf(field.Key),
      type: typeOf(field),
      form: textOf(field.LookUpObjectFormId),
      category: textOf(field.LookUpObjectID),
    }));
}

/** A type that is not known counts as text, which is sent as it stands. */
function typeOf(field: ToldField): OwnFieldType {
  const lookUp = textOf(field.LookUpObjectFormId).toUpperCase();
  if (lookUp !== '') return lookUp === ASSISTANT_FORM ? 'assistant' : 'base';
  if (isCheckBox(field)) return 'check';
  switch (textOf(field.FieldType)) {
    case FIELD_TYPES.date:
      return 'date';
    case FIELD_TYPES.decimal:
      return COUNTS.test(captionOf(field)) ? 'quantity' : 'amount';
    case FIELD_TYPES.integer:
      return 'quantity';
    case FIELD_TYPES.text:
      return 'text';
    default:
      return listIn(field.Extends).length > 0 ? 'choice' : 'text';
  }
}

/** Returns the kind of base data of a field; null if it has none, or if its category is not told or not known. */
export function kindBehind(
  { form, category }: Pick<ToldOwnField, 'form' | 'category'>,
  categories: readonly AssistantCategory[],
): BaseDataKind | null {
  if (form === '') return null;
  const fixed = NAMES.find(([name]) => name === form.toLowerCase())?.[1];
  if (fixed !== undefined) return baseDataKind.parse(fixed);
  // A site names the category by id, another perhaps by number (kingdee.md §8.3).
  const meant =
    categories.find(({ id }) => category !== '' && id === category) ??
    categories.find(({ number }) => category !== '' && number === category);
  const name = form.toUpperCase() === ASSISTANT_FORM ? meant && `assistant:${meant.number}` : `form:${form}`;
  const kind = baseDataKind.safeParse(name);
  return kind.success ? kind.data : null;
}
