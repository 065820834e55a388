import { STAGES } from '@dingdee/shared/bill-state';
import {
  REPORT_PERIODS,
  REPORT_SOURCES,
  REPORT_TARGETS,
  type ReportContent,
  type ReportTarget,
} from '@dingdee/shared/report';
import * as z from 'zod/mini';
import { ANSWERED_FOR, WENT_BACK } from '../webhook/deliveries.js';

const filter = z.object({
  stage: z.optional(z.string()),
  schemeId: z.optional(z.string()),
  org: z.optional(z.string()),
});
const stored = z.object({
  id: z.string(),
  version: z.coerce.number(),
  name: z.string(),
  source: z.enum(REPORT_SOURCES),
  period: z.enum(REPORT_PERIODS),
  days: z.array(z.int()),
  time: z.string(),
  target: z.enum(REPORT_TARGETS),
  targetId: z.string(),
  nextAt: z.nullable(z.coerce.number()),
});

/** A report as it is stored. */
export interface StoredReport extends ReportContent {
  id: string;
  version: number;
  days: number[];
  time: string;
  target: ReportTarget;
  targetId: string;
  /** Sealed token and secret of a robot; null for other targets. */
  robot: string | null;
  nextAt: number | null;
}

/**
 * SQL conditions on `report w`, checked at every use by the rule of webhooks: the opener must be an administrator, and the report must not come from
 * a restored backup.
 */
export const ANSWERED = ANSWERED_FOR;
export const RESTORED = WENT_BACK;
export const GOES_OUT = `w.deleted_at IS NULL AND w.paused_at IS NULL AND NOT ${WENT_BACK} AND ${ANSWERED_FOR}`;
export const REPORT_COLUMNS =
  'w.id, w.version, w.name, w.source, w.period, w.filter, w.days, w.at_time, w.target, w.target_id, w.robot, w.next_at';

export interface Raw {
  [column: string]: unknown;
}

export function storedReport(row: Raw): StoredReport {
  const { stage, ...narrowed } = filter.parse(JSON.parse(String(row.filter)));
  const known = STAGES.find((each) => each === stage);
  return {
    ...stored.parse({
      id: row.id,
      version: row.version,
      name: row.name,
      source: row.source,
      period: row.period,
      days: JSON.parse(String(row.days)),
      time: row.at_time,
      target: row.target,
      targetId: row.target_id,
      nextAt: row.next_at ?? null,
    }),
    filter: { ...narrowed, ...(known === undefined ? {} : { stage: known }) },
    robot: row.robot == null ? null : String(row.robot),
  };
}
