import * as z from 'zod/mini';
import { assistantScope } from './assistant.js';
import { datasetCode, datasetFilter, datasetRow } from './data-export.js';
import { businessDate, instant, queryInt } from './page.js';
import { reason } from './reason.js';

/** Longest validity of a token, in days. */
export const LONGEST_TOKEN_DAYS = 366;
/** Requests of one token per minute. */
export const TOKEN_CALLS_A_MINUTE = 60;
export const OPEN_PAGE_ROWS = 500;

/** POST /api/tokens. A token reads datasets, or serves an assistant, or both. */
export const createToken = z
  .object({
    name: z.string().check(z.trim(), z.minLength(1), z.maxLength(40)),
    datasets: z.array(datasetCode).check(z.maxLength(10)),
    /** What an assistant may do with it at /mcp; absent: nothing. */
    assistant: z.optional(z.array(assistantScope).check(z.maxLength(2))),
    /** Numbers of the paying organisations whose rows it reads; empty: all. */
    orgs: z.array(z.string().check(z.minLength(1), z.maxLength(40))).check(z.maxLength(50)),
    /** Reason for full account numbers; it is written to the audit log. Absent: only the last four digits. */
    fullAccounts: z.optional(reason(200)),
    /** Last day of its validity, Beijing. */
    until: businessDate,
  })
  .check(
    z.refine(({ datasets, assistant = [] }) => datasets.length + assistant.length > 0, { error: '至少选一样能读的' }),
  );
export type CreateToken = z.infer<typeof createToken>;

export const apiToken = z.object({
  id: z.string(),
  name: z.string(),
  /** Its last four characters; the rest is not stored. */
  tail: z.string(),
  datasets: z.array(datasetCode),
  assistant: z.array(assistantScope),
  orgs: z.array(z.string()),
  fullAccounts: z.boolean(),
  by: z.string(),
  createdAt: instant,
  expiresAt: instant,
  revokedAt: z.nullable(instant),
  lastUsedAt: z.nullable(instant),
  lastUsedFrom: z.nullable(z.string()),
  state: z.enum(['valid', 'expired', 'revoked']),
});
export type ApiToken = z.infer<typeof apiToken>;
export const apiTokens = z.object({ items: z.array(apiToken) });
export type ApiTokens = z.infer<typeof apiTokens>;
/** The only answer that contains the token. */
export const madeToken = z.extend(apiToken, { token: z.string() });
export type MadeToken = z.infer<typeof madeToken>;

/** GET /api/open/v1: the datasets that this token reads. */
export const openCatalogue = z.object({
  items: z.array(
    z.object({
      dataset: datasetCode,
      name: z.string(),
      about: z.string(),
      filters: z.array(z.string()),
      columns: z.array(
        z.object({
          key: z.string(),
          name: z.string(),
          about: z.string(),
          kind: z.enum(['text', 'amount', 'instant', 'day', 'count']),
        }),
      ),
    }),
  ),
});
export type OpenCatalogue = z.infer<typeof openCatalogue>;

/** GET /api/open/v1/:dataset */
export const openQuery = z.extend(datasetFilter, {
  cursor: z.optional(z.string().check(z.maxLength(300))),
  limit: z._default(queryInt(1, OPEN_PAGE_ROWS), 100),
});
export type OpenQuery = z.infer<typeof openQuery>;
/** `next`: cursor of the next page, null at the end. Rows are in the order of their creation, so pages neither repeat nor skip a row. */
export const openPage = z.object({ items: z.array(datasetRow), next: z.nullable(z.string()) });
export type OpenPage = z.infer<typeof openPage>;
