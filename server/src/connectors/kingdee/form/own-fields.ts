import { BASE_DATA_FORMS, type BaseDataKind, baseDataKind } from '@dingdee/shared/base-data';
import type { AssistantCategory, OwnTargetField } from '../../target.js';
import { type ExactJson, isObject, textOf } from '../answer/exact-json.js';
import type { KingdeeForm } from '../forms/kingdee-form.js';
import { ASSISTANT_FORM } from './base-data-query.js';

const listIn = (value: ExactJson | undefined): readonly ExactJson[] => (Array.isArray(value) ? value : []);
const NAMES = Object.entries(BASE_DATA_FORMS).map(([kind, form]) => [form.toLowerCase(), kind] as const);

/** Custom field of the customer that is chosen from base data, before its category of 辅助资料 is resolved. */
export interface LookUpField {
  level: OwnTargetField['level'];
  key: string;
  label: string;
  /** Form of the base data, and for 辅助资料 the category as the site names it; "" if the site does not tell it. */
  form: string;
  category: string;
}

/**
 * Reads the custom base-data fields of a form.
 * @param json answer of QueryBusinessInfo for this form (kingdee.md §4).
 * @returns null if it is not metadata.
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

export const captionOf = (field: Readonly<Record<string, ExactJson>>): string =>
  listIn(field.Name)
    .filter(isObject)
    .map((name) => textOf(name.Value))
    .find((word) => word !== '') ?? '';

/** Returns the kind of base data of a field; null if its category is not told or not known. */
export function kindBehind(
  { form, category }: LookUpField,
  categories: readonly AssistantCategory[],
): BaseDataKind | null {
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
