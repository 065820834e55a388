import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { EventChannel } from './event-channel.js';
import type { EventLeftOut } from './event-left-out.js';

const DAY_MS = 86_400_000;
/** A channel that was quiet for longer than this may have no sender: the app may no longer be subscribed. */
const QUIET_MS = 14 * DAY_MS;
/** Range of approvals that are compared; each must have had its event. */
const COMPARED_MS = 3 * DAY_MS;
/** Tolerance for the difference of both clocks; details give times only to the minute. */
const EARLY_MS = 180_000;
/** Time after which a missing event counts as missing, so that DingTalk can deliver it again before. */
const LATE_MS = 600_000;
/**
 * Reasons of events that do not tell of an end, or of which nothing can be made: an app that is subscribed to starts or to tasks delivers
 * some for each approval. They do not show that ends are told of.
 */
const TELLS_NO_END: readonly EventLeftOut[] = ['other-event', 'not-final', 'withdrawn', 'other-corp', 'no-code'];
const TELLS_AN_END = `(reason IS NULL OR reason NOT IN (${TELLS_NO_END.map((reason) => `'${reason}'`).join(', ')}))`;
/** Interval at which approvals and events are compared, in ms. */
const COMPARE_AGAIN_MS = 60_000;

/** Decides whether sweeps may rely on the events. A connection alone proves nothing: it is also open if no event is sent over it. */
@Injectable()
export class EventTrust {
  private compared: { since: number; at: number; complete: boolean } | null = null;

  constructor(
    private readonly db: Database,
    private readonly channel: EventChannel,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'EVENT_TRUST_MS'>,
  ) {}

  /** Returns whether the connection is open; null if the mode has no connection. */
  async connected(): Promise<boolean | null> {
    const { mode, connected } = await this.channel.read();
    return mode === 'stream' ? connected : null;
  }

  /**
   * Returns the time since which events come without a break and none is missing, in Unix ms; null if that is not so, or not for long
   * enough. It says nothing about approvals that finished earlier.
   */
  async since(now: number): Promise<number | null> {
    const { connected, since, lastEventAt } = await this.channel.read();
    if (!connected || since === null || now - since < this.settings.EVENT_TRUST_MS) return null;
    if (lastEventAt === null || now - lastEventAt > QUIET_MS) return null;
    const lastEnd = await this.lastEnd();
    if (lastEnd === null || now - lastEnd > QUIET_MS) return null;
    return (await this.isComplete(since, now)) ? since : null;
  }

  /** Returns whether each enabled scheme had a look-back after the events began, which has found everything that they could not report. */
  async isProved(since: number): Promise<boolean> {
    const unproved = await this.db.query(
      'SELECT id FROM scheme WHERE enabled = 1 AND (look_back_until IS NULL OR look_back_until < ?) LIMIT 1',
      [since],
    );
    return unproved.length === 0;
  }

  /** Returns when an end was last told of, over any channel, in Unix ms; null if that is long ago or never was. */
  async lastEnd(): Promise<number | null> {
    const [row] = await this.db.query<{ at: unknown }>(
      `SELECT received_at AS at FROM dingtalk_event WHERE ${TELLS_AN_END} ORDER BY received_at DESC LIMIT 1`,
    );
    return row?.at == null ? null : readInt(row.at);
  }

  /** Returns whether ends of approvals of a form were told of lately: other forms say nothing about its subscription. */
  async tellsOf(processCode: string, now: number): Promise<boolean> {
    const told = await this.db.query(
      `SELECT event_key FROM dingtalk_event WHERE process_code = ? AND received_at >= ? AND ${TELLS_AN_END} ORDER BY received_at DESC LIMIT 1`,
      [processCode, now - QUIET_MS],
    );
    return told.length > 0;
  }

  /**
   * Returns forms with approvals that finished without an event although it should have come: the app is not subscribed
   * to them, or the month's deliveries are used up.
   */
  async untold(since: number, now: number): Promise<readonly { processCode: string; approvals: number }[]> {
    const [from, to] = [Math.max(since, now - COMPARED_MS) + EARLY_MS, now - LATE_MS];
    if (from >= to) return [];
    // CROSS keeps SQLite to the order of the tables: it has no statistics and would scan all approvals.
    const finished = await this.db.query<{ id: string; code: string }>(
      `SELECT a.process_instance_id AS id, a.process_code AS code FROM scheme s CROSS JOIN approval a ON a.scheme_id = s.id
        WHERE s.enabled = 1 AND a.status = 'COMPLETED' AND a.finished_at >= ? AND a.finished_at < ?`,
      [from, to],
    );
    if (finished.length === 0) return [];
    const events = await this.db.query<{ id: string; code: string; reason: string | null }>(
      `SELECT DISTINCT process_instance_id AS id, process_code AS code, reason FROM dingtalk_event
        WHERE received_at >= ? AND ${TELLS_AN_END}`,
      [Math.max(since, now - COMPARED_MS) - EARLY_MS],
    );
    // An event that came before its scheme was enabled was an event; one that names the form otherwise is of no use.
    const told = new Set(events.map(({ id, code, reason }) => (reason === 'no-scheme' ? `${id} ${code}` : id)));
    const missing = new Map<string, Set<string>>();
    for (const { id, code } of finished)
      if (![id, `${id} ${code}`, `${id} `].some((known) => told.has(known)))
        missing.set(code, (missing.get(code) ?? new Set()).add(id));
    return [...missing].map(([processCode, ids]) => ({ processCode, approvals: readInt(ids.size) }));
  }

  /**
   * Returns forms about which no events come although other events do; null if none come at all or that is unknown. Over HTTP an event
   * of the last two weeks shows that events come.
   */
  async silentForms(now: number): Promise<ReadonlySet<string> | null> {
    const { mode, connected, since, lastEventAt } = await this.channel.read();
    const comes =
      mode === 'stream' ? connected : mode === 'http' && lastEventAt !== null && now - lastEventAt <= QUIET_MS;
    if (!comes) return null;
    return new Set((await this.untold(since ?? now - COMPARED_MS, now)).map(({ processCode }) => processCode));
  }

  private async isComplete(since: number, now: number): Promise<boolean> {
    const known = this.compared;
    if (known?.since === since && Math.abs(now - known.at) < COMPARE_AGAIN_MS) return known.complete;
    const complete = (await this.untold(since, now)).length === 0;
    this.compared = { since, at: now, complete };
    return complete;
  }
}
