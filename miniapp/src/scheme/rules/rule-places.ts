import type { RulePlace, SchemeFields } from '@dingdee/shared/trial';
import type { Part } from './rule-draft.js';
import { singleRefs, splitRef } from './rule-refs.js';
import { rulesWords as words } from './words.js';

/** Places that a field may read, grouped as on the form. A header field can read rows only if the approval becomes several bills. */
export interface PlaceGroup {
  label: string;
  places: readonly RulePlace[];
}

export const placeGroups = ({ places }: Pick<SchemeFields, 'places'>, part: Part, detail: string): PlaceGroup[] =>
  [
    ...(part === 'rows' ? [{ label: detail, places: places.row }] : []),
    { label: words.sourceForm, places: places.form },
    { label: words.approval, places: places.approval },
    // One bill for each payee or organisation: shared values are read from its rows, and must be chosen before the approval is split.
    ...(part === 'header' ? [{ label: words.splitRows(detail), places: places.row }] : []),
  ].filter((group) => group.places.length > 0);

/** Returns the name of a reference; a reference that the form lacks says so. */
export function refLabel(ref: string, groups: readonly PlaceGroup[]): string {
  const all = groups.flatMap((group) => group.places);
  return singleRefs(ref)
    .map((one) => all.find((place) => place.ref === one)?.label ?? words.form.gone(splitRef(one).names[0] ?? ''))
    .join('、');
}
