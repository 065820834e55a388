import type { EntityManager } from 'typeorm';
import type { Settings } from '../config/settings.js';
import { changedBy } from '../database/database.js';

const HOUR_MS = 3_600_000;
/** However long Kingdee asks us to wait, we do not (kingdee/transport.ts). */
const LONGEST_ASKED_WAIT_MS = 600_000;
/** Clocks of processes differ a little. */
const SLACK_MS = 60_000;

interface DueTime {
  table: string;
  column: string;
  where: string;
  /** The longest that anything is put off to, ms. */
  longest: number;
  /** What lies beyond that comes to this, ms from now: at once for work, its full time for a right or a lease. */
  comesTo: number;
}

/**
 * Every stored time that something waits for, and how far ahead of now it can be. One that is further was written by a clock that
 * was wrong then, or is set back now; nothing waits for it. A new column of that kind belongs here (due-times.spec.ts).
 */
export function dueTimes(settings: Settings): readonly DueTime[] {
  const call = settings.KINGDEE_TIMEOUT_MS + settings.LEASE_MARGIN_MS;
  const message = 8 * settings.DINGTALK_TIMEOUT_MS + 3 * settings.LEASE_MARGIN_MS;
  const looks = Math.max(0, ...settings.SETTLE_DELAYS_MS.map(Number)) + settings.PROBE_GAP_MS + call;
  const bill = Math.max(looks, LONGEST_ASKED_WAIT_MS, 16 * settings.RETRY_WAIT_MS);
  const moving = "state_kind IN ('pushing', 'in-doubt')";
  const open = "state IN ('due', 'sending', 'in-doubt')";
  const work = (table: string, column: string, where: string, longest: number) => ({
    table,
    column,
    where,
    longest: longest + SLACK_MS,
    comesTo: 0,
  });
  const right = (table: string, column: string, where: string, longest: number) => ({
    ...work(table, column, where, longest),
    comesTo: longest,
  });
  return [
    work('bill', 'next_attempt_at', moving, bill),
    right('bill', 'lease_until', moving, call),
    work('outbox', 'next_attempt_at', open, Math.max(HOUR_MS, 160 * settings.RETRY_WAIT_MS, looks)),
    right('outbox', 'lease_until', open, message),
    work('kingdee_watch', 'due_at', '1 = 1', 24 * settings.WATCH_INTERVAL_MS + call),
    right('kingdee_watch', 'lease_until', '1 = 1', call),
    work('suspected_original', 'next_at', '1 = 1', 31 * 24 * HOUR_MS),
    right('session', 'expires_at', '1 = 1', settings.SESSION_TTL_MS),
    right('selection', 'expires_at', '1 = 1', settings.SELECTION_TTL_MS),
    right('push_preview', 'expires_at', '1 = 1', settings.SELECTION_TTL_MS),
  ];
}

/** @returns how many rows waited for a time that cannot be. */
export async function capDueTimes(tx: EntityManager, settings: Settings, now: number): Promise<number> {
  let capped = 0;
  for (const { table, column, where, longest, comesTo } of dueTimes(settings))
    capped += await changedBy(tx, `UPDATE ${table} SET ${column} = ? WHERE ${where} AND ${column} > ?`, [
      now + comesTo,
      now + longest,
    ]);
  return capped;
}
