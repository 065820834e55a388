import { isDeepStrictEqual } from 'node:util';
import type { SchemeContent } from '@dingdee/shared/scheme';
import type { TargetForm } from '../../domain/draft/target-form.js';

/** Two header fields that hold one value: the one that the form has second, and the one that it repeats. */
export type Twins = readonly [second: string, first: string];

type Written = Pick<SchemeContent, 'header'>;
const known = new WeakMap<Written['header'], WeakMap<TargetForm['header'], readonly Twins[]>>();

/**
 * The fields that the form says are one party or one organisation, and that the scheme fills by the same rules. A party is its unit and
 * the type of it: where the rules of either differ, the scheme says that there are two.
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

/** The field that holds the same value as one of the header; null where it has no twin. */
export function twinOf(twins: readonly Twins[], name: string): string | null {
  for (const [second, first] of twins)
    if (name === second) return first;
    else if (name === first) return second;
  return null;
}

const HEADER = 'header.';
/** The same of a path: "header.contactUnit" → "header.receivingUnit". */
export function twinPath(twins: readonly Twins[], path: string): string | null {
  const twin = path.startsWith(HEADER) ? twinOf(twins, path.slice(HEADER.length)) : null;
  return twin === null ? null : `${HEADER}${twin}`;
}

/** Values by path, each of a field with a twin at the twin's path as well, unless that has a value of its own. */
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
