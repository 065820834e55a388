import * as z from 'zod/mini';
import { ledgerHold } from './hold.js';
import { instant } from './page.js';

export const systemHealth = z.object({
  state: z.enum(['ok', 'trouble', 'unknown']),
  /** What is wrong, since when, and who can fix it; null if ok. */
  sentence: z.nullable(z.string()),
  since: z.nullable(instant),
  /** What still works, and what happens to waiting bills, if the sentence does not say it. */
  means: z.nullable(z.string()),
});

/** GET /api/status: top bar and rail foot. */
export const status = z.object({
  database: systemHealth,
  dingtalk: systemHealth,
  /** `unreachable`: no answer at all; other trouble is a missing right or a refused login. */
  kingdee: z.extend(systemHealth, { unreachable: z.boolean() }),
  /** DingTalk's calls of the month. `forecast`: used by its end; `short`: even with the fewest sweeps they do not last. */
  quota: z.object({
    used: z.int(),
    limit: z.int(),
    percent: z.int(),
    forecast: z.int(),
    short: z.boolean(),
    /** Calls of other apps of the same company, and our own when DingTalk refused; null if none are known. */
    others: z.nullable(z.object({ calls: z.int(), own: z.int() })),
  }),
  /** Warning that expected events have not come for a while, with the consequence; null while they come. */
  events: z.nullable(z.object({ sentence: z.string(), means: z.string() })),
  lastRun: z.nullable(
    z.object({ at: instant, seen: z.int(), created: z.int(), state: z.enum(['running', 'done', 'failed']) }),
  ),
  nextRunAt: z.nullable(instant),
  /** Everything is held until an administrator has looked; null if there is no hold. */
  hold: z.nullable(ledgerHold),
  /** Time since which the marker outside the database cannot be written; null while it can. */
  markerFailingSince: z.nullable(instant),
  /** Warning that the clock jumped within the last day, as a sentence; null while it is steady. */
  clock: z.nullable(z.string()),
  /** Bills of the last three days that were not sent because their content differed from the approved one; null if there are none. */
  unapproved: z.nullable(z.object({ count: z.int(), sentence: z.string(), means: z.string() })),
  /**
   * Base data that Kingdee suddenly lists none of, until an administrator has decided; null if there is none, and for everybody but administrators
   * and mappers.
   */
  emptied: z.nullable(
    z.object({
      sentence: z.string(),
      means: z.string(),
      /** `part`: "组织 102 的银行账号"; `rows` entries would be marked as gone. */
      items: z.array(z.object({ kind: z.string(), orgNumber: z.string(), part: z.string(), rows: z.int() })),
    }),
  ),
  /**
   * Approval forms that were changed in DingTalk and not accepted yet by an administrator; `stopped`: number of these forms whose bills wait for it.
   * Null if there are none.
   */
  forms: z.nullable(z.object({ processCode: z.string(), stopped: z.int(), sentence: z.string(), means: z.string() })),
  /** Messages to DingTalk that were refused, or are late; null if there are none. */
  writebacks: z.nullable(z.object({ waiting: z.int(), refused: z.int() })),
  /** DingTalk does not allow the app to create to-dos; null while it does, and for everybody but administrators and auditors. */
  todos: z.nullable(z.object({ since: instant, sentence: z.string(), means: z.string() })),
  /** Red lines of the last check-up, the first one in words; null if there are none, and for everybody but administrators and auditors. */
  checkUp: z.nullable(z.object({ at: instant, red: z.int(), sentence: z.string() })),
  /** The audit log is not as it was left, and is no longer sealed; null while all is well, and for everybody but administrators and auditors. */
  audit: z.nullable(
    z.object({ kind: z.enum(['changed', 'other-key']), since: instant, sentence: z.string(), means: z.string() }),
  ),
});
export type Status = z.infer<typeof status>;

/** A line of GET /api/events (SSE): `event:` is the kind, `data:` is this object as JSON. It is a hint to fetch, never the data itself. */
export const liveEvent = z.object({
  id: z.string(),
  kind: z.enum(['bill', 'bills', 'push', 'run', 'status', 'mapping']),
  subject: z.string(),
  at: instant,
});
export type LiveEvent = z.infer<typeof liveEvent>;
