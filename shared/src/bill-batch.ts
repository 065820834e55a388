import * as z from 'zod/mini';
import { createSelection } from './bill.js';
import { bulkOffer } from './bill-action.js';
import { amount } from './money.js';
import { countAndSum, instant, keptBills } from './page.js';
import { reason } from './reason.js';

/** Bills one by one, each with the version that was looked at. */
export const seenBills = z.object({
  items: z.array(z.object({ id: z.string(), version: z.int() })).check(z.minLength(1), z.maxLength(2000)),
});
export type SeenBills = z.infer<typeof seenBills>;
/** POST /api/push-orders/resend: one decision about all of them, each by the version that was looked at. */
export const resendBills = z.extend(seenBills, { reason: reason(500) });
export type ResendBills = z.infer<typeof resendBills>;
/**
 * Several bills at once: each with the version that was looked at, or a frozen selection with the count and sum that the button said.
 * A bill that has changed since is left alone; a selection that is not what was shown is refused whole.
 */
export const billRefs = z.union([seenBills, z.object({ selectionId: z.string(), shown: countAndSum })]);
export type BillRefs = z.infer<typeof billRefs>;
/** What is done to several with one reason. */
export const PARKINGS = ['hold', 'release', 'exclude', 'unapprove', 'restore'] as const;
export type Parking = (typeof PARKINGS)[number];
/** POST /api/bills/park. */
export const parkBills = z.object({ refs: billRefs, what: z.enum(PARKINGS), reason: reason(500) });
export type ParkBills = z.infer<typeof parkBills>;
export const batchResult = z.object({
  done: countAndSum,
  /** Of these it is only asked for: another person confirms; absent where there are none. */
  asked: z.optional(countAndSum),
  /** What was approved, for whoever may go on and push it; what was put aside, for whoever takes that back. */
  kept: z.optional(keptBills),
  /** Left alone, each with the reason; those of one `code` have one cause, whatever their sentences name. */
  skipped: z.array(
    z.object({ id: z.string(), payee: z.string(), amount: z.nullable(amount), code: z.string(), reason: z.string() }),
  ),
});
export type BatchResult = z.infer<typeof batchResult>;

/** POST /api/bills/approve/preview: what 通过 of these bills comes to, before it is done. */
export const approvePreview = z.object({
  eligible: countAndSum,
  largest: z.array(
    z.object({
      id: z.string(),
      payee: z.string(),
      department: z.string(),
      purpose: z.string(),
      amount: z.nullable(amount),
    }),
  ),
  /** Among the eligible: worth a look of their own. */
  large: countAndSum,
  withoutFiles: countAndSum,
  /** Nothing was ever booked to their account. */
  newAccount: countAndSum,
  /** Otherwise than this person last saw them. */
  changed: countAndSum,
  /** From which sum on a bill counts as large. */
  largeFrom: amount,
  /** What is left out, one line per cause, with the first bills of each. */
  leftOut: z.array(
    z.object({
      reason: z.string(),
      ...countAndSum.shape,
      first: z.array(z.object({ id: z.string(), payee: z.string(), amount: z.nullable(amount) })),
    }),
  ),
});
export type ApprovePreview = z.infer<typeof approvePreview>;

/** POST /api/bills/actions: what may be done with bills that were ticked one by one. */
export const bulkOffers = z.object({
  actions: z.array(bulkOffer),
  /** Ids of those that are others by now: they fit nothing until the person has looked. */
  changed: z.array(z.string()),
});
export type BulkOffers = z.infer<typeof bulkOffers>;

/** What the button said when it was pressed; `mark` of the group, where it was a group's. */
export const shownBills = z.extend(countAndSum, {
  mark: z.optional(z.string().check(z.regex(/^\d{1,15}-\d{1,15}(-\d{1,15})?$/))),
});
export type ShownBills = z.infer<typeof shownBills>;
/** POST /api/selections: freezes ids with version and amount for ten minutes; refused where they are not what was shown. */
export const freezeSelection = z.extend(createSelection, { shown: z.optional(shownBills) });
export type FreezeSelection = z.infer<typeof freezeSelection>;
export const selection = z.object({
  id: z.string(),
  ...countAndSum.shape,
  expiresAt: instant,
  /** What was frozen, as words of createSelection; absent where an action chose. Not parsed closer: a phone would load all of it first. */
  filter: z.optional(z.record(z.string(), z.union([z.string(), z.number()]))),
  /** Frozen bills that have changed or left since. */
  changed: z.array(z.object({ id: z.string(), payee: z.string(), reason: z.string() })),
  /** What may be done with them now; one that has changed fits nothing any more. */
  actions: z.array(bulkOffer),
});
export type Selection = z.infer<typeof selection>;
