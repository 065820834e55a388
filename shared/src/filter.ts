import * as z from 'zod/mini';
import { amount } from './money.js';
import { businessDate, countAndSum, instant, queryInt } from './page.js';

/**
 * Comparisons of a condition. `is-amount` to `at-most` compare exact decimals, so that 0 equals 0.00; `before` to `until` compare calendar days, and
 * `since` and `until` include the day.
 */
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
/** Ways without a value to compare with. */
export const BARE_WAYS: readonly FilterWay[] = ['filled', 'empty'];
export const LIST_WAYS: readonly FilterWay[] = ['one-of', 'none-of'];

/** One condition for collecting; all conditions of a filter must hold. `from` as in a rule, also "instance:status" and "instance:result". */
export const filterCondition = z.object({
  from: z.string().check(z.regex(/^(field|row|instance):.{1,200}$/u)),
  is: z.enum(FILTER_WAYS),
  value: z.optional(z.string().check(z.maxLength(200))),
  /** For one-of and none-of. */
  values: z.optional(z.array(z.string().check(z.minLength(1), z.maxLength(200))).check(z.maxLength(50))),
});
export type FilterCondition = z.infer<typeof filterCondition>;
export const filter = z.array(filterCondition).check(z.maxLength(20));

/** POST /api/schemes/:id/filter-preview: effect of a filter on stored approvals, all or those of the last days; does not ask DingTalk. */
export const previewFilter = z.object({ filter, days: z.optional(queryInt(1, 366)) });
export type PreviewFilter = z.infer<typeof previewFilter>;
export const filterPreview = z.object({
  /** Finished on or after this day; without `days`, the day of the oldest judged approval. */
  from: businessDate,
  total: countAndSum,
  collected: countAndSum,
  leftOut: countAndSum,
  /** Most frequent first. `condition`: index of the filter's condition; null for a reason that no filter changes. */
  reasons: z.array(z.object({ reason: z.string(), condition: z.nullable(z.int()), sum: countAndSum })),
  /** Approvals that would be left out, newest first, at most 200. */
  items: z.array(
    z.object({
      processInstanceId: z.string(),
      businessId: z.string(),
      title: z.string(),
      originatorName: z.string(),
      finishedAt: instant,
      amount: z.nullable(amount),
      reason: z.string(),
      /** It has a bill, which stays unchanged. */
      hasBill: z.boolean(),
    }),
  ),
  /** Left-out approvals that already have a bill: the bills stay and are paid like any other. */
  kept: countAndSum,
  /** Stored but not judged: DingTalk's answer is archived, or cannot be read. */
  notJudged: z.int(),
});
export type FilterPreview = z.infer<typeof filterPreview>;
