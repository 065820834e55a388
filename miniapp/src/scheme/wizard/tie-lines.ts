import type { ProvenanceKind } from '@dingdee/shared/bill-detail';
import type { FieldRules } from '@dingdee/shared/scheme';
import type { FieldLine } from '../rules/field-line.js';
import { refsOf } from '../rules/rule-refs.js';

/** A line from places of the approval to one field of the bill. */
export interface Tie {
  from: readonly string[];
  to: string;
  /** What the line shows about the value: it stops the bill, comes from a table, from a rule … */
  look: 'bad' | 'source' | 'table' | 'rule' | 'default' | 'manual';
}

const PART = /#(number|name|bank)$/u;
const LOOKS: Readonly<Record<ProvenanceKind, Tie['look']>> = {
  form: 'source',
  table: 'table',
  rule: 'rule',
  default: 'default',
  hand: 'manual',
};

/** Returns the lines of the fields that read values of the approval. */
export function tiesOf(lines: readonly FieldLine[], fieldAt: (path: string) => FieldRules | undefined): Tie[] {
  return lines.flatMap(({ path, value }): Tie[] => {
    const from = [...new Set((fieldAt(path)?.rules ?? []).flatMap(refsOf).map((ref) => ref.replace(PART, '')))];
    if (from.length === 0) return [];
    if (value?.issue?.level === 'red') return [{ from, to: path, look: 'bad' }];
    const kind = value?.provenance?.kind;
    return [{ from, to: path, look: kind === undefined ? 'source' : LOOKS[kind] }];
  });
}

/** Returns the names of required fields without a rule; such a bill stops whatever the approval says. */
export const lackingOf = (
  lines: readonly FieldLine[],
  fieldAt: (path: string) => FieldRules | undefined,
): FieldLine[] =>
  lines.filter(({ path, always, hasRules }) => !hasRules && (always || fieldAt(path)?.required === true));
