import * as z from 'zod/mini';
import { checkLine } from './check-up.js';
import { instant } from './page.js';

/**
 * broken, attention: the problem is fixed in this step · unknown: not shown yet · by-hand: cannot be checked automatically · optional: not done, and
 * not required.
 */
export const stepState = z.enum(['broken', 'attention', 'unknown', 'not-tried', 'proved', 'by-hand', 'optional']);
export type StepState = z.infer<typeof stepState>;

/** Time since which all of its lines are green; null in every other state. */
const proven = { state: stepState, at: z.nullable(instant) };

/** One step of docs/connect.md. Texts may contain **bold**, `code` and links, as in the document. */
export const connectStep = z.object({
  id: z.string(),
  /** Number in the document; null for a paragraph below its table. */
  number: z.nullable(z.int()),
  name: z.string(),
  does: z.string(),
  /** Purpose, and the visible result once it is done; "" in a paragraph. */
  why: z.string(),
  sees: z.string(),
  ...proven,
  optional: z.boolean(),
  /** Permission points: each may be missing alone. */
  points: z.array(z.object({ point: z.string(), uses: z.string(), without: z.string(), ...proven })),
  /** Lines of the check-up that prove it; a line with another `step` is shown there, and this step waits for it. */
  lines: z.array(checkLine),
});
export type ConnectStep = z.infer<typeof connectStep>;

/** Secret in use. It is never shown; `tail` is the end of a long one, "" of a short one, so that a person can tell two apart. */
const secretInUse = z.object({
  tail: z.string(),
  /** Who entered it on the page, by name, and when; null if it is the environment's. */
  entered: z.nullable(z.object({ by: z.string(), at: instant })),
});
export type SecretInUse = z.infer<typeof secretInUse>;

export const systemName = z.enum(['dingtalk', 'kingdee']);
export type SystemName = z.infer<typeof systemName>;

/** PUT /api/connections/:system/secret: without spaces around it, as it is copied from a page. */
export const enterSecret = z.object({
  secret: z.string().check(z.trim(), z.minLength(1), z.maxLength(500), z.regex(/^[^\p{Cc}]*$/u)),
});
export type EnterSecret = z.infer<typeof enterSecret>;

const card = {
  secret: secretInUse,
  /** Time since which the last log-in is proved; null if it is not. */
  proved: z.nullable(instant),
  /** Lines that 测试连接 asks: `doors` first, and the others only if the doors are green. */
  doors: z.array(z.string()),
  lines: z.array(z.string()),
  /** Number of lines that stay unknown until all is asked, because a door was closed. */
  more: z.int(),
  /** Number of red or amber lines of this system that belong to no step. */
  besides: z.int(),
  steps: z.array(connectStep),
};

/** GET /api/connections: both connections without secrets, and the proof of each step of docs/connect.md. */
export const connections = z.object({
  /** Null if the check-up never ran. */
  checkedAt: z.nullable(instant),
  running: z.boolean(),
  dingtalk: z.object({
    ...card,
    corpId: z.string(),
    /** Its first and last characters. */
    clientId: z.string(),
    agentId: z.string(),
    address: z.string(),
    family: z.enum(['v1', 'topapi']),
    /** The app's address for DingTalk's console; null without PUBLIC_URL. */
    homePage: z.nullable(z.string()),
  }),
  kingdee: z.object({
    ...card,
    address: z.string(),
    accountId: z.string(),
    /** Name in the site's list; null if it was not seen. */
    accountName: z.nullable(z.string()),
    version: z.nullable(z.string()),
    user: z.string(),
    auth: z.enum(['signature', 'appsecret', 'password']),
    /** Its first characters; null if this way of log-in has none. */
    appId: z.nullable(z.string()),
    /** "" if it is not set. */
    organisation: z.string(),
    /** LCID, e.g. 2052. */
    language: z.int(),
  }),
});
export type Connections = z.infer<typeof connections>;
