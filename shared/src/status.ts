import * as z from 'zod/mini';
import { ledgerHold } from './hold.js';
import { instant } from './page.js';

export const systemHealth = z.object({
  state: z.enum(['ok', 'trouble', 'unknown']),
  /** What is wrong, since when, who can fix it; null when ok. */
  sentence: z.nullable(z.string()),
  since: z.nullable(instant),
  /** What still works and what becomes of the bills that wait, where the sentence does not say it itself. */
  means: z.nullable(z.string()),
});

/** GET /api/status: top bar and rail foot. */
export const status = z.object({
  database: systemHealth,
  dingtalk: systemHealth,
  /** `unreachable`: it does not answer at all; other trouble is a missing right or a refused login. */
  kingdee: z.extend(systemHealth, { unreachable: z.boolean() }),
  /** Of DingTalk's calls a month. `forecast`: used by its end; `short`: even with the fewest sweeps they do not last. */
  quota: z.object({ used: z.int(), limit: z.int(), percent: z.int(), forecast: z.int(), short: z.boolean() }),
  /** No events for a while, though they should come: what that means; null while they do. */
  events: z.nullable(z.object({ sentence: z.string(), means: z.string() })),
  lastRun: z.nullable(
    z.object({ at: instant, seen: z.int(), created: z.int(), state: z.enum(['running', 'done', 'failed']) }),
  ),
  nextRunAt: z.nullable(instant),
  /** Everything is held until an administrator has looked; null while nothing is. */
  hold: z.nullable(ledgerHold),
  /** Since when the marker outside the database cannot be written; null while it can. */
  markerFailingSince: z.nullable(instant),
  /** The clock jumped within the last day: what that means, as a sentence; null while it is steady. */
  clock: z.nullable(z.string()),
  /** Bills of the last three days that were not sent because their content was not what had been approved; null without any. */
  unapproved: z.nullable(z.object({ count: z.int(), sentence: z.string(), means: z.string() })),
  /** Base data that Kingdee suddenly lists nothing of, until an administrator has decided; null without any, and for all but admins and mappers. */
  emptied: z.nullable(
    z.object({
      sentence: z.string(),
      means: z.string(),
      /** `part`: "组织 102 的银行账号"; `rows` would be marked gone. */
      items: z.array(z.object({ kind: z.string(), orgNumber: z.string(), part: z.string(), rows: z.int() })),
    }),
  ),
  /** Approval forms that were changed in DingTalk, until an administrator has accepted it; `stopped`: bills of so many of them wait for that. Null without any. */
  forms: z.nullable(z.object({ processCode: z.string(), stopped: z.int(), sentence: z.string(), means: z.string() })),
  /** Messages to DingTalk that were refused, or are late; null without any. */
  writebacks: z.nullable(z.object({ waiting: z.int(), refused: z.int() })),
  /** To-dos are not put into DingTalk because it does not let the app; null while it does, and for all but admins and auditors. */
  todos: z.nullable(z.object({ since: instant, sentence: z.string(), means: z.string() })),
  /** What the last check-up found in red, the first of it in words; null without any, and for all but admins and auditors. */
  checkUp: z.nullable(z.object({ at: instant, red: z.int(), sentence: z.string() })),
  /** The audit log is not as it was left and is not sealed any more; null while it is, and for all but admins and auditors. */
  audit: z.nullable(
    z.object({ kind: z.enum(['changed', 'other-key']), since: instant, sentence: z.string(), means: z.string() }),
  ),
});
export type Status = z.infer<typeof status>;

/** A line of GET /api/events (SSE): `event:` is the kind, `data:` is this as JSON; a hint to fetch, never the truth itself. */
export const liveEvent = z.object({
  id: z.string(),
  kind: z.enum(['bill', 'bills', 'push', 'run', 'status', 'mapping']),
  subject: z.string(),
  at: instant,
});
export type LiveEvent = z.infer<typeof liveEvent>;
