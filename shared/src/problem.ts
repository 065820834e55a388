import * as z from 'zod/mini';

/** An error as HTTP carries it (RFC 9457). `code` is stable; `title` and `detail` are shown as they are. */
export const problem = z.object({
  type: z.string(),
  code: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  /** Where the request itself was wrong: path → message. */
  fields: z.optional(z.record(z.string(), z.string())),
  /** A number to quote to an administrator. */
  requestId: z.optional(z.string()),
});
export type Problem = z.infer<typeof problem>;
