import * as z from 'zod/mini';
import { baseDataKind } from './base-data.js';
import { businessDate, countAndSum, instant, pageOf, queryInt } from './page.js';

/** The most serious first: stops bills, may pay wrongly, only untidy. */
export const FINDING_KINDS = ['unusable', 'contradictory', 'shadowed', 'duplicate', 'idle'] as const;
export const findingKind = z.enum(FINDING_KINDS);
export type FindingKind = z.infer<typeof findingKind>;

export const mappingFinding = z.object({
  kind: findingKind,
  table: z.string(),
  tableName: z.string(),
  target: baseDataKind,
  /** The row that the finding is about. */
  rowId: z.string(),
  orgNumber: z.string(),
  key: z.string(),
  keyLabel: z.string(),
  /** The row has a narrower scope; only rows for everybody can be changed from here. */
  narrower: z.boolean(),
  /** First day of the bills that the row is for; absent: all days. */
  fromDay: z.optional(businessDate),
  targetNumber: z.string(),
  targetName: z.string(),
  why: z.string(),
  /** Open bills that use it. */
  bills: countAndSum,
  /** Effect of one press: another number for this row, or removal of the row. null: a person has to choose. */
  fix: z.nullable(
    z.union([
      z.object({ do: z.literal('replace'), targetNumber: z.string(), targetName: z.string() }),
      z.object({ do: z.literal('remove') }),
    ]),
  ),
});
export type MappingFinding = z.infer<typeof mappingFinding>;

/** GET /api/mapping/findings */
export const findingQuery = z.object({
  kind: z.optional(findingKind),
  cursor: z.optional(z.string().check(z.maxLength(20), z.regex(/^\d+$/))),
  limit: z._default(queryInt(1, 500), 100),
});
export type FindingQuery = z.infer<typeof findingQuery>;
export const findingPage = z.extend(pageOf(mappingFinding), {
  tables: z.int(),
  checkedAt: instant,
  counts: z.record(z.string(), z.int()),
});
export type FindingPage = z.infer<typeof findingPage>;
