import * as z from 'zod/mini';
import { countAndSum, instant } from './page.js';
import { reason } from './reason.js';

/** What can be paused: everything of one scheme, or everything that one organisation pays. */
export const PAUSE_KINDS = ['scheme', 'organisation'] as const;
export type PauseKind = (typeof PAUSE_KINDS)[number];
/** Whose a pause is: a scheme may be paused by a person and by the program at once, and each pause ends alone. */
export const PAUSED_BY = ['person', 'program'] as const;
export type PausedBy = (typeof PAUSED_BY)[number];

/** Pushing waits: confirmed bills keep their place in the queue, nothing is sent, questions to Kingdee go on. */
export const pushPause = z.object({
  kind: z.enum(PAUSE_KINDS),
  /** Scheme id, or the organisation's number. */
  id: z.string(),
  name: z.string(),
  reason: z.string(),
  /** Who paused it; null where the program did: then only an administrator ends it. */
  by: z.nullable(z.string()),
  since: instant,
  /** Bills that wait because of it. */
  waiting: countAndSum,
});
export type PushPause = z.infer<typeof pushPause>;
/** GET /api/push-pauses: what is paused now. */
export const pushPauses = z.object({ items: z.array(pushPause) });
export type PushPauses = z.infer<typeof pushPauses>;

const target = {
  kind: z.enum(PAUSE_KINDS),
  id: z.string().check(z.minLength(1), z.maxLength(40)),
};
/** POST /api/push-pauses */
export const pausePush = z.object({ ...target, reason: reason(300) });
export type PausePush = z.infer<typeof pausePush>;
/** POST /api/push-pauses/resume */
export const resumePush = z.object({
  ...target,
  /** Which of two; without it the person's, else the program's. */
  whose: z.optional(z.enum(PAUSED_BY)),
});
export type ResumePush = z.infer<typeof resumePush>;
