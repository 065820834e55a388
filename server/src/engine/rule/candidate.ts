import type { FieldProvenance, Reference, Rung } from '../../domain/draft/provenance.js';
import type { ClosedDay } from './days.js';
import type { AskedKey, Read, SameName } from './find-row.js';

/** A value that a rule or a person gives to a field. */
export interface Candidate {
  rung: Rung;
  /** Number of the rule of the field, from 1; 0 for a value set by hand. */
  rule: number;
  value: string;
  kind: FieldProvenance['kind'];
  reference: Reference;
  version: string;
  source: string;
  sourceLabel: string;
  from: AskedKey | null;
  sameName?: SameName | null;
  /** Set if the day lies in a period that Kingdee is known to have closed. */
  closed?: ClosedDay;
  /** Text of the rule itself, as it is written in the scheme; null for a value that the rule reads. */
  fixed: string | null;
  /** Reference that read the source; '' if nothing feeds the value. */
  ref: string;
}

export const NOTHING_READ: Read = { text: '', label: '', ref: '' };

export function byRule(
  rung: Rung,
  value: string,
  kind: FieldProvenance['kind'],
  reference: Reference,
  version: string,
  source: Read,
  fixed: string | null = null,
): Candidate {
  return {
    rung,
    rule: 0,
    value,
    kind,
    reference,
    version,
    source: source.text,
    sourceLabel: source.label,
    from: null,
    fixed,
    ref: source.ref,
  };
}
