import * as z from 'zod';
import { PROXIES_WANTED, readProxies } from './trusted-proxies.js';

const flag = z.enum(['on', 'off']).transform((value) => value === 'on');
const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const seconds = (fallback: number) => whole(0, 86_400_000).default(fallback);
const httpUrl = z.url({ protocol: /^https?$/ });
const proxies = z.string().transform((text, context) => {
  const read = readProxies(text.trim());
  if (read === null) context.addIssue({ code: 'custom', message: PROXIES_WANTED });
  return read ?? false;
});
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** Parses "5000,300000": ms, each above 0. */
const waits = (fallback: readonly number[]) =>
  list
    .pipe(
      z
        .array(
          z
            .string()
            .regex(/^[1-9]\d{0,7}$/)
            .transform(Number),
        )
        .min(1),
    )
    .default([...fallback]);

/** Every setting with its default and format. Names are fixed (architecture.md, Settings); README's table is checked against this. */
export const settingsSchema = z.object({
  PORT: whole(0, 65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: httpUrl.optional(),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:.+|mysql:\/\/.+|mariadb:\/\/.+)$/)
    .default('sqlite:./data/dingdee.db'),
  /** File with the end of the audit log outside the database（恢复标记）; default: beside the SQLite file, or in ./data. */
  LEDGER_MARKER_FILE: z.string().min(1).optional(),
  /** Folder of exported files until they expire; default: beside the SQLite file, or in ./data. */
  EXPORT_DIR: z.string().min(1).optional(),
  EXPORT_KEPT_MS: whole(1_000, 30 * 86_400_000).default(86_400_000),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/.+$/)
    .optional(),
  APP_SECRET: z.string().min(16),
  /** The former APP_SECRET, only for `ops -- reseal`. */
  APP_SECRET_BEFORE: z.string().min(16).optional(),
  /** Proxies that may name the client's address: none, a number of proxies in front, or these addresses. */
  TRUST_PROXY: proxies.default(false),
  /** Whether DingTalk's own hosts may show the page in a frame, as its PC client does. */
  EMBEDDED: flag.default(true),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  METRICS_TOKEN: z.string().min(8).optional(),
  ADMIN_USER_IDS: list.default([]),

  DINGTALK_CORP_ID: z.string().min(1),
  DINGTALK_CLIENT_ID: z.string().min(1),
  DINGTALK_CLIENT_SECRET: z.string().min(1),
  DINGTALK_AGENT_ID: z.string().min(1),
  DINGTALK_API_URL: httpUrl.default('https://api.dingtalk.com'),
  DINGTALK_OAPI_URL: httpUrl.default('https://oapi.dingtalk.com'),
  DINGTALK_API_FAMILY: z.enum(['v1', 'topapi']).default('v1'),
  /** Digest that signs page addresses for dd.config (dingtalk.md §7.3). */
  DINGTALK_JSAPI_DIGEST: z.enum(['sha256', 'sha1']).default('sha256'),
  /** Calls per second, per app and API path; 0 switches the limiter off (benches only). */
  DINGTALK_QPS: whole(0, 1000).default(20),
  DINGTALK_MONTHLY_CALLS: whole(1, 100_000_000).default(5000),
  /** Most days that DingTalk goes on answering after the month's calls are used up (dingtalk.md §9); 0: unknown, its answers decide. */
  DINGTALK_GRACE_DAYS: whole(0, 31).default(5),
  /** Percent of the month's calls reserved for write-backs. More than 20 would be used by files and overdue sweeps, which stop at 80 %. */
  DINGTALK_RESERVE_PERCENT: whole(5, 20).default(10),
  /** Event deliveries per month of the customer's DingTalk edition. */
  DINGTALK_MONTHLY_EVENTS: whole(1, 100_000_000).default(3000),
  /**
   * How DingTalk reports finished approvals: over a connection that we open, by calling us, or not at all. Besides the connection it may
   * call us as well, if token and key are set (takesCallbacks).
   */
  DINGTALK_EVENTS: z.enum(['stream', 'http', 'off']).default('stream'),
  /** A connection without any message for this long, not even an answer to a ping, is opened again. */
  EVENT_SILENCE_MS: whole(300, 600_000).default(30_000),
  /** Wait before the first retry; it doubles up to 60 times, and is 600 times as long if DingTalk refuses the app. */
  EVENT_RETRY_MS: whole(10, 60_000).default(1_000),
  /** After the connection has been down for this long, everybody is notified. */
  EVENT_NOTICE_MS: whole(0, 86_400_000).default(600_000),
  /** After this long without a break, events are relied on, and sweeps become a check. */
  EVENT_TRUST_MS: whole(0, 30 * 86_400_000).default(3_600_000),
  /** Id of the published card template, "….schema" (docs/card-template.md); empty: no cards, messages are sent as work notices. */
  DINGTALK_CARD_TEMPLATE: z
    .string()
    .regex(/^[\w.-]{0,100}$/)
    .default(''),
  /** The app's robot that delivers cards; default: the client id. */
  DINGTALK_ROBOT_CODE: z.string().min(1).max(100).optional(),
  DINGTALK_CALLBACK_TOKEN: z.string().optional(),
  DINGTALK_CALLBACK_AES_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}$/)
    .optional(),
  /** Whether assigned bills appear as to-dos in DingTalk. */
  DINGTALK_TODOS: z.enum(['on', 'off']).default('on'),
  DINGTALK_TIMEOUT_MS: seconds(15_000),
  /** Hosts that photos and attachments may be fetched from, besides DINGTALK_API_URL itself; * matches any part. */
  DINGTALK_FILE_HOSTS: list.default(['*.dingtalk.com']),
  /**
   * Hosts of attachment links that DingTalk itself returns; an address in a form's value is never fetched from there, because anybody can rent such a
   * name.
   */
  DINGTALK_LINK_HOSTS: list.default(['lippi-space-*.aliyuncs.com']),
  /** Timeout until the first bytes of a file; the whole file may take four times as long. */
  DINGTALK_FILE_TIMEOUT_MS: whole(100, 120_000).default(15_000),
  DINGTALK_FILE_MAX_MB: whole(1, 1000).default(30),
  DINGTALK_CONCURRENCY: whole(1, 100).default(16),

  KINGDEE_URL: httpUrl.transform((url) => (url.endsWith('/') ? url : `${url}/`)),
  KINGDEE_AUTH: z.enum(['signature', 'appsecret', 'password']).default('signature'),
  KINGDEE_ACCT_ID: z.string().min(1),
  KINGDEE_USERNAME: z.string().min(1),
  KINGDEE_PASSWORD: z.string().min(1).optional(),
  KINGDEE_APP_ID: z.string().min(1).optional(),
  KINGDEE_APP_SECRET: z.string().min(1).optional(),
  KINGDEE_ORG: z.string().default(''),
  KINGDEE_LCID: whole(1, 99_999).default(2052),
  KINGDEE_CONCURRENCY: whole(1, 50).default(5),
  KINGDEE_TIMEOUT_MS: seconds(120_000),
  KINGDEE_BATCH: whole(1, 500).default(50),
  /** Whether a save asks Kingdee to return the payee that it stored; off for a site that refuses it. */
  KINGDEE_SAVE_TELLS_PAYEE: z.enum(['on', 'off']).default('on'),

  SWEEP_INTERVAL_MS: seconds(900_000),
  LOOK_BACK_INTERVAL_MS: seconds(3_600_000),
  LOOK_BACK_DAYS: whole(1, 365).default(45),
  /** Days back for the monthly listing of launches, for approvals that take longer than LOOK_BACK_DAYS. */
  LONG_LOOK_BACK_DAYS: whole(1, 364).default(180),
  HEAD_OVERLAP_MS: seconds(600_000),
  SETTLE_DELAYS_MS: list.default(['5000', '30000', '120000', '600000']),
  PROBE_GAP_MS: seconds(60_000),
  DUE_SWEEP_MS: seconds(2_000),
  /** Interval of the check for due notices; 0: no notices are sent. */
  NOTICE_SWEEP_MS: whole(0, 3_600_000).default(15_000),
  /** Watch of booked bills in Kingdee: for this many days; WATCH_INTERVAL_MS is the first interval, WATCH_BATCH the bills per question. */
  WATCH_DAYS: whole(1, 365).default(45),
  LEAVER_CHECK_MS: whole(100, 7 * 86_400_000).default(86_400_000),
  /** Interval of the automatic check-up; 0: only on request. */
  CHECK_UP_INTERVAL_MS: whole(0, 30 * 86_400_000).default(7 * 86_400_000),
  /** Hour (Beijing) from which statements run at night, and number of past days that are run each night; 0 days: only on request. */
  STATEMENT_HOUR: whole(0, 23).default(2),
  STATEMENT_DAYS: whole(0, 31).default(7),
  /** Interval of the check whether a statement is due. */
  STATEMENT_LOOK_MS: whole(100, 3_600_000).default(600_000),
  /** Interval of reading a form's controls again, one call per form; 0: only on request. */
  FORM_CHECK_INTERVAL_MS: whole(0, 30 * 86_400_000).default(86_400_000),
  /**
   * Whether an approval is read again before its bill is sent: never, if the month's calls allow it, or always (the bill waits until it could be
   * read).
   */
  SOURCE_RECHECK: z.enum(['off', 'quota', 'always']).default('quota'),
  /** If no sweep or event of a form was seen for longer, each bill's own approval is read before it is sent. */
  HEARD_WITHIN_MS: whole(1, 7 * 86_400_000).default(10_800_000),
  /** Interval of reading the changed base data; 0: only the full readings, every six hours. */
  BASE_DATA_CHANGES_MS: whole(0, 86_400_000).default(900_000),
  WATCH_INTERVAL_MS: whole(100, 86_400_000).default(900_000),
  WATCH_BATCH: whole(1, 50).default(50),
  /** Wait before the first retry of a call that was refused as busy or could not be sent; each further retry waits longer. */
  RETRY_WAIT_MS: seconds(5_000),
  /** Time by which a lease outlives the longest call it covers, so that only a dead worker loses it. */
  LEASE_MARGIN_MS: seconds(60_000),
  /** Transport failures in a row after which calls to a system stop, and the wait before it is tried again. */
  BREAKER_FAILURES: whole(1, 1000).default(5),
  BREAKER_OPEN_MS: seconds(10_000),
  /** Timeout of one try of a webhook, from name resolution to the answer. */
  WEBHOOK_TIMEOUT_MS: whole(100, 60_000).default(10_000),
  /** Waits before further tries in turn; the last one repeats until a day is over. */
  WEBHOOK_RETRY_MS: waits([5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000]),
  /** Internal hosts that webhooks may use although their address is not public: "erp.local", "erp.local:9443". */
  WEBHOOK_ALLOW_HOSTS: list.default([]),
  /** Whether these hosts may be reached over http: for tests. */
  WEBHOOK_HTTP: flag.default(false),
  SELECTION_TTL_MS: seconds(600_000),
  /** After this many days without a visible answer of the applicant, the bill gets a reason of its own. */
  ASK_UNANSWERED_DAYS: whole(0, 365).default(3),
  /** Time in which a person may undo an assignment; the assignee is notified after it. */
  ASSIGN_UNDO_MS: whole(0, 600_000).default(15_000),
  /** Interval of the check of each to-do, and the least time between two updates of a to-do's number: each update uses one call of the month. */
  TODO_LOOK_MS: whole(100, 3_600_000).default(15_000),
  TODO_UPDATE_MS: whole(0, 86_400_000).default(1_800_000),
  SESSION_TTL_MS: whole(60_000, 30 * 86_400_000).default(12 * 3_600_000),
  /** Longest life of a session, however much it is used; DingTalk then logs the person in again automatically. */
  SESSION_LIFE_MS: whole(60_000, 30 * 86_400_000).default(24 * 3_600_000),
  FOUR_EYES_BILL: z
    .string()
    .regex(/^\d+\.\d{2}$/)
    .default('20000.00'),
  FOUR_EYES_BATCH: z
    .string()
    .regex(/^\d+\.\d{2}$/)
    .default('50000.00'),
  SINGLE_PERSON_MODE: flag.default(false),
});

