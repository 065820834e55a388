import * as z from 'zod/mini';
import { baseDataKind } from './base-data.js';
import { amount } from './money.js';
import { countAndSum } from './page.js';

/** 成批改: sets one field of several bills, on each as a manual change. */

/** Most bills at once: each is mapped twice, and a person reads every row. */
export const MOST_EDITED = 200;
/** "header.settlementType", or "rows.costItem" for that field of every row. */
const field = z.string().check(z.regex(/^(header|rows)\.[A-Za-z0-9_]{1,80}$/));
const id = z.string().check(z.minLength(1), z.maxLength(40));
const version = z.int().check(z.minimum(1));
const value = z.string().check(z.trim(), z.minLength(1), z.maxLength(200));

/** POST /api/mapping/bulk-edits/preview. `value` null: not chosen yet for that bill. */
export const previewBulkEdit = z.object({
  field: z.nullable(field),
  items: z.array(z.object({ id, version, value: z.nullable(value) })).check(z.minLength(1), z.maxLength(MOST_EDITED)),
});
export type PreviewBulkEdit = z.infer<typeof previewBulkEdit>;

/** Result for a bill: changed · has the value already · a person set the value by hand · impossible, `why` says why · nothing chosen. */
export const EDIT_OUTCOMES = ['change', 'same', 'locked', 'left', 'open'] as const;
export type EditOutcome = (typeof EDIT_OUTCOMES)[number];
export const bulkEditPreview = z.object({
  /** Fields that may be set on bills of this selection, with the number of bills that have each; fields of all bills first. */
  fields: z.array(z.object({ field, label: z.string(), picker: z.nullable(baseDataKind), count: z.int() })),
  /** In the order of the request. Values in words: number and name. */
  rows: z.array(
    z.object({
      id: z.string(),
      payee: z.string(),
      purpose: z.string(),
      amount: z.nullable(amount),
      now: z.string(),
      to: z.string(),
      outcome: z.enum(EDIT_OUTCOMES),
      why: z.string(),
      /** Its approval becomes void. */
      voids: z.boolean(),
    }),
  ),
  change: countAndSum,
  same: countAndSum,
  locked: countAndSum,
  left: countAndSum,
  voids: countAndSum,
});
export type BulkEditPreview = z.infer<typeof bulkEditPreview>;

/** POST /api/mapping/bulk-edits */
export const bulkEdit = z.object({
  field,
  items: z.array(z.object({ id, version, value })).check(z.minLength(1), z.maxLength(MOST_EDITED)),
});
export type BulkEdit = z.infer<typeof bulkEdit>;
