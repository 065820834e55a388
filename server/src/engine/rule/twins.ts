import { isDeepStrictEqual } from 'node:util';
import type { SchemeContent } from '@dingdee/shared/scheme';
import type { TargetForm } from '../../domain/draft/target-form.js';

/** Two header fields that hold one value: the second of the form, and the first, which it repeats. */
export type Twins = readonly [second: string, first: string];

type Written = Pick<SchemeContent, 'header'>;
const known = new WeakMap<Written['header'], WeakMap<TargetForm['header'], readonly Twins[]>>();

/**
 * Returns the fields that the form declares to be one party or one organisation, and that the scheme fills by the same rules. A party is its unit and
 * the type of it: if the rules of either differ, the scheme says that there are two.
 */
export function twinsOf({ header: fields }: Pick<TargetForm, 'header'>, { header }: Written): readonly Twins[] {
  const ofContent = known.get(header) ?? new WeakMap<TargetForm['header'], readonly Twins[]>();
  known.set(header, ofContent);
  const ready = ofContent.get(fields);
  if (ready) return ready;
  const pairs = Object.entries(fields).flatMap(([name, { sameAs }]): Twins[] => (sameAs ? [[name, sameAs]] : []));
  const party = (name: string): string => fields[name]?.kindIn ?? name;
  const apart = new Set(
    pairs.flatMap(([second, first]) =>
      isDeepStrictEqual(header[second]?.rules ?? [], header[first]?.rules ?? []) ? [] : [party(second)],
    ),
  );
  const twins = pairs.filter(([second]) => !apart.has(party(second)));
  ofContent.set(fields, twins);
  return twins;
}

/** Returns the field that holds the same value as a header field; null if it has no twin. */
export function twinOf(twins: readonly Twins[], name: string): string | null {
  for (const [second, first] of twins)
    if (name === second) return first;
    else if (name === first) return second;
  return null;
}

const HEADER = 'header.';
/** Returns the path of the twin, "header.contactUnit" → "header.receivingUnit"; null if there is none. */
export function twinPath(twins: readonly Twins[], path: string): string | null {
  const twin = path.startsWith(HEADER) ? twinOf(twins, path.slice(HEADER.length)) : null;
  return twin === null ? null : `${HEADER}${twin}`;
}

/** Returns values by path, each also at the path of its field's twin, unless the twin has a value of its own. */
export function withTwins<Value>(
  twins: readonly Twins[],
  values: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  const more = twins.flatMap(([second, first]): [string, Value][] => {
    const [one, other] = [`${HEADER}${second}`, `${HEADER}${first}`];
    if (Object.hasOwn(values, one) === Object.hasOwn(values, other)) return [];
    return Object.hasOwn(values, one) ? [[other, values[one] as Value]] : [[one, values[other] as Value]];
  });
  return more.length === 0 ? values : { ...values, ...Object.fromEntries(more) };
}
