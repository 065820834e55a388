import * as z from 'zod/mini';

/** An error in HTTP (RFC 9457). `code` is stable; `title` and `detail` are shown unchanged. */
export const problem = z.object({
  type: z.string(),
  code: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  /** Errors of the request itself: path → message. */
  fields: z.optional(z.record(z.string(), z.string())),
  /** Number to quote to an administrator. */
  requestId: z.optional(z.string()),
});
export type Problem = z.infer<typeof problem>;
