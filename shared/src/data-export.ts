import * as z from 'zod/mini';
import { stage } from './bill.js';
import { DATASETS } from './dataset.js';
import { amount } from './money.js';
import { businessDate, instant, queryInt } from './page.js';
import { reason } from './reason.js';

export const datasetCode = z.enum(DATASETS);

/** Both days are included. A filter that the dataset does not support is refused, not ignored. */
export const datasetFilter = z.object({
  from: z.optional(businessDate),
  to: z.optional(businessDate),
  stage: z.optional(stage),
  schemeId: z.optional(z.string().check(z.maxLength(36))),
  /** Number of the paying organisation. */
  org: z.optional(z.string().check(z.minLength(1), z.maxLength(40))),
  minAmount: z.optional(amount),
  maxAmount: z.optional(amount),
  q: z.optional(z.string().check(z.maxLength(60))),
});
export type DatasetFilter = z.infer<typeof datasetFilter>;

const cursor = z.optional(z.string().check(z.maxLength(300)));
/** GET /api/datasets/:dataset */
export const datasetQuery = z.extend(datasetFilter, { cursor, limit: z._default(queryInt(1, 200), 50) });
export type DatasetQuery = z.infer<typeof datasetQuery>;

/** By column key: amounts "1234.50", times "2026-11-22T14:08:03+08:00", counts as whole numbers; null if there is no value. */
export const datasetRow = z.record(z.string(), z.nullable(z.union([z.string(), z.int()])));
export type DatasetRow = z.infer<typeof datasetRow>;

/** Totals of the whole filter, by SQL. `unknown`: rows without an amount, absent if there are none. */
export const datasetTotals = z.object({
  rows: z.int(),
  amount: z.nullable(amount),
  unknown: z.optional(z.int()),
});
export type DatasetTotals = z.infer<typeof datasetTotals>;

export const datasetPage = z.object({
  items: z.array(datasetRow),
  next: z.nullable(z.string()),
  totals: datasetTotals,
});
export type DatasetPage = z.infer<typeof datasetPage>;

export const EXPORT_FORMATS = ['xlsx', 'csv', 'json', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
export const FORMAT_WORDS: Readonly<Record<ExportFormat, string>> = {
  xlsx: 'XLSX',
  csv: 'CSV',
  json: 'JSON',
  parquet: 'Parquet',
};
export const EXPORT_STATES = ['waiting', 'running', 'done', 'failed', 'stopped'] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

/** no-room: the disk was nearly full · ended: the writing process ended · fault: any other error; it is in the log. */
export const EXPORT_FAILURES = ['no-room', 'ended', 'fault'] as const;
export type ExportFailure = (typeof EXPORT_FAILURES)[number];

/** POST /api/exports. */
export const startExport = z.object({
  dataset: datasetCode,
  format: z.enum(EXPORT_FORMATS),
  filter: datasetFilter,
  /** Column keys in order; absent: all. */
  columns: z.optional(z.array(z.string()).check(z.minLength(1), z.maxLength(40))),
  /** Reason for full account numbers; it is written to the audit log. Absent: no full numbers. */
  fullAccounts: z.optional(reason(200)),
});
export type StartExport = z.infer<typeof startExport>;

export const dataExport = z.object({
  id: z.string(),
  dataset: datasetCode,
  format: z.enum(EXPORT_FORMATS),
  filter: datasetFilter,
  columns: z.array(z.string()),
  fullAccounts: z.boolean(),
  state: z.enum(EXPORT_STATES),
  /** Reason of the failure; null in any other state. */
  failure: z.nullable(z.enum(EXPORT_FAILURES)),
  /** Rows written, and rows at the time of the request; the ledger may change meanwhile. */
  done: z.int(),
  total: z.int(),
  /** Sum of the written rows; null if the dataset has none. */
  amount: z.nullable(amount),
  bytes: z.int(),
  name: z.string(),
  by: z.string(),
  /** True if the file is complete and this person may fetch it. */
  ready: z.boolean(),
  startedAt: instant,
  endedAt: z.nullable(instant),
  expiresAt: instant,
});
export type DataExport = z.infer<typeof dataExport>;
export const dataExports = z.object({ items: z.array(dataExport) });
export type DataExports = z.infer<typeof dataExports>;
