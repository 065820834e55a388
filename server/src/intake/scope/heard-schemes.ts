import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Database } from '../../database/database.js';
import { EventTrust } from '../channel/event-trust.js';
import { DAY_MS } from './sweep-window.js';

/** A mark that is further in the future than this was set by a wrong clock and does not count. */
const SKEW_MS = 3_600_000;
/**
 * Time after a look-back for which head sweeps count. They list recent launches only; older launches that passed since
 * are found by a look-back alone.
 */
const HEADS_COUNT_MS = DAY_MS + SKEW_MS;
/**
 * Reasons for which an event was given up although its approval may be a cancellation; a look-back finds that. `no-scheme`: the scheme was off
 * when the event came, and is on now.
 */
const GIVEN_UP = [
  ...['quota', 'tries', 'refused', 'unreadable', 'still-open'],
  ...['no-code', 'no-instance', 'no-scheme'],
] as const;

/** The time up to which cancellations of a form are known, by each way, in Unix ms; null if that way never ran. */
export interface Heard {
  /** Launches up to this time were listed by a head sweep. */
  headUntil: number | null;
  lookBackUntil: number | null;
  /** While the scheme is off: cancellations are known up to this time. */
  heardUntil: number | null;
  /** Whether events come without a break, some of this form, and a look-back has covered everything that finished before them. */
  byEvents: boolean;
  /** Time of the oldest event of the form that waits or was given up since the last look-back; null if none. */
  untreatedEvent: number | null;
  /** Time at which the oldest unread approval of the form was named; null if none. */
  unread: number | null;
}

/** Returns the time up to which all passed cancellations of a form are known, in Unix ms; 0 if unknown. Pure. */
export function heardAt(heard: Heard, now: number): number {
  const known = (mark: number | null): number => (mark === null || mark > now + SKEW_MS ? 0 : Math.min(mark, now));
  const lookBack = known(heard.lookBackUntil);
  const byHead = Math.min(known(heard.headUntil), lookBack === 0 ? 0 : lookBack + HEADS_COUNT_MS);
  const byEvents = heard.byEvents ? Math.min(now, heard.untreatedEvent ?? now) : 0;
  return Math.min(Math.max(lookBack, byHead, known(heard.heardUntil), byEvents), heard.unread ?? now);
}

/** Finds schemes, on or off, whose cancellations and changes in DingTalk are not known up to now (decision 123). */
@Injectable()
export class HeardSchemes {
  constructor(
    private readonly db: Database,
    private readonly trust: EventTrust,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'HEARD_WITHIN_MS'>,
  ) {}

  /** Returns the ids of schemes whose cancellations are not known within HEARD_WITHIN_MS. */
  async unheard(now = Date.now()): Promise<ReadonlySet<string>> {
    const oldest = now - this.settings.HEARD_WITHIN_MS;
    const rows = await this.db.query<Record<string, unknown>>(
      `SELECT s.id, s.process_code, s.enabled, s.head_until, s.look_back_until, s.heard_until,
        (SELECT MIN(l.listed_at) FROM listed_approval l WHERE l.outcome = 'unread' AND l.process_code = s.process_code AND l.settled_at IS NULL) AS unread
       FROM scheme s`,
    );
    const at = (value: unknown) => (value == null ? null : Number(value));
    const schemes = rows.map((row) => ({
      id: String(row.id),
      processCode: String(row.process_code),
      on: Number(row.enabled) === 1,
      heard: {
        headUntil: at(row.head_until),
        lookBackUntil: at(row.look_back_until),
        heardUntil: at(row.heard_until),
        byEvents: false,
        untreatedEvent: null,
        unread: at(row.unread),
      },
    }));
    const silent = schemes.filter(({ heard }) => heardAt(heard, now) < oldest);
    const since = silent.some(({ on }) => on) ? await this.trust.since(now) : null;
    const unheard = new Set<string>();
    for (const { id, processCode, on, heard } of silent) {
      const complete = on && since !== null && (heard.lookBackUntil ?? 0) >= since;
      const byEvents = complete && (await this.trust.tellsOf(processCode, now));
      const untreatedEvent = byEvents ? await this.untreated(processCode, heard.lookBackUntil ?? 0) : null;
      if (heardAt({ ...heard, byEvents, untreatedEvent }, now) < oldest) unheard.add(id);
    }
    return unheard;
  }

  /** Returns when the oldest unprocessed event came, in Unix ms; null if none. An event without a form may belong to any form. */
  private async untreated(processCode: string, lookedBack: number): Promise<number | null> {
    const [row] = await this.db.query<{ at: unknown }>(
      `SELECT MIN(received_at) AS at FROM dingtalk_event WHERE process_code IN (?, '') AND
       (state IN ('received', 'retry') OR (state = 'left-out' AND received_at > ? AND reason IN (${GIVEN_UP.map(() => '?').join(', ')})))`,
      [processCode, lookedBack, ...GIVEN_UP],
    );
    return row?.at == null ? null : Number(row.at);
  }
}