export type Settings = Readonly<z.output<typeof settingsSchema>>;
/** Nest token of the parsed settings. */
export const SETTINGS = Symbol('settings');

/** True if DingTalk's callbacks are accepted: as the event channel, or besides the stream (docs/decisions/0068). */
export const takesCallbacks = (
  s: Pick<Settings, 'DINGTALK_EVENTS' | 'DINGTALK_CALLBACK_TOKEN' | 'DINGTALK_CALLBACK_AES_KEY'>,
): boolean => s.DINGTALK_EVENTS !== 'off' && Boolean(s.DINGTALK_CALLBACK_TOKEN && s.DINGTALK_CALLBACK_AES_KEY);

/** A wrong or missing setting; the message is one sentence for the terminal, without any secret's value. */
export class SettingsError extends Error {}

/** @throws SettingsError naming the first wrong setting, its expected format, and where to set it. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = settingsSchema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0] ?? '');
    const missing = !(name in given);
    throw new SettingsError(
      missing
        ? `缺少设置 ${name}：请在环境变量或 .env 中填写（说明见 .env.example）。`
        : `设置 ${name} 不正确：${issue?.message ?? ''}（说明见 .env.example）。`,
    );
  }
  const s = parsed.data;
  const http = s.DINGTALK_EVENTS === 'http';
  // Only one of the two is a mistake that nobody would notice: the stream works, but callbacks are refused.
  const beside = s.DINGTALK_EVENTS === 'stream';
  const { DINGTALK_CALLBACK_TOKEN: token, DINGTALK_CALLBACK_AES_KEY: aesKey } = s;
  const needs: [boolean, string][] = [
    [s.KINGDEE_AUTH === 'password' && !s.KINGDEE_PASSWORD, 'KINGDEE_PASSWORD'],
    [s.KINGDEE_AUTH !== 'password' && !s.KINGDEE_APP_ID, 'KINGDEE_APP_ID'],
    [s.KINGDEE_AUTH !== 'password' && !s.KINGDEE_APP_SECRET, 'KINGDEE_APP_SECRET'],
    [(http || (beside && Boolean(aesKey))) && !token, 'DINGTALK_CALLBACK_TOKEN'],
    [(http || (beside && Boolean(token))) && !aesKey, 'DINGTALK_CALLBACK_AES_KEY'],
  ];
  const missing = needs.find(([needed]) => needed)?.[1];
  if (missing)
    throw new SettingsError(
      `缺少设置 ${missing}：当前的 KINGDEE_AUTH 或 DINGTALK_EVENTS 需要它（说明见 .env.example）。`,
    );
  const loopback = ['127.0.0.1', 'localhost', '::1'].includes(s.HOST);
  if (!loopback && !s.PUBLIC_URL?.startsWith('https://'))
    throw new SettingsError(
      '设置 PUBLIC_URL 不正确：HOST 不是本机地址时，必须以 https:// 开头，否则登录凭证会明文传输。',
    );
  return s;
}
