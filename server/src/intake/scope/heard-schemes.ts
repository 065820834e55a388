import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Database } from '../../database/database.js';
import { EventTrust } from '../channel/event-trust.js';
import { DAY_MS } from './sweep-window.js';

/** A clock that was wrong by more has left a mark that does not count. */
const SKEW_MS = 3_600_000;
/** Head sweeps list what was launched lately; what was launched before and passed since is found by a look-back alone. */
const HEADS_COUNT_MS = DAY_MS + SKEW_MS;
/** Events that were given up although their approval may have been cancelled: a look-back finds it. */
const GIVEN_UP = ['quota', 'tries', 'refused', 'unreadable', 'still-open', 'no-code'] as const;

/** Until when a form was listened to, by each way, Unix ms; null where it never was. */
export interface Heard {
  /** Launches up to here were listed by a head sweep. */
  headUntil: number | null;
  lookBackUntil: number | null;
  /** While the scheme is off: cancellations up to here. */
  heardUntil: number | null;
  /** Events come without a break, and whatever finished before them was looked for. */
  byEvents: boolean;
  /** The oldest event of it that waits, or was given up since the last look-back. */
  untreatedEvent: number | null;
  /** The oldest approval of it that was named and could not be read yet. */
  unread: number | null;
}

/** Up to when all cancellations of a form that had passed are known, Unix ms; 0 where nothing is. Pure. */
export function heardAt(heard: Heard, now: number): number {
  const known = (mark: number | null): number => (mark === null || mark > now + SKEW_MS ? 0 : Math.min(mark, now));
  const lookBack = known(heard.lookBackUntil);
  const byHead = Math.min(known(heard.headUntil), lookBack === 0 ? 0 : lookBack + HEADS_COUNT_MS);
  const byEvents = heard.byEvents ? Math.min(now, heard.untreatedEvent ?? now) : 0;
  return Math.min(Math.max(lookBack, byHead, known(heard.heardUntil), byEvents), heard.unread ?? now);
}

/** Of which schemes it is known now what DingTalk cancelled and changed, on or off (decision 123). */
@Injectable()
export class HeardSchemes {
  constructor(
    private readonly db: Database,
    private readonly trust: EventTrust,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'HEARD_WITHIN_MS'>,
  ) {}

  /** Ids of the schemes that were not listened to within HEARD_WITHIN_MS. */
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
      const byEvents = on && since !== null && (heard.lookBackUntil ?? 0) >= since;
      const untreatedEvent = byEvents ? await this.untreated(processCode, heard.lookBackUntil ?? 0) : null;
      if (heardAt({ ...heard, byEvents, untreatedEvent }, now) < oldest) unheard.add(id);
    }
    return unheard;
  }

  /** When the oldest event came that nobody has worked on. One that does not name its form may be of any. */
  private async untreated(processCode: string, lookedBack: number): Promise<number | null> {
    const [row] = await this.db.query<{ at: unknown }>(
      `SELECT MIN(received_at) AS at FROM dingtalk_event WHERE process_code IN (?, '') AND
       (state IN ('received', 'retry') OR (state = 'left-out' AND received_at > ? AND reason IN (${GIVEN_UP.map(() => '?').join(', ')})))`,
      [processCode, lookedBack, ...GIVEN_UP],
    );
    return row?.at == null ? null : Number(row.at);
  }
}
