import * as z from 'zod/mini';
import { billQuery, SORTS } from './bill.js';
import { amount } from './money.js';
import { countAndSum } from './page.js';

/** Grouping of a view's rows; off: no groups. */
export const VIEW_GROUPS = ['reason', 'risk', 'person', 'off'] as const;
export type ViewGroup = (typeof VIEW_GROUPS)[number];

/** Filters of a view, without frozen selections, which belong to one person for ten minutes. */
export const viewFilter = z.omit(billQuery, { cursor: true, limit: true, sort: true, within: true, reason: true });
export type ViewFilter = z.infer<typeof viewFilter>;

/** POST /api/views, PUT /api/views/:id. `shared`: visible to everybody; only administrators may set it. */
export const putView = z.object({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(30)),
  shared: z.boolean(),
  filter: viewFilter,
  sort: z.enum(SORTS),
  group: z.enum(VIEW_GROUPS),
});
export type PutView = z.infer<typeof putView>;

export const savedView = z.extend(putView, {
  id: z.string(),
  /** Owner's name; `mine` is true if this person may change and delete it. */
  by: z.string(),
  mine: z.boolean(),
  /** Current count and sum for the requesting person. */
  now: countAndSum,
});
export type SavedView = z.infer<typeof savedView>;

/** GET /api/views: the person's own views and the shared ones, by name. */
export const savedViews = z.object({
  items: z.array(savedView),
  /** Least sum of a large bill, from the settings. */
  largeFrom: amount,
});
export type SavedViews = z.infer<typeof savedViews>;
