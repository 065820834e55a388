import { type ExactJson, isObject, textOf } from '../answer/exact-json.js';
import type { KingdeeForm } from '../forms/kingdee-form.js';

/** A field as QueryBusinessInfo describes it (kingdee.md §4). */
export type ToldField = Readonly<Record<string, ExactJson>>;

/** FieldType by what the field holds (kingdee.md §4, §8.3). */
export const FIELD_TYPES = { text: '231', decimal: '106', integer: '56', date: '61' } as const;
/** Values of a check box: they are no list to choose from, even where they have captions. */
export const YES_OR_NO = /^(0|1|true|false)$/i;

export const listIn = (value: ExactJson | undefined): readonly ExactJson[] => (Array.isArray(value) ? value : []);

/**
 * Returns the fields of the header and of the rows: the entities that we fill. Fields of other entities hold for rows that we never send.
 * @param json answer of QueryBusinessInfo for this form.
 * @returns null if it is not metadata.
 */
export function toldFields(
  json: ExactJson,
  form: KingdeeForm,
): { level: 'header' | 'rows'; field: ToldField }[] | null {
  const result = isObject(json) ? json.Result : undefined;
  const data = isObject(result) ? result.NeedReturnData : undefined;
  const entities = isObject(data) ? listIn(data.Entrys).filter(isObject) : [];
  if (entities.length === 0) return null;
  return entities.flatMap((entity) => {
    const name = textOf(entity.Key).toUpperCase();
    // Older releases write AP_PAYBILL__FPAYBILLENTRY (kingdee.md §7.2).
    const level = name.endsWith(form.entry.toUpperCase()) ? 'rows' : name === 'FBILLHEAD' ? 'header' : null;
    if (level === null) return [];
    return listIn(entity.Fields)
      .filter(isObject)
      .map((field) => ({ level, field }));
  });
}

export const captionOf = (field: ToldField): string =>
  listIn(field.Name)
    .filter(isObject)
    .map((name) => textOf(name.Value))
    .find((word) => word !== '') ?? '';

/** Tells whether a field is a check box: all its values are yes or no. */
export function isCheckBox(field: ToldField): boolean {
  const values = listIn(field.Extends)
    .filter(isObject)
    .map((each) => textOf(each.Value));
  return values.length > 0 && values.every((value) => YES_OR_NO.test(value));
}
