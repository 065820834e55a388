import * as z from 'zod/mini';
import { createSelection } from './bill.js';
import { bulkOffer } from './bill-action.js';
import { amount } from './money.js';
import { countAndSum, instant, keptBills } from './page.js';
import { reason } from './reason.js';

/** Single bills, each with the version that was seen. */
export const seenBills = z.object({
  items: z.array(z.object({ id: z.string(), version: z.int() })).check(z.minLength(1), z.maxLength(2000)),
});
export type SeenBills = z.infer<typeof seenBills>;
/** POST /api/push-orders/resend: one decision about all of them, each under the version that was seen. */
export const resendBills = z.extend(seenBills, { reason: reason(500) });
export type ResendBills = z.infer<typeof resendBills>;
/**
 * Several bills: each with the version that was seen, or a frozen selection with the count and sum on the button.
 * A bill that has changed since is skipped; a selection that differs from what was shown is refused as a whole.
 */
export const billRefs = z.union([seenBills, z.object({ selectionId: z.string(), shown: countAndSum })]);
export type BillRefs = z.infer<typeof billRefs>;
/** Actions on several bills with one reason. */
export const PARKINGS = ['hold', 'release', 'exclude', 'unapprove', 'restore'] as const;
export type Parking = (typeof PARKINGS)[number];
/** POST /api/bills/park. */
export const parkBills = z.object({ refs: billRefs, what: z.enum(PARKINGS), reason: reason(500) });
export type ParkBills = z.infer<typeof parkBills>;
export const batchResult = z.object({
  done: countAndSum,
  /** Bills for which the action was only requested, and another person has to confirm; absent if there are none. */
  asked: z.optional(countAndSum),
  /** Approved bills, to be pushed next by a person with the right; or held bills, so that the action can be undone. */
  kept: z.optional(keptBills),
  /** Skipped bills, each with its reason; equal `code` means the same cause, whatever the sentences name. */
  skipped: z.array(
    z.object({ id: z.string(), payee: z.string(), amount: z.nullable(amount), code: z.string(), reason: z.string() }),
  ),
});
export type BatchResult = z.infer<typeof batchResult>;

/** POST /api/bills/approve/preview: the result of 通过 for these bills, before it is done. */
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
  /** Eligible bills that deserve a look of their own. */
  large: countAndSum,
  withoutFiles: countAndSum,
  /** Bills whose account has no booked bill yet. */
  newAccount: countAndSum,
  /** Changed since this person last saw them. */
  changed: countAndSum,
  /** Least sum of a large bill. */
  largeFrom: amount,
  /** Bills left out, one line per cause, with the first bills of each. */
  leftOut: z.array(
    z.object({
      reason: z.string(),
      ...countAndSum.shape,
      first: z.array(z.object({ id: z.string(), payee: z.string(), amount: z.nullable(amount) })),
    }),
  ),
});
export type ApprovePreview = z.infer<typeof approvePreview>;

/** POST /api/bills/actions: possible actions for bills that were ticked one by one. */
export const bulkOffers = z.object({
  actions: z.array(bulkOffer),
  /** Ids of bills that have changed: no action fits them until the person has looked. */
  changed: z.array(z.string()),
});
export type BulkOffers = z.infer<typeof bulkOffers>;

/** Count and sum on the button when it was pressed; `mark` of the group, if it was a group's button. */
export const shownBills = z.extend(countAndSum, {
  mark: z.optional(z.string().check(z.regex(/^\d{1,15}-\d{1,15}(-\d{1,15})?$/))),
});
export type ShownBills = z.infer<typeof shownBills>;
/** POST /api/selections: freezes ids with version and amount for ten minutes; refused if they differ from what was shown. */
export const freezeSelection = z.extend(createSelection, { shown: z.optional(shownBills) });
export type FreezeSelection = z.infer<typeof freezeSelection>;
export const selection = z.object({
  id: z.string(),
  ...countAndSum.shape,
  expiresAt: instant,
  /**
   * Frozen filter, with the keys of createSelection; absent if an action made the selection. Not parsed more strictly, because a phone would have to
   * load all of it first.
   */
  filter: z.optional(z.record(z.string(), z.union([z.string(), z.number()]))),
  /** Frozen bills that have changed or left since. */
  changed: z.array(z.object({ id: z.string(), payee: z.string(), reason: z.string() })),
  /** Actions that are possible now; none fits a changed bill. */
  actions: z.array(bulkOffer),
});
export type Selection = z.infer<typeof selection>;
