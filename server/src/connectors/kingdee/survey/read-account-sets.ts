import { type ExactJson, isObject, textOf } from '../answer/exact-json.js';

/** Returns the account sets of GetDataCenterList (first-contact.md, probe 1); null if the answer is no such list. */
export function readAccountSets(json: ExactJson): { id: string; name: string }[] | null {
  const list = isObject(json) ? (json.Result ?? json.Data) : json;
  if (!Array.isArray(list)) return null;
  const sets = (list as readonly ExactJson[])
    .filter(isObject)
    .map((each) => ({ id: textOf(each.Id), name: textOf(each.Name) || textOf(each.Number) }))
    .filter(({ id }) => id !== '');
  return sets.length > 0 ? sets : null;
}
