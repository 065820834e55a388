import { type FormCure, formCure } from '@dingdee/shared/form-cure';
import type { FieldRules, SchemeContent } from '@dingdee/shared/scheme';
import * as z from 'zod/mini';

const cureState = z.extend(z.pick(formCure, { field: true, index: true, rule: true }), { version: z.int() });
/** A cure on its way from the page of changed forms into the draft of the rules. */
export type CureState = z.infer<typeof cureState>;

/** Returns what is handed to the rules page in the history's state, which holds plain data only. */
export const cureFor = ({ field, index, rule }: FormCure, version: number) => ({
  cure: JSON.stringify({ field, index, rule, version } satisfies CureState),
});

/** Takes the cure out of the history's state, so that going back or reloading does not offer it twice. */
export function takeCure(): CureState | null {
  const state: unknown = history.state;
  if (typeof state !== 'object' || state === null || !('cure' in state) || typeof state.cure !== 'string') return null;
  const { cure, ...rest } = state;
  history.replaceState(rest, '');
  return cureState.safeParse(JSON.parse(cure)).data ?? null;
}

/** Returns the field with that one rule replaced; null if the field has no such rule. */
export function curedField(
  content: SchemeContent,
  { field, index, rule }: Pick<CureState, 'field' | 'index' | 'rule'>,
): { place: { part: 'header' | 'rows'; name: string }; rules: FieldRules } | null {
  const [part, name = ''] = field.split('.');
  if (part !== 'header' && part !== 'rows') return null;
  const own = content[part][name];
  if (!own?.rules[index]) return null;
  return { place: { part, name }, rules: { ...own, rules: own.rules.map((each, at) => (at === index ? rule : each)) } };
}
