import type { ProvenanceKind } from '@dingdee/shared/bill-detail';
import type { DatePick } from '@dingdee/shared/scheme';

/** Rungs in the order of precedence, highest first (product.md §4). */
export const RUNGS = ['hand', 'row', 'scoped', 'table', 'default'] as const;
export type Rung = (typeof RUNGS)[number];

/** Scopes of a row of a mapping table, the narrowest first. */
export const ROW_SCOPES = ['applicant', 'department', 'form', 'company'] as const;
export type RowScope = (typeof ROW_SCOPES)[number];

/** Rows of a detail table by their position among the filled rows, from 1. `table` is "" if the scheme reads one table only. */
export interface TableRows {
  table: string;
  rows: readonly number[];
}

/** Origin of a value: a code with its parameters. The sentence is made where it is shown (provenance-words.ts). */
export type Reference =
  | OneReference
  /** For a row joined from several rows whose values have different origins. */
  | { code: 'each'; of: readonly { rows: readonly TableRows[]; reference: OneReference }[] };

export type OneReference =
  | { code: 'none' }
  | { code: 'hand' }
  /** Control of the approval, by its printed label. */
  | { code: 'form'; label: string }
  /** Control of an approval that this one names: its title, and the name of its control. */
  | { code: 'related'; title: string; label: string }
  /**
   * A day that is not simply the day of one control: the earliest or latest of these rows; `was`: the day before it was moved out of a closed period.
   */
  | { code: 'day'; label: string; pick?: DatePick; of?: readonly TableRows[]; was?: string }
  /** The day of the mapping; `was` as above. */
  | { code: 'push-day'; was?: string }
  /** Number of the rule of the field, from 1. */
  | { code: 'constant' | 'template' | 'expression' | 'fallback'; rule: number }
  /** Amount after the offset: the amount before it and the amount taken off, "500.00". */
  | { code: 'net'; gross: string; off: string; of?: readonly TableRows[] }
  /** The sum of the amounts of these rows. */
  | { code: 'sum'; of: readonly TableRows[] }
  /**
   * Table by code, with its name and the key as printed at that time; `fromDay`: the day from which its row counts, absent if it always counts.
   * `table` is "" in references that were stored as a sentence.
   */
  | { code: 'table'; table: string; name: string; scope: RowScope; key: string; fromDay?: string }
  /** Reference that was stored as a sentence and is only shown. */
  | { code: 'said'; text: string };

/** Why one field has its value, without names and times of the moment: the same inputs give the same bytes. */
export interface FieldProvenance {
  kind: ProvenanceKind;
  reference: Reference;
  /** "v3" of the scheme, "r12" of a table, "" for a hand. */
  version: string;
  /** Text on the approval; "" if nothing feeds the field. Contains full account numbers, which are masked on the way out. */
  source: string;
  sourceLabel: string;
  /** Rungs in the order of precedence, highest first (product.md §4); `value` is null if the rung has none. */
  ladder: readonly { rung: Rung; value: string | null; hit: boolean }[];
}
