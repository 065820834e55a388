import * as z from 'zod/mini';
import { amount } from './money.js';
import { businessDate, countAndSum, instant, queryInt } from './page.js';

/** How a condition compares. `is-amount` to `at-most` compare exact decimals, so that 0 is 0.00, `before` to `until` calendar days, both ends of which are meant by `since` and `until`. */
export const FILTER_WAYS = [
  'equals',
  'not-equals',
  'one-of',
  'none-of',
  'contains',
  'not-contains',
  'filled',
  'empty',
  'is-amount',
  'is-not-amount',
  'more',
  'at-least',
  'less',
  'at-most',
  'before',
  'since',
  'after',
  'until',
] as const;
export type FilterWay = (typeof FILTER_WAYS)[number];
export const NUMBER_WAYS: readonly FilterWay[] = ['is-amount', 'is-not-amount', 'more', 'at-least', 'less', 'at-most'];
export const DATE_WAYS: readonly FilterWay[] = ['before', 'since', 'after', 'until'];
/** They ask for nothing to compare with. */
export const BARE_WAYS: readonly FilterWay[] = ['filled', 'empty'];
export const LIST_WAYS: readonly FilterWay[] = ['one-of', 'none-of'];

/** One condition of what is collected; all of a filter must hold. `from` as in a rule, and "instance:status", "instance:result" besides. */
export const filterCondition = z.object({
  from: z.string().check(z.regex(/^(field|row|instance):.{1,200}$/u)),
  is: z.enum(FILTER_WAYS),
  value: z.optional(z.string().check(z.maxLength(200))),
  /** For one-of and none-of. */
  values: z.optional(z.array(z.string().check(z.minLength(1), z.maxLength(200))).check(z.maxLength(50))),
});
export type FilterCondition = z.infer<typeof filterCondition>;
export const filter = z.array(filterCondition).check(z.maxLength(20));

/** POST /api/schemes/:id/filter-preview: what a filter would do to the approvals that are stored, all or those of the last days; DingTalk is not asked. */
export const previewFilter = z.object({ filter, days: z.optional(queryInt(1, 366)) });
export type PreviewFilter = z.infer<typeof previewFilter>;
export const filterPreview = z.object({
  /** Finished on or after this day; without `days` that of the oldest that was judged. */
  from: businessDate,
  total: countAndSum,
  collected: countAndSum,
  leftOut: countAndSum,
  /** Most first. `condition`: which of the filter's it is; null for one that no filter changes. */
  reasons: z.array(z.object({ reason: z.string(), condition: z.nullable(z.int()), sum: countAndSum })),
  /** Those that are left out, newest first, at most 200. */
  items: z.array(
    z.object({
      processInstanceId: z.string(),
      businessId: z.string(),
      title: z.string(),
      originatorName: z.string(),
      finishedAt: instant,
      amount: z.nullable(amount),
      reason: z.string(),
      /** It has a bill, which stays as it is. */
      hasBill: z.boolean(),
    }),
  ),
  /** Of those left out, with a bill already: they stay and are paid like any other. */
  kept: countAndSum,
  /** Stored, and not judged: what DingTalk answered is archived, or cannot be read. */
  notJudged: z.int(),
});
export type FilterPreview = z.infer<typeof filterPreview>;
