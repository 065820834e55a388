import * as z from 'zod/mini';
import { billQuery, SORTS } from './bill.js';
import { amount } from './money.js';
import { countAndSum } from './page.js';

/** How the rows of a view are put together; off: one after the other. */
export const VIEW_GROUPS = ['reason', 'risk', 'person', 'off'] as const;
export type ViewGroup = (typeof VIEW_GROUPS)[number];

/** What a view narrows a list to: no frozen bills, which are of one person and of ten minutes. */
export const viewFilter = z.omit(billQuery, { cursor: true, limit: true, sort: true, within: true, reason: true });
export type ViewFilter = z.infer<typeof viewFilter>;

/** POST /api/views, PUT /api/views/:id. `shared`: everybody sees it; only administrators may. */
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
  /** Whose it is, as a name; this person may change and delete it where `mine`. */
  by: z.string(),
  mine: z.boolean(),
  /** What it holds now, for whoever asks. */
  now: countAndSum,
});
export type SavedView = z.infer<typeof savedView>;

/** GET /api/views: one's own and the shared ones, by name. */
export const savedViews = z.object({
  items: z.array(savedView),
  /** From which sum on a bill counts as large, as the settings say. */
  largeFrom: amount,
});
export type SavedViews = z.infer<typeof savedViews>;
