import * as z from 'zod/mini';
import { checkLine } from './check-up.js';
import { instant } from './page.js';

/** broken, attention: what is wrong is cured here · unknown: not shown yet · by-hand: nobody can ask · optional: not done, and need not be. */
export const stepState = z.enum(['broken', 'attention', 'unknown', 'not-tried', 'proved', 'by-hand', 'optional']);
export type StepState = z.infer<typeof stepState>;

/** Since when all of its lines are green; null in every other state. */
const proven = { state: stepState, at: z.nullable(instant) };

/** One step of docs/connect.md. Texts may hold **bold**, `code` and links, as the document does. */
export const connectStep = z.object({
  id: z.string(),
  /** As the document counts; null for a paragraph below its table. */
  number: z.nullable(z.int()),
  name: z.string(),
  does: z.string(),
  /** What it is for, and what is seen once it is done; "" in a paragraph. */
  why: z.string(),
  sees: z.string(),
  ...proven,
  optional: z.boolean(),
  /** Permission points: each may be missing alone. */
  points: z.array(z.object({ point: z.string(), uses: z.string(), without: z.string(), ...proven })),
  /** The lines of the check-up that prove it; one whose `step` is another is told there, and this step waits for it. */
  lines: z.array(checkLine),
});
export type ConnectStep = z.infer<typeof connectStep>;

const card = {
  /** The last log-in is proved since then; null where it is not. */
  proved: z.nullable(instant),
  /** Lines that 测试连接 asks: `doors` first, and the others only where they are green. */
  doors: z.array(z.string()),
  lines: z.array(z.string()),
  /** Lines that nobody knows of before all is asked: the door was shut. */
  more: z.int(),
  /** Lines of this system in red or amber that belong to no step. */
  besides: z.int(),
  steps: z.array(connectStep),
};

/** GET /api/connections: both ways in without anything secret, and how far each step of docs/connect.md is proved. */
export const connections = z.object({
  /** Null while the check-up never ran. */
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
    /** What stands in the console as the address of the app; null without PUBLIC_URL. */
    homePage: z.nullable(z.string()),
  }),
  kingdee: z.object({
    ...card,
    address: z.string(),
    accountId: z.string(),
    /** As the site lists it; null where it was not seen. */
    accountName: z.nullable(z.string()),
    version: z.nullable(z.string()),
    user: z.string(),
    auth: z.enum(['signature', 'appsecret', 'password']),
    /** Its first characters; null where the way of log-in has none. */
    appId: z.nullable(z.string()),
    /** "" where it is left open. */
    organisation: z.string(),
    /** LCID, e.g. 2052. */
    language: z.int(),
  }),
});
export type Connections = z.infer<typeof connections>;
