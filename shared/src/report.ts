import * as z from 'zod/mini';
import { datasetFilter } from './data-export.js';
import { amount } from './money.js';
import { instant, queryInt } from './page.js';

// 定时推送: sums of a dataset, or of 分析, that are sent automatically on given days.

/** Source of the sums; without the audit log, which has no sums. */
export const REPORT_SOURCES = ['bills', 'lines', 'approvals', 'receipts', 'mappings', 'quota', 'analysis'] as const;
export type ReportSource = (typeof REPORT_SOURCES)[number];

/** Days that are covered, relative to the sending. `week`: the last whole week from Monday; 分析 always covers the month so far. */
export const REPORT_PERIODS = ['yesterday', 'seven-days', 'week', 'month', 'last-month', 'all'] as const;
export type ReportPeriod = (typeof REPORT_PERIODS)[number];

export const REPORT_TARGETS = ['robot', 'person', 'webhook'] as const;
export type ReportTarget = (typeof REPORT_TARGETS)[number];

export const MOST_REPORTS = 50;
/** Retention of sendings, in days. */
export const REPORT_KEPT_DAYS = 90;
/** A sending that is later than this is not sent, and is shown as missed. */
export const REPORT_LATE_MS = 6 * 3_600_000;

const name = z.string().check(z.trim(), z.minLength(1), z.maxLength(20));
const version = z.int().check(z.minimum(1));
/** 1 Monday … 7 Sunday. */
const days = z.array(z.int().check(z.minimum(1), z.maximum(7))).check(z.minLength(1), z.maxLength(7));
/** "08:30", Beijing. */
const time = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/));
const narrowed = z.pick(datasetFilter, { stage: true, schemeId: true, org: true });

/** Content of a report, and the days it covers. */
export const reportContent = z.object({
  name,
  source: z.enum(REPORT_SOURCES),
  period: z.enum(REPORT_PERIODS),
  filter: narrowed,
});
export type ReportContent = z.infer<typeof reportContent>;

/** Recipient. `robot`: omit both fields to keep the stored ones. */
export const reportTarget = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('robot'),
    url: z.optional(z.string().check(z.trim(), z.minLength(8), z.maxLength(500))),
    secret: z.optional(z.string().check(z.trim(), z.minLength(8), z.maxLength(200))),
  }),
  z.object({ kind: z.literal('person'), userId: z.string().check(z.minLength(1), z.maxLength(64)) }),
  z.object({ kind: z.literal('webhook'), webhookId: z.string().check(z.minLength(1), z.maxLength(36)) }),
]);
export type ReportTargetInput = z.infer<typeof reportTarget>;

const body = { ...reportContent.shape, days, time, target: reportTarget };
/** POST /api/reports */
export const createReport = z.object(body);
export type CreateReport = z.infer<typeof createReport>;
/** PUT /api/reports/:id */
export const changeReport = z.object({ version, ...body });
export type ChangeReport = z.infer<typeof changeReport>;
export const seenReport = z.object({ version });
export type SeenReport = z.infer<typeof seenReport>;
export const pauseReport = z.object({ version, paused: z.boolean() });
export type PauseReport = z.infer<typeof pauseReport>;

/** POST /api/reports/preview */
export const previewReport = z.object(reportContent.shape);
export type PreviewReport = z.infer<typeof previewReport>;
/** Exactly what would be sent at `at`. `lines`: lines of the card, `whole`: its last line. */
export const reportPreview = z.object({
  at: instant,
  title: z.string(),
  /** Days that are covered, in words. */
  days: z.string(),
  lines: z.array(z.object({ name: z.string(), count: z.string(), amount: z.nullable(amount) })),
  whole: z.nullable(z.object({ name: z.string(), count: z.string(), amount: z.nullable(amount) })),
  /** Further sentences under the sums. */
  notes: z.array(z.string()),
  /** Target of the button, relative to this application's address. `linked` is false if no public address is set; the card then has no button. */
  path: z.string(),
  linked: z.boolean(),
  /** Digest of the text, so that exactly what was seen is sent. */
  digest: z.string(),
});
export type ReportPreview = z.infer<typeof reportPreview>;

/** POST /api/reports/:id/try: sends what the preview showed. */
export const tryReport = z.object({ version, at: instant, digest: z.string().check(z.maxLength(64)) });
export type TryReport = z.infer<typeof tryReport>;

/**
 * due: stored · sending: under way · sent · handed: passed to the sender of webhooks · refused · unknown: nobody knows whether it arrived · missed:
 * not sent.
 */
export const SENDING_STATES = ['due', 'sending', 'sent', 'handed', 'refused', 'unknown', 'missed'] as const;
export type SendingState = (typeof SENDING_STATES)[number];
/** Reason why it is not `sent`. `answer` holds DingTalk's answer. */
export const SENDING_REASONS = [
  'late',
  'person',
  'webhook',
  'sealed',
  'dingtalk',
  'no-answer',
  'too-often',
  'not-now',
  'changed',
] as const;
export type SendingReason = (typeof SENDING_REASONS)[number];

export const reportSending = z.object({
  id: z.string(),
  reportId: z.string(),
  reportName: z.string(),
  target: z.enum(REPORT_TARGETS),
  /** Name of the person or webhook; "" for a robot. */
  to: z.string(),
  /** Time at which it was to be sent. */
  dueAt: instant,
  /** Person who tried it; null for a scheduled sending. */
  by: z.nullable(z.string()),
  title: z.string(),
  state: z.enum(SENDING_STATES),
  reason: z.nullable(z.enum(SENDING_REASONS)),
  answer: z.nullable(z.string()),
  /** Number of sends. */
  attempt: z.int(),
  nextAt: z.nullable(instant),
  sentAt: z.nullable(instant),
});
export type ReportSending = z.infer<typeof reportSending>;

export const report = z.object({
  id: z.string(),
  version,
  ...reportContent.shape,
  days,
  time,
  target: z.enum(REPORT_TARGETS),
  /** The person or the webhook; "" for a robot. */
  targetId: z.string(),
  /** Their name. */
  to: z.string(),
  /**
   * `restored`: the database was restored since the report was opened; `unanswered`: the person who last opened it is no longer an administrator.
   * All states but `on` wait for an administrator to open it; sendings that fall due meanwhile are not sent.
   */
  state: z.enum(['on', 'paused', 'restored', 'unanswered']),
  openedBy: z.string(),
  nextAt: z.nullable(instant),
  last: z.nullable(reportSending),
});
export type Report = z.infer<typeof report>;
export const reports = z.object({
  items: z.array(report),
  /** Possible recipients. */
  people: z.array(z.object({ userId: z.string(), name: z.string() })),
  webhooks: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type Reports = z.infer<typeof reports>;

/** GET /api/report-sendings */
export const sendingQuery = z.object({
  reportId: z.optional(z.string().check(z.maxLength(36))),
  cursor: z.optional(z.string().check(z.regex(/^\d{1,15}_[0-9A-Za-z_-]{1,40}$/))),
  limit: z._default(queryInt(1, 200), 50),
});
export type SendingQuery = z.infer<typeof sendingQuery>;
/** The newest first. */
export const reportSendings = z.object({ items: z.array(reportSending), next: z.nullable(z.string()) });
export type ReportSendings = z.infer<typeof reportSendings>;
/** GET /api/report-sendings/:id */
export const reportSendingDetail = z.extend(reportSending, { text: z.string() });
export type ReportSendingDetail = z.infer<typeof reportSendingDetail>;
