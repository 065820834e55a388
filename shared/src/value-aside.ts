import * as z from 'zod/mini';
import { amount } from './money.js';
import { instant } from './page.js';

/** Why a value is put aside（不处理）: its form no longer has it · such bills are handled elsewhere · somebody is asked first · in words. */
export const ASIDE_REASONS = ['not-in-use', 'elsewhere', 'asking', 'other'] as const;
export const asideReason = z.enum(ASIDE_REASONS);
export type AsideReason = z.infer<typeof asideReason>;

/** Who put a value aside, when and why. */
export const valueAside = z.object({
  by: z.string(),
  at: instant,
  reason: asideReason,
  /** What the person added; "" if nothing. */
  note: z.string(),
});
export type ValueAside = z.infer<typeof valueAside>;

/** A value that is put aside, and its bills, which stay where they are. */
export const asideValue = z.object({
  key: z.string(),
  keyLabel: z.string(),
  bills: z.int(),
  /** Sum of the details that use it, not of the bills. */
  details: amount,
  /** Number of these bills without an amount; absent if there are none. */
  unknown: z.optional(z.int()),
  aside: valueAside,
});
export type AsideValue = z.infer<typeof asideValue>;

const key = z.string().check(z.minLength(1), z.maxLength(200));
/** POST /api/mapping/tables/:code/unmapped/aside. `bills`: number of bills that its card showed. */
export const putAside = z
  .object({
    key,
    bills: z.int().check(z.minimum(1)),
    reason: asideReason,
    note: z._default(z.string().check(z.trim(), z.maxLength(200)), ''),
  })
  .check(z.refine(({ reason, note }) => reason !== 'other' || note !== '', { path: ['note'] }));
export type PutAside = z.infer<typeof putAside>;
/** POST /api/mapping/tables/:code/unmapped/restore */
export const restoreValue = z.object({ key });
export type RestoreValue = z.infer<typeof restoreValue>;
