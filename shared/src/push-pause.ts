import * as z from 'zod/mini';
import { countAndSum, instant } from './page.js';
import { reason } from './reason.js';

/** Subjects of a pause: everything of one scheme, or everything that one organisation pays. */
export const PAUSE_KINDS = ['scheme', 'organisation'] as const;
export type PauseKind = (typeof PAUSE_KINDS)[number];
/** Author of a pause: a scheme may be paused by a person and by the program at once, and each pause ends separately. */
export const PAUSED_BY = ['person', 'program'] as const;
export type PausedBy = (typeof PAUSED_BY)[number];

/** A pause: confirmed bills keep their place in the queue, nothing is sent, looks into Kingdee go on. */
export const pushPause = z.object({
  kind: z.enum(PAUSE_KINDS),
  /** Scheme id, or the organisation's number. */
  id: z.string(),
  name: z.string(),
  reason: z.string(),
  /** Person who paused it; null if the program did: then only an administrator ends it. */
  by: z.nullable(z.string()),
  since: instant,
  /** Bills that wait because of it. */
  waiting: countAndSum,
});
export type PushPause = z.infer<typeof pushPause>;
/** GET /api/push-pauses: the current pauses. */
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
  /** Which of the two pauses to end; absent: the person's, else the program's. */
  whose: z.optional(z.enum(PAUSED_BY)),
});
export type ResumePush = z.infer<typeof resumePush>;
