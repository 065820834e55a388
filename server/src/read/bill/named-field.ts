import type { PairValue } from '@dingdee/shared/bill-detail';
import { TARGETS } from '@dingdee/shared/scheme';
import { formNamed } from '../../connectors/forms/payment-form.js';
import type { TargetFields } from '../../domain/draft/target-form.js';

const KEYS = TARGETS.map(formNamed).map(({ header, rows }): TargetFields => ({ ...header, ...rows }));
/** Returns Kingdee's keys of a field in all target forms, because a refusal uses the keys of its own form. */
const keysOf = (name: string): string[] => KEYS.flatMap((fields) => fields[name]?.key.toLowerCase() ?? []);

/**
 * Returns the path of the value that a refusal is about, among the values that may be chosen again.
 * @param refused `fields`: Kingdee’s keys as it named them; `messages`: Kingdee's own words, which often repeat the value.
 * @returns null if neither names one.
 */
export function namedField(
  refused: { fields: readonly string[]; messages: readonly string[] },
  pairs: readonly PairValue[],
): string | null {
  const keys = new Set(refused.fields.map((key) => key.toLowerCase()));
  const open = pairs.filter(({ editable, picker }) => editable && picker !== null);
  const keyed = open.filter(({ path }) => keysOf(path.replace(/^.*\./, '')).some((key) => keys.has(key)));
  const repeated = ({ value }: PairValue) =>
    value !== null && refused.messages.some((message) => message.includes(value));
  return (keyed.find(repeated) ?? open.find(repeated) ?? keyed[0])?.path ?? null;
}
