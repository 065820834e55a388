import * as z from 'zod/mini';
import { businessDate, countAndSum, instant, pageOf, queryInt } from './page.js';

/** Largest .xlsx file that is accepted; 50,000 rows have about 2 MB. */
export const IMPORT_FILE_BYTES = 4 * 1024 * 1024;
/** The same as Base64 in JSON, with the surrounding fields. */
export const IMPORT_BODY_BYTES = Math.ceil((IMPORT_FILE_BYTES * 4) / 3) + 16 * 1024;

/** POST /api/mapping/tables/:code/imports: the chosen file; the table does not change. */
export const openImport = z.object({
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  /** Base64. */
  content: z.string().check(z.minLength(1), z.maxLength(IMPORT_BODY_BYTES), z.regex(/^[A-Za-z0-9+/]+={0,2}$/)),
});
export type OpenImport = z.infer<typeof openImport>;

export const IMPORT_KINDS = ['invalid', 'changed', 'added', 'removed', 'unchanged'] as const;
export const importKind = z.enum(IMPORT_KINDS);
export type ImportKind = z.infer<typeof importKind>;

const target = z.object({ number: z.string(), name: z.string() });

/** One place of the table: a source value of an organisation. */
export const importLine = z.object({
  /** Row in the file; null if the file does not have it. */
  row: z.nullable(z.int()),
  /** Cell that the line is about, "C19"; "" if the file has none. */
  cell: z.string(),
  kind: importKind,
  orgNumber: z.string(),
  key: z.string(),
  /** Readable text for a key that is an id, else "". */
  keyLabel: z.string(),
  /** First day of the bills that the row is for; absent: all days, or a cell that says no day. */
  fromDay: z.optional(businessDate),
  was: z.nullable(target),
  /** Target in the file; null if the file has no such row, or nothing readable. */
  to: z.nullable(target),
  /** Reason why it cannot be imported, in words; else null. */
  problem: z.nullable(z.string()),
  /** Possible targets of an invalid line. */
  suggestions: z.array(target),
  /** Options for an invalid line besides leaving it out. */
  may: z.array(z.enum(['use', 'keep'])),
  /** Open bills that would be mapped again. */
  bills: countAndSum,
});
export type ImportLine = z.infer<typeof importLine>;

const counts = z.object({
  invalid: z.int(),
  changed: z.int(),
  added: z.int(),
  removed: z.int(),
  unchanged: z.int(),
});
/** Comparison of the file with the current table. */
export const importDiff = z.object({
  id: z.string(),
  table: z.string(),
  fileName: z.string(),
  sheet: z.string(),
  /** Number of rows in the file. */
  fileRows: z.int(),
  /** Revision of the table that was compared; the import applies only to this one. */
  revision: z.int(),
  tableRows: z.int(),
  counts,
  /** Cells that should say which value a row is for and cannot be read: then no row is called removed. Absent if there are none. */
  unread: z.optional(z.object({ count: z.int(), cells: z.array(z.string()) })),
  /** Open bills behind added and changed rows, and with removed rows included. */
  touched: countAndSum,
  touchedWithRemoved: countAndSum,
});
export type ImportDiff = z.infer<typeof importDiff>;

/** GET /api/mapping/imports/:id */
export const importLineQuery = z.object({
  kind: importKind,
  cursor: z.optional(z.string().check(z.maxLength(20), z.regex(/^\d+$/))),
  limit: z._default(queryInt(1, 500), 100),
});
export type ImportLineQuery = z.infer<typeof importLineQuery>;
export const importLinePage = z.extend(pageOf(importLine), { diff: importDiff });
export type ImportLinePage = z.infer<typeof importLinePage>;

/** Decision of a person on one line that cannot be imported unchanged. */
export const importDecision = z.object({
  row: z.int(),
  /** leave: the row of the file is skipped and the table's row stays; use: the row is imported with this number. */
  do: z.enum(['leave', 'use']),
  targetNumber: z.optional(z.string().check(z.minLength(1), z.maxLength(80))),
});
export type ImportDecision = z.infer<typeof importDecision>;

/** POST /api/mapping/imports/:id/apply: imports all or nothing, and only into the table revision that was compared. */
export const applyImport = z.object({
  revision: z.int(),
  /** Rows of the table that the file does not have. */
  missing: z.enum(['remove', 'keep']),
  /** One per invalid line. */
  decisions: z.array(importDecision).check(z.maxLength(50_000)),
});
export type ApplyImport = z.infer<typeof applyImport>;

/** GET /api/mapping/tables/:code/imports: past imports, newest first. */
export const importRecord = z.object({
  id: z.string(),
  fileName: z.string(),
  by: z.string(),
  at: instant,
  revision: z.int(),
  added: z.int(),
  changed: z.int(),
  removed: z.int(),
  /** Time until which the whole import can be undone; null: too late, or already undone. */
  undoUntil: z.nullable(instant),
  undoneAt: z.nullable(instant),
  undoneBy: z.nullable(z.string()),
});
export type ImportRecord = z.infer<typeof importRecord>;
export const importRecords = z.object({ items: z.array(importRecord) });
export type ImportRecords = z.infer<typeof importRecords>;
