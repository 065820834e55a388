import * as z from 'zod/mini';
import { countAndSum, instant } from './page.js';

/** How a row came to be as it is: by hand · from a file · 修一次，记住 · by the check-up of the tables · a change taken back. */
export const CHANGE_WAYS = ['hand', 'import', 'remember', 'lint', 'undo'] as const;
export const changeWay = z.enum(CHANGE_WAYS);
export type ChangeWay = z.infer<typeof changeWay>;

/** Why a change is not taken back by itself: a day is over · its place was changed since · it is part of a file · it was not written down. */
export const CHANGE_KEPT = ['late', 'changed', 'import', 'unrecorded'] as const;
export type ChangeKept = (typeof CHANGE_KEPT)[number];

const target = z.object({ number: z.string(), name: z.string() });

/** One change of one place of a table. */
export const mappingChange = z.object({
  /** Of the row that was set, or of the one that was taken away. */
  id: z.string(),
  /** Of the table, that the change made. */
  revision: z.int(),
  orgNumber: z.string(),
  key: z.string(),
  /** What the key means to a person where it is an id, and to whom the row is narrowed; else "". */
  keyLabel: z.string(),
  /** null: nothing stood there. */
  was: z.nullable(target),
  /** null: taken away. */
  to: z.nullable(target),
  /** null: not written down then. */
  by: z.nullable(z.string()),
  at: z.nullable(instant),
  way: z.nullable(changeWay),
  /** The file that it came from, or whose import was taken back. */
  file: z.nullable(z.string()),
  /** Until when it can be taken back; null: `kept` says why not. */
  undoUntil: z.nullable(instant),
  kept: z.nullable(z.enum(CHANGE_KEPT)),
});
export type MappingChange = z.infer<typeof mappingChange>;

/** GET /api/mapping/tables/:code/changes: newest first; of one row, or of the whole table. */
export const mappingChangesQuery = z.object({ row: z.optional(z.string().check(z.maxLength(40))) });
export type MappingChangesQuery = z.infer<typeof mappingChangesQuery>;
export const mappingChanges = z.object({ items: z.array(mappingChange) });
export type MappingChanges = z.infer<typeof mappingChanges>;

/** POST …/changes/look: which one; its revision, and the id of its row. */
export const lookAtChange = z.object({ revision: z.int().check(z.minimum(1)), id: z.string().check(z.maxLength(40)) });
export type LookAtChange = z.infer<typeof lookAtChange>;

/** What taking a change back would do. */
export const changeUndo = z.object({
  change: mappingChange,
  /** What stands there then; null: nothing. */
  back: z.nullable(
    z.object({
      ...target.shape,
      /** Why it cannot be used any more, in words; null where it can. */
      reason: z.nullable(z.string()),
    }),
  ),
  /** Open bills that are mapped anew. */
  touched: countAndSum,
  untouchedApproved: countAndSum,
  untouchedBooked: countAndSum,
});
export type ChangeUndo = z.infer<typeof changeUndo>;

/** POST …/changes/undo: `shown` is what the button said; another count or sum meanwhile is refused. */
export const undoChange = z.extend(lookAtChange, { shown: countAndSum });
export type UndoChange = z.infer<typeof undoChange>;
