import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import { EventChannel } from './event-channel.js';

const DAY_MS = 86_400_000;
/** A channel over which nothing came for longer may have nobody who sends: the app may have been told not to. */
const QUIET_MS = 14 * DAY_MS;
/** Approvals of so many days must each have had their event. */
const COMPARED_MS = 3 * DAY_MS;
/** DingTalk's clock and ours; its details know minutes only. */
const EARLY_MS = 180_000;
/** An event may be delivered again before it counts as missing. */
const LATE_MS = 600_000;
/** How often approvals and events are held against each other. */
const COMPARE_AGAIN_MS = 60_000;

/** Whether sweeps may rely on the events. A connection alone proves nothing: it is open as well where no event is sent over it. */
@Injectable()
export class EventTrust {
  private compared: { since: number; at: number; complete: boolean } | null = null;

  constructor(
    private readonly db: Database,
    private readonly channel: EventChannel,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'EVENT_TRUST_MS'>,
  ) {}

  /** Whether the connection stands; null where there is to be none. */
  async connected(): Promise<boolean | null> {
    const { mode, connected } = await this.channel.read();
    return mode === 'stream' ? connected : null;
  }

  /**
   * Since when events come without a break and none was missing; null where that is not so, or not for long enough. Nothing is said of
   * what finished before.
   */
  async since(now: number): Promise<number | null> {
    const { connected, since, lastEventAt } = await this.channel.read();
    if (!connected || since === null || now - since < this.settings.EVENT_TRUST_MS) return null;
    if (lastEventAt === null || now - lastEventAt > QUIET_MS) return null;
    return (await this.isComplete(since, now)) ? since : null;
  }

  /** Whether each scheme that is on was looked through after the events began: whatever they could not tell has been found. */
  async isProved(since: number): Promise<boolean> {
    const unproved = await this.db.query(
      'SELECT id FROM scheme WHERE enabled = 1 AND (look_back_until IS NULL OR look_back_until < ?) LIMIT 1',
      [since],
    );
    return unproved.length === 0;
  }

  /**
   * Forms of which approvals finished without an event since it should have come: the app is not subscribed to them, or deliveries of the
   * month are used up.
   */
  async untold(since: number, now: number): Promise<readonly { processCode: string; approvals: number }[]> {
    const [from, to] = [Math.max(since, now - COMPARED_MS) + EARLY_MS, now - LATE_MS];
    if (from >= to) return [];
    const finished = await this.db.query<{ id: string; code: string }>(
      `SELECT a.process_instance_id AS id, a.process_code AS code FROM approval a JOIN scheme s ON s.id = a.scheme_id
        WHERE s.enabled = 1 AND a.finished_at >= ? AND a.finished_at < ?`,
      [from, to],
    );
    if (finished.length === 0) return [];
    const events = await this.db.query<{ id: string }>(
      'SELECT DISTINCT process_instance_id AS id FROM dingtalk_event WHERE received_at >= ?',
      [Math.max(since, now - COMPARED_MS) - EARLY_MS],
    );
    const told = new Set(events.map(({ id }) => id));
    const missing = new Map<string, Set<string>>();
    for (const { id, code } of finished) if (!told.has(id)) missing.set(code, (missing.get(code) ?? new Set()).add(id));
    return [...missing].map(([processCode, ids]) => ({ processCode, approvals: readInt(ids.size) }));
  }

  /**
   * Forms of whose approvals DingTalk does not tell though events come; null where none come at all, or where nobody knows whether they
   * do: over HTTP an event of the last two weeks says so.
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
