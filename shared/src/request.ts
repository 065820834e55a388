import * as z from 'zod/mini';

/**
 * GET /api/requests/:key. `absent`: nothing is stored, the request may still be under way. `broken`: begun, and broken off. `code`: code of the
 * refusal.
 */
export const askedBefore = z.object({
  state: z.enum(['absent', 'running', 'done', 'refused', 'broken']),
  code: z.nullable(z.string()),
});
export type AskedBefore = z.infer<typeof askedBefore>;
