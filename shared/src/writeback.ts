import * as z from 'zod/mini';
import { instant } from './page.js';

/** What DingTalk's system has to let through again: a message waits for it, however long that takes. */
export const WAITS_FOR_SYSTEM = ['quota', 'token', 'address', 'permission', 'configuration', 'rate', 'away'] as const;
/** What DingTalk said of this one message: a person looks. `unsaid`: of a release that kept no code. */
const FOR_A_PERSON = ['gone', 'content', 'unanswered', 'unsaid'] as const;
/** Why a message has not gone. `queued`: nothing is wrong with it but that it is late. */
export const WRITEBACK_CAUSES = [...WAITS_FOR_SYSTEM, ...FOR_A_PERSON, 'queued'] as const;
export type WritebackCause = (typeof WRITEBACK_CAUSES)[number];

/** Who can do something about it; `nobody`: it passes by itself. */
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
  /** As the person saw it: what changed since is left alone. */
  seenAt: instant,
  billId: z.string(),
  billNo: z.string(),
  payee: z.string(),
  kind: z.enum(['comment', 'notice']),
  /** `refused`: nothing goes on without a person. */
  state: z.enum(['waits', 'refused']),
  cause: z.enum(WRITEBACK_CAUSES),
  owner: z.enum(WRITEBACK_OWNERS),
  /** What DingTalk said, as a sentence; null where it was not asked yet. */
  message: z.nullable(z.string()),
  since: instant,
});
export type StuckWriteback = z.infer<typeof stuckWriteback>;

/** GET /api/writebacks: what was not told yet, refused ones first, the oldest first. */
export const stuckWritebacks = z.object({
  waiting: z.int(),
  refused: z.int(),
  /** The first of them. */
  items: z.array(stuckWriteback),
});
export type StuckWritebacks = z.infer<typeof stuckWritebacks>;

export const MOST_AGAIN = 200;
/** POST /api/writebacks/again: what was refused is tried again, one or all that were shown. */
export const writebacksAgain = z.object({
  items: z
    .array(z.object({ id: z.string().check(z.maxLength(36)), seenAt: instant }))
    .check(z.minLength(1), z.maxLength(MOST_AGAIN)),
});
export type WritebacksAgain = z.infer<typeof writebacksAgain>;
/** `skipped`: changed since they were shown. */
export const triedAgain = z.object({ again: z.int(), skipped: z.int() });
export type TriedAgain = z.infer<typeof triedAgain>;
