import { BASE_DATA_FORMS, type BaseDataKind, baseDataKind } from '@dingdee/shared/base-data';
import type { AssistantCategory, OwnTargetField } from '../../target.js';
import { type ExactJson, isObject, textOf } from '../answer/exact-json.js';
import type { KingdeeForm } from '../forms/kingdee-form.js';
import { ASSISTANT_FORM } from './base-data-query.js';

const listIn = (value: ExactJson | undefined): readonly ExactJson[] => (Array.isArray(value) ? value : []);
const NAMES = Object.entries(BASE_DATA_FORMS).map(([kind, form]) => [form.toLowerCase(), kind] as const);

/** A field of the customer's own that is chosen from base data, before it is known which category of 辅助资料 is meant. */
export interface LookUpField {
  level: OwnTargetField['level'];
  key: string;
  label: string;
  /** The form behind it, and of 辅助资料 what the site says of the category; "" where it says nothing. */
  form: string;
  category: string;
}

/**
 * @param json answer of QueryBusinessInfo for this form (kingdee.md §4).
 * @returns null where it is not metadata.
 */
export function readLookUps(json: ExactJson, form: KingdeeForm): LookUpField[] | null {
  const result = isObject(json) ? json.Result : undefined;
  const data = isObject(result) ? result.NeedReturnData : undefined;
  const entities = isObject(data) ? listIn(data.Entrys).filter(isObject) : [];
  if (entities.length === 0) return null;
  return entities.flatMap((entity): LookUpField[] => {
    const name = textOf(entity.Key).toUpperCase();
    const inRows = name.endsWith(form.entry.toUpperCase());
    if (!inRows && name !== 'FBILLHEAD') return [];
    return listIn(entity.Fields)
      .filter(isObject)
      .filter((field) => form.ownField.test(textOf(field.Key)) && textOf(field.LookUpObjectFormId) !== '')
      .map((field) => ({
        level: inRows ? 'rows' : 'header',
        key: textOf(field.Key),
        label: captionOf(field) || textOf(field.Key),
        form: textOf(field.LookUpObjectFormId),
        category: textOf(field.LookUpObjectID),
      }));
  });
}

const captionOf = (field: Readonly<Record<string, ExactJson>>): string =>
  listIn(field.Name)
    .filter(isObject)
    .map((name) => textOf(name.Value))
    .find((word) => word !== '') ?? '';

/** The kind that a field is chosen from; null where its category is not told, or is none that is known. */
export function kindBehind(
  { form, category }: LookUpField,
  categories: readonly AssistantCategory[],
): BaseDataKind | null {
  const fixed = NAMES.find(([name]) => name === form.toLowerCase())?.[1];
  if (fixed !== undefined) return baseDataKind.parse(fixed);
  // Told by id at one site, perhaps by number at another (kingdee.md §8.3).
  const meant =
    categories.find(({ id }) => category !== '' && id === category) ??
    categories.find(({ number }) => category !== '' && number === category);
  const name = form.toUpperCase() === ASSISTANT_FORM ? meant && `assistant:${meant.number}` : `form:${form}`;
  const kind = baseDataKind.safeParse(name);
  return kind.success ? kind.data : null;
}
