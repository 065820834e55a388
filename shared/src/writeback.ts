import * as z from 'zod/mini';
import { instant } from './page.js';

/** Causes in DingTalk's system: a message waits until the system accepts it again, however long that takes. */
export const WAITS_FOR_SYSTEM = ['quota', 'token', 'address', 'permission', 'configuration', 'rate', 'away'] as const;
/** DingTalk's refusals of this one message: a person has to look. `unsaid`: from a release that stored no code. */
const FOR_A_PERSON = ['gone', 'content', 'unanswered', 'unsaid'] as const;
/** Reasons why a message has not been sent. `queued`: nothing is wrong, it is only late. */
export const WRITEBACK_CAUSES = [...WAITS_FOR_SYSTEM, ...FOR_A_PERSON, 'queued'] as const;
export type WritebackCause = (typeof WRITEBACK_CAUSES)[number];

/** Who can act on it; `nobody`: it passes by itself. */
export const WRITEBACK_OWNERS = ['admin', 'pusher', 'nobody'] as const;
const OWNER: Readonly<Record<WritebackCause, (typeof WRITEBACK_OWNERS)[number]>> = {
  quota: 'admin',
  token: 'admin',
  address: 'admin',
  permission: 'admin',
  configuration: 'admin',
  rate: 'nobody',
  away: 'nobody',
  gone: 'pusher',
  content: 'pusher',
  unanswered: 'pusher',
  unsaid: 'pusher',
  queued: 'nobody',
};
export const ownerOf = (cause: WritebackCause): (typeof WRITEBACK_OWNERS)[number] => OWNER[cause];

export const stuckWriteback = z.object({
  id: z.string(),
  /** Time of its last change, as shown; a message that has changed since is skipped. */
  seenAt: instant,
  billId: z.string(),
  billNo: z.string(),
  payee: z.string(),
  kind: z.enum(['comment', 'notice']),
  /** `refused`: it does not go on without a person. */
  state: z.enum(['waits', 'refused']),
  cause: z.enum(WRITEBACK_CAUSES),
  owner: z.enum(WRITEBACK_OWNERS),
  /** DingTalk's answer, as a sentence; null if it was not asked yet. */
  message: z.nullable(z.string()),
  since: instant,
});
export type StuckWriteback = z.infer<typeof stuckWriteback>;

/** GET /api/writebacks: messages not sent yet, refused ones first, then the oldest first. */
export const stuckWritebacks = z.object({
  waiting: z.int(),
  refused: z.int(),
  /** The first of them. */
  items: z.array(stuckWriteback),
});
export type StuckWritebacks = z.infer<typeof stuckWritebacks>;

export const MOST_AGAIN = 200;
/** POST /api/writebacks/again: tries refused messages again, one or all that were shown. */
export const writebacksAgain = z.object({
  items: z
    .array(z.object({ id: z.string().check(z.maxLength(36)), seenAt: instant }))
    .check(z.minLength(1), z.maxLength(MOST_AGAIN)),
});
export type WritebacksAgain = z.infer<typeof writebacksAgain>;
/** `skipped`: changed since they were shown. */
export const triedAgain = z.object({ again: z.int(), skipped: z.int() });
export type TriedAgain = z.infer<typeof triedAgain>;
