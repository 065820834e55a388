import type { ProvenanceKind } from '@dingdee/shared/bill-detail';
import type { DatePick } from '@dingdee/shared/scheme';

/** Precedence, top first (product.md §4). */
export const RUNGS = ['hand', 'row', 'scoped', 'table', 'default'] as const;
export type Rung = (typeof RUNGS)[number];

/** For whom a row of a mapping table holds, the narrowest first. */
export const ROW_SCOPES = ['applicant', 'department', 'form', 'company'] as const;
export type RowScope = (typeof ROW_SCOPES)[number];

/** Rows of a detail table by their place among its filled ones, from 1. `table` is "" where the scheme reads one table only. */
export interface TableRows {
  table: string;
  rows: readonly number[];
}

/** What gave a value: a code with its parameters. The sentence is made where it is shown (provenance-words.ts). */
export type Reference =
  | OneReference
  /** Of a row that several were made one of, where they do not have the value from the same. */
  | { code: 'each'; of: readonly { rows: readonly TableRows[]; reference: OneReference }[] };

export type OneReference =
  | { code: 'none' }
  | { code: 'hand' }
  /** The control of the approval, as it is printed. */
  | { code: 'form'; label: string }
  /** A day that is not just what one control says: of which row, the earliest or latest; `was`: what it was before it left a closed period. */
  | { code: 'day'; label: string; pick?: DatePick; of?: readonly TableRows[]; was?: string }
  /** The day of the mapping; `was` as above. */
  | { code: 'push-day'; was?: string }
  /** Which rule of the field, from 1. */
  | { code: 'constant' | 'template' | 'expression' | 'fallback'; rule: number }
  /** What is left of the amount after the offset: what it was, and what was taken off, "500.00". */
  | { code: 'net'; gross: string; off: string; of?: readonly TableRows[] }
  /** The sum of the amounts of these rows. */
  | { code: 'sum'; of: readonly TableRows[] }
  /** Table by code, and its name and the key as they were printed then. `table` is "" in what was stored as a sentence. */
  | { code: 'table'; table: string; name: string; scope: RowScope; key: string }
  /** Stored as a sentence, which is only shown. */
  | { code: 'said'; text: string };

/** Why one field has its value, without names and clocks of the moment: the same inputs give the same bytes. */
export interface FieldProvenance {
  kind: ProvenanceKind;
  reference: Reference;
  /** "v3" of the scheme, "r12" of a table, "" for a hand. */
  version: string;
  /** What stood on the approval; "" where nothing feeds the field. Full account numbers: masked on the way out. */
  source: string;
  sourceLabel: string;
  /** Precedence, top first (product.md §4); value null = nothing on that rung. */
  ladder: readonly { rung: Rung; value: string | null; hit: boolean }[];
}
