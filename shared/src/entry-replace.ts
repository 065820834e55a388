import * as z from 'zod/mini';
import { baseDataUsesQuery } from './base-data.js';
import { countAndSum } from './page.js';

const number = z.string().check(z.minLength(1), z.maxLength(80));
const table = z.object({ code: z.string().check(z.maxLength(40)), revision: z.int().check(z.minimum(0)) });

/** POST /api/base-data/:kind/replace/look: rows that lead to one entry would lead to another（换成哪个）. */
export const lookAtReplace = z.extend(baseDataUsesQuery, { to: number });
export type LookAtReplace = z.infer<typeof lookAtReplace>;

/** Effect of leading every row of an entry to another one. */
export const replaceImpact = z.object({
  to: z.object({ number: z.string(), name: z.string() }),
  rows: z.array(
    z.object({
      table: z.string(),
      tableName: z.string(),
      key: z.string(),
      keyLabel: z.string(),
      orgNumber: z.string(),
      /** First day on which the row counts; absent: it always counts. */
      fromDay: z.optional(z.string()),
      /** Reason why the other entry cannot be used here, in words; null if it can. With any reason nothing is replaced. */
      reason: z.nullable(z.string()),
    }),
  ),
  /** Number of rows of all organisations that stay, because other organisations use the entry too. */
  left: z.int(),
  /** Tables of these rows, as they are now. */
  tables: z.array(table),
  /** Open bills that would be mapped again, each once. */
  touched: countAndSum,
  untouchedApproved: countAndSum,
  untouchedBooked: countAndSum,
});
export type ReplaceImpact = z.infer<typeof replaceImpact>;

/** POST /api/base-data/:kind/replace: `tables` and `shown` are what the person saw; if they have changed, nothing is written. */
export const replaceEntry = z.extend(lookAtReplace, {
  tables: z.array(table).check(z.maxLength(100)),
  shown: countAndSum,
});
export type ReplaceEntry = z.infer<typeof replaceEntry>;
