import * as z from 'zod/mini';
import { instant, pageOf, queryInt } from './page.js';

export const RUN_KINDS = ['head', 'look-back', 'open', 'manual'] as const;
export const intakeRun = z.object({
  id: z.string(),
  schemeId: z.string(),
  schemeName: z.string(),
  kind: z.enum(RUN_KINDS),
  state: z.enum(['running', 'done', 'failed']),
  startedAt: instant,
  finishedAt: z.nullable(instant),
  seen: z.int(),
  created: z.int(),
  /** Reason in words → how many. */
  skipped: z.array(z.object({ reason: z.string(), count: z.int() })),
  failed: z.array(z.object({ processInstanceId: z.string(), reason: z.string() })),
  calls: z.int(),
  /** One sentence when the run broke off. */
  error: z.nullable(z.string()),
});
export type IntakeRun = z.infer<typeof intakeRun>;
export const intakeRunQuery = z.object({
  cursor: z.optional(z.string().check(z.maxLength(200))),
  limit: z._default(queryInt(1, 200), 50),
});
export type IntakeRunQuery = z.infer<typeof intakeRunQuery>;
export const intakeRunPage = pageOf(intakeRun);
export type IntakeRunPage = z.infer<typeof intakeRunPage>;

/** POST /api/runs: start now; a run already going is answered instead of a second one. Without schemeId: every enabled scheme. */
export const startRun = z.object({ schemeId: z.optional(z.string()) });
export type StartRun = z.infer<typeof startRun>;
export const startedRuns = z.object({ items: z.array(intakeRun) });
export type StartedRuns = z.infer<typeof startedRuns>;
