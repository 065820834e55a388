import * as z from 'zod/mini';
import { countAndSum, instant, pageOf, queryInt } from './page.js';

/** Largest .xlsx file that is taken; 50,000 rows have about 2 MB. */
export const IMPORT_FILE_BYTES = 4 * 1024 * 1024;
/** As Base64 in JSON, with what stands around it. */
export const IMPORT_BODY_BYTES = Math.ceil((IMPORT_FILE_BYTES * 4) / 3) + 16 * 1024;

/** POST /api/mapping/tables/:code/imports: the file as it was chosen; nothing of the table changes. */
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
  /** Row in the file; null: the file does not have it. */
  row: z.nullable(z.int()),
  /** Cell that the line is about, "C19"; "" where the file has none. */
  cell: z.string(),
  kind: importKind,
  orgNumber: z.string(),
  key: z.string(),
  /** What the key means to a person where it is an id, else "". */
  keyLabel: z.string(),
  was: z.nullable(target),
  /** What the file says; null where it has no such row, or nothing legible. */
  to: z.nullable(target),
  /** Why it cannot be taken, in words; null elsewhere. */
  problem: z.nullable(z.string()),
  /** Of an invalid line: targets that may be meant. */
  suggestions: z.array(target),
  /** Of an invalid line: what may be said about it besides leaving it out. */
  may: z.array(z.enum(['use', 'keep'])),
  /** Open bills that are mapped anew. */
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
/** The file against the table as it is now. */
export const importDiff = z.object({
  id: z.string(),
  table: z.string(),
  fileName: z.string(),
  sheet: z.string(),
  /** Rows of the file. */
  fileRows: z.int(),
  /** Of the table, as it was compared: applied to no other. */
  revision: z.int(),
  tableRows: z.int(),
  counts,
  /** Open bills behind what is added and changed, and behind what is removed besides. */
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

/** What a person says of one line that cannot be taken as it is. */
export const importDecision = z.object({
  row: z.int(),
  /** leave: the row of the file is passed over, what the table has stays; use: with this number. */
  do: z.enum(['leave', 'use']),
  targetNumber: z.optional(z.string().check(z.minLength(1), z.maxLength(80))),
});
export type ImportDecision = z.infer<typeof importDecision>;

/** POST /api/mapping/imports/:id/apply: all of it or nothing, and only on the table as it was compared. */
export const applyImport = z.object({
  revision: z.int(),
  /** Rows that the file does not have. */
  missing: z.enum(['remove', 'keep']),
  /** One per invalid line. */
  decisions: z.array(importDecision).check(z.maxLength(50_000)),
});
export type ApplyImport = z.infer<typeof applyImport>;

/** GET /api/mapping/tables/:code/imports: what was imported, newest first. */
export const importRecord = z.object({
  id: z.string(),
  fileName: z.string(),
  by: z.string(),
  at: instant,
  revision: z.int(),
  added: z.int(),
  changed: z.int(),
  removed: z.int(),
  /** Until when it can be taken back as a whole; null: no longer, or it was. */
  undoUntil: z.nullable(instant),
  undoneAt: z.nullable(instant),
  undoneBy: z.nullable(z.string()),
});
export type ImportRecord = z.infer<typeof importRecord>;
export const importRecords = z.object({ items: z.array(importRecord) });
export type ImportRecords = z.infer<typeof importRecords>;
