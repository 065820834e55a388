import * as z from 'zod/mini';
import { businessDate, countAndSum, instant, queryInt } from './page.js';

/** Origin of a row: by hand · from a file · 修一次，记住 · by the check-up of the tables · an undone change · 换成哪个, an entry for another. */
export const CHANGE_WAYS = ['hand', 'import', 'remember', 'lint', 'undo', 'replace'] as const;
export const changeWay = z.enum(CHANGE_WAYS);
export type ChangeWay = z.infer<typeof changeWay>;

/** Reason why a change cannot be undone by itself: older than a day · its place was changed since · it is part of a file · it was not recorded. */
export const CHANGE_KEPT = ['late', 'changed', 'import', 'unrecorded'] as const;
export type ChangeKept = (typeof CHANGE_KEPT)[number];

/** `fromDay`: first day of the bills that the row is for; absent: all days. */
const target = z.object({ number: z.string(), name: z.string(), fromDay: z.optional(businessDate) });

/** One change of one place of a table. */
export const mappingChange = z.object({
  /** Id of the row that was set, or of the row that was removed. */
  id: z.string(),
  /** Revision of the table that the change made. */
  revision: z.int(),
  orgNumber: z.string(),
  key: z.string(),
  /** Readable text for a key that is an id, and for the row's narrower scope; else "". */
  keyLabel: z.string(),
  /** null: there was no row. */
  was: z.nullable(target),
  /** null: removed. */
  to: z.nullable(target),
  /** null: not recorded at that time. */
  by: z.nullable(z.string()),
  at: z.nullable(instant),
  way: z.nullable(changeWay),
  /** The file that it came from, or whose import was undone. */
  file: z.nullable(z.string()),
  /** Time until which it can be undone; null: `kept` says why not. */
  undoUntil: z.nullable(instant),
  kept: z.nullable(z.enum(CHANGE_KEPT)),
});
export type MappingChange = z.infer<typeof mappingChange>;

/** GET /api/mapping/tables/:code/changes: newest first, in pages; of one row, or of the whole table. `cursor`: `next` of the page before. */
export const mappingChangesQuery = z.object({
  row: z.optional(z.string().check(z.maxLength(40))),
  cursor: z.optional(z.string().check(z.maxLength(300))),
  limit: z._default(queryInt(1, 200), 50),
});
export type MappingChangesQuery = z.infer<typeof mappingChangesQuery>;
export const mappingChanges = z.object({ items: z.array(mappingChange), next: z.nullable(z.string()) });
export type MappingChanges = z.infer<typeof mappingChanges>;

/** POST …/changes/look: the change, by its revision and the id of its row. */
export const lookAtChange = z.object({ revision: z.int().check(z.minimum(1)), id: z.string().check(z.maxLength(40)) });
export type LookAtChange = z.infer<typeof lookAtChange>;

/** Effect of undoing a change. */
export const changeUndo = z.object({
  change: mappingChange,
  /** Row after the undo; null: none. */
  back: z.nullable(
    z.object({
      ...target.shape,
      /** Reason why it cannot be used any more, in words; null if it can. */
      reason: z.nullable(z.string()),
    }),
  ),
  /** Number of rows that are restored with it: a change of 换成哪个 is undone as one. */
  rows: z.int(),
  /** Open bills that would be mapped again. */
  touched: countAndSum,
  untouchedApproved: countAndSum,
  untouchedBooked: countAndSum,
});
export type ChangeUndo = z.infer<typeof changeUndo>;

/** POST …/changes/undo: `shown` is the count and sum on the button; if they have changed, the undo is refused. */
export const undoChange = z.extend(lookAtChange, { shown: countAndSum });
export type UndoChange = z.infer<typeof undoChange>;
