import { isDeepStrictEqual } from 'node:util';
import type { FieldRules, Rule, SchemeContent } from '@dingdee/shared/scheme';

/** The persons behind the fixed texts that a scheme writes into one field. */
export interface FieldWriters {
  /** Person who changed the field's rules last. */
  last: string;
  /** Fixed text, in its compared form → everybody who ever put it into this field. */
  wrote: Readonly<Record<string, readonly string[]>>;
}
/** "header.contactUnit", "rows.oppositeAccount" → its writers; fields that never had a fixed text are absent. */
export type SchemeWriters = Readonly<Record<string, FieldWriters>>;

/** Returns the texts that a rule gives whatever the form says; none if the rule has none. */
export function fixedTextsOf(rule: Rule): readonly string[] {
  if (rule.kind === 'constant') return [rule.value];
  if (rule.kind === 'template') return [rule.text];
  return rule.kind === 'lookup' ? fallbacksOf(rule) : [];
}

/** Returns what a look-up may give if its table has no row: for all organisations, then for single ones. */
export const fallbacksOf = ({ default: value = '', defaults = {} }: Extract<Rule, { kind: 'lookup' }>): string[] =>
  [value, ...Object.values(defaults)].filter((text) => text !== '');

/** Returns everybody responsible for a fixed text of a field: who put it there, at any time, and who changed the field's rules last. */
export function writersOf(writers: SchemeWriters, path: string, text: string): readonly string[] {
  const field = writers[path];
  return field ? [...new Set([...(field.wrote[compared(text)] ?? []), field.last])] : [];
}

/**
 * Returns the writers after one more version. The author of a version writes only what the version before did not have: the texts of others stay
 * theirs, even if they are taken out and put back.
 * @param before the version before; null for the first.
 */
export function withVersion(
  writers: SchemeWriters,
  before: Pick<SchemeContent, 'header' | 'rows'> | null,
  after: Pick<SchemeContent, 'header' | 'rows'>,
  author: string,
): SchemeWriters {
  const next: Record<string, FieldWriters> = { ...writers };
  for (const part of ['header', 'rows'] as const)
    for (const [name, { rules }] of Object.entries(after[part])) {
      const path = `${part}.${name}`;
      const was = before?.[part][name]?.rules ?? [];
      const added = textsOf(rules).filter((text) => !textsOf(was).includes(text));
      const there = writers[path];
      if ((!there && added.length === 0) || isDeepStrictEqual(rules, was)) continue;
      const wrote = { ...there?.wrote };
      for (const text of added) wrote[text] = [...new Set([...(wrote[text] ?? []), author])];
      next[path] = { last: author, wrote };
    }
  return next;
}

const textsOf = (rules: FieldRules['rules']): string[] => rules.flatMap(fixedTextsOf).map(compared);
/** Returns a text as it is compared: spaces and hyphens make no other account or name. */
const compared = (text: string): string => text.normalize('NFKC').replace(/[\s-]/gu, '').toLowerCase();
