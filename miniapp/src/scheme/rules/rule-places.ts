import type { RulePlace, SchemeFields } from '@dingdee/shared/trial';
import type { Part } from './rule-draft.js';
import { singleRefs, splitRef } from './rule-refs.js';
import { rulesWords as words } from './words.js';

/** What may be read for a field, in groups as the form has them. A field of the head sees a row only where the approval becomes several bills. */
export interface PlaceGroup {
  label: string;
  places: readonly RulePlace[];
}

export const placeGroups = ({ places }: Pick<SchemeFields, 'places'>, part: Part, detail: string): PlaceGroup[] =>
  [
    ...(part === 'rows' ? [{ label: detail, places: places.row }] : []),
    { label: words.sourceForm, places: places.form },
    { label: words.approval, places: places.approval },
    // One bill for each payee or organisation: what they share is read from its rows, and has to be chosen before the approval is split.
    ...(part === 'header' ? [{ label: words.splitRows(detail), places: places.row }] : []),
  ].filter((group) => group.places.length > 0);

/** What a reference is called; one that the form does not have says so. */
export function refLabel(ref: string, groups: readonly PlaceGroup[]): string {
  const all = groups.flatMap((group) => group.places);
  return singleRefs(ref)
    .map((one) => all.find((place) => place.ref === one)?.label ?? words.form.gone(splitRef(one).names[0] ?? ''))
    .join('、');
}
