import { hostname } from 'node:os';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { clock } from '../../database/clock.js';
import { readInt } from '../../database/columns.js';
import { changedBy, Database } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { clip } from '../../json/json-reading.js';
import { leaseMs } from './channel-times.js';
import { EventChannelRow } from './event-channel.entity.js';

/** Why the connection is down. */
export const TROUBLES = [
  /** No try has ended yet. */
  'not-yet',
  /** DingTalk did not answer, or not correctly; it is tried again and again. */
  'unreachable',
  /** DingTalk refuses the app; it is tried seldom, because a person has to change something. */
  'refused',
  /** Nothing came for a while, not even an answer to a ping. */
  'silent',
  /** Closed by the other side, or broken on the way. */
  'broken',
  /** The program was stopped. */
  'stopped',
  /** The process that held the connection is gone, and no other has taken over. */
  'holder-gone',
  /** A message over HTTP was refused: its signature differs, its time does, it cannot be opened, or it is meant for another app. */
  'http-signature',
  'http-time',
  'http-sealed',
  'http-owner',
] as const;
export type Trouble = (typeof TROUBLES)[number];
export type HttpTrouble = Extract<Trouble, `http-${string}`>;

/** State of the event channel, as far as it is known from the database. Instants in Unix ms. */
export interface ChannelReading {
  mode: Settings['DINGTALK_EVENTS'];
  connected: boolean;
  /** Time since which it is connected without a break, or down; null if no process has tried yet, or the mode has no connection. */
  since: number | null;
  trouble: Trouble | null;
  /** The error text; '' if there was none. */
  words: string;
  /** Number of tries since it is down. */
  tries: number;
  /** Host name and process id of the holder; '' if no process holds it. */
  holder: string;
  /** Time of the last event over this mode's channel; null before the first. */
  lastEventAt: number | null;
  /** Time of the last refused message over HTTP, if that may be why no events come; null otherwise. */
  refusedAt: number | null;
}

interface Row {
  lease_until: unknown;
  holder: string;
  seen_at: unknown;
  state: string;
  since: unknown;
  trouble: string;
  words: string;
  tries: unknown;
}

const ID = 'stream';
const HTTP = 'http';
/** Anybody may post to the address: a refused message is told only if no event was accepted for so long before it, in ms. */
const REFUSED_TELLS_MS = 3_600_000;
const COLUMNS = 'lease_until, holder, seen_at, state, since, trouble, words, tries';
/** A holder that was last seen longer ago than this has left no state that the next one could continue. */
const FORGOTTEN_MS = 60_000;
const WORDS_LENGTH = 300;

/** Time in ms after the end of a lease for which events are kept by the connection: a busy database stores them late, and loses none. */
const SLEPT_MS = 60_000;

/** Reads and writes the state and the lease of the event channel; the only writer of event_channel. */
@Injectable()
export class EventChannel {
  private readonly holder = clip(`${hostname()} ${process.pid}`, 80);

  constructor(
    private readonly db: Database,
    private readonly live: LiveEvents,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'DINGTALK_EVENTS'>,
  ) {}

  /** Claims the lease, which one process of all holds. @returns whether the process with this token holds it now. */
  claim(token: string): Promise<boolean> {
    return this.db.inTransaction(async (tx) => {
      const now = clock.now();
      const until = now + leaseMs(this.db.dialect);
      const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE' : '';
      const [row]: Row[] = await tx.query(`SELECT ${COLUMNS} FROM event_channel WHERE id = '${ID}'${lock}`);
      if (!row) {
        const held = { lease_token: token, lease_until: until, holder: this.holder, seen_at: now };
        const stand = { state: 'down', since: now, trouble: 'not-yet', words: '', tries: 0 };
        await insertRows(tx, EventChannelRow, [{ id: ID, ...held, ...stand }]);
        return true;
      }
      if (readInt(row.lease_until) >= now) return false;
      await changedBy(
        tx,
        `UPDATE event_channel SET lease_token = ?, lease_until = ?, holder = ?, seen_at = ? WHERE id = '${ID}'`,
        [token, until, this.holder, now],
      );
      const goesOn = row.state === 'down' && row.trouble !== 'stopped' && now - readInt(row.seen_at) <= FORGOTTEN_MS;
      if (!goesOn) await this.set(tx, token, { state: 'down', since: now, trouble: 'not-yet' });
      return true;
    });
  }

  /**
   * Renews the lease. Where it ran out more than a minute ago, the process slept or could not write, and events of that time may be lost:
   * the unbroken time of the connection begins anew. @param lost whether an event could not be stored. @returns false if another process holds the lease by now.
   */
  renew(token: string, lost = false): Promise<boolean> {
    const now = clock.now();
    return this.db.inTransaction(
      async (tx) =>
        // `since` comes first, because MySQL assigns from left to right.
        (await changedBy(
          tx,
          `UPDATE event_channel SET since = CASE WHEN state = 'connected' AND (lease_until < ? OR ? = 1) THEN ? ELSE since END,
             lease_until = ?, seen_at = ? WHERE id = '${ID}' AND lease_token = ?`,
          [now - SLEPT_MS, lost ? 1 : 0, now, now + leaseMs(this.db.dialect), now, token],
        )) > 0,
      'records',
    );
  }

  /** Notes that events come without a break since `since` (Unix ms). */
  connected(token: string, since: number): Promise<void> {
    return this.db.inTransaction((tx) => this.set(tx, token, { state: 'connected', since }));
  }

  down(token: string, since: number, trouble: Trouble, words: string, tries: number): Promise<void> {
    return this.db.inTransaction((tx) => this.set(tx, token, { state: 'down', since, trouble, words, tries }));
  }

  /** Releases the lease, so that another process may take over at once. */
  release(token: string): Promise<void> {
    return this.db.inTransaction(async (tx) => {
      await this.set(tx, token, { state: 'down', since: clock.now(), trouble: 'stopped' });
      const end = `UPDATE event_channel SET lease_token = NULL, lease_until = 0 WHERE id = '${ID}' AND lease_token = ?`;
      await changedBy(tx, end, [token]);
    });
  }

  async read(): Promise<ChannelReading> {
    const mode = this.settings.DINGTALK_EVENTS;
    const none = {
      mode,
      connected: false,
      since: null,
      trouble: null,
      words: '',
      tries: 0,
      holder: '',
      refusedAt: null,
    };
    if (mode === 'off') return { ...none, lastEventAt: null };
    const [met] = await this.db.query<{ at: unknown }>('SELECT MAX(last_at) AS at FROM event_meter WHERE channel = ?', [
      mode,
    ]);
    const lastEventAt = met?.at == null ? null : readInt(met.at);
    if (mode !== 'stream') return { ...none, ...(await this.refusedSince(lastEventAt)), lastEventAt };
    const [row] = await this.db.query<Row>(`SELECT ${COLUMNS} FROM event_channel WHERE id = '${ID}'`);
    if (!row) return { ...none, trouble: 'not-yet', lastEventAt };
    const gone = readInt(row.lease_until) < clock.now();
    const connected = row.state === 'connected' && !gone;
    return {
      mode,
      connected,
      since: row.state === 'connected' && gone ? readInt(row.seen_at) : readInt(row.since),
      trouble: connected
        ? null
        : row.state === 'connected'
          ? 'holder-gone'
          : (TROUBLES.find((t) => t === row.trouble) ?? 'broken'),
      words: connected ? '' : row.words,
      tries: readInt(row.tries),
      holder: gone ? '' : row.holder,
      lastEventAt,
      refusedAt: null,
    };
  }

  /** Notes that a message over HTTP was refused now, for whoever looks why no events come. @param tries number of them since the start. */
  refused(trouble: HttpTrouble, tries: number): Promise<void> {
    return this.db.inTransaction(async (tx) => {
      const now = clock.now();
      const changed = await changedBy(
        tx,
        `UPDATE event_channel SET state = 'down', since = ?, trouble = ?, tries = ? WHERE id = '${HTTP}'`,
        [now, trouble, tries],
      );
      if (changed === 0) {
        const nobody = { lease_token: null, lease_until: 0, holder: '', seen_at: 0, words: '' };
        await insertRows(tx, EventChannelRow, [{ id: HTTP, ...nobody, state: 'down', since: now, trouble, tries }]);
      }
      await this.live.emit(tx, 'status', ['events']);
    });
  }

  /** Notes that DingTalk has tested the address and was answered. */
  tested(): Promise<void> {
    return this.db.inTransaction(async (tx) => {
      if ((await changedBy(tx, 'DELETE FROM event_channel WHERE id = ?', [HTTP])) > 0)
        await this.live.emit(tx, 'status', ['events']);
    });
  }

  private async refusedSince(lastEventAt: number | null): Promise<Partial<ChannelReading>> {
    const [row] = await this.db.query<Row>(`SELECT ${COLUMNS} FROM event_channel WHERE id = '${HTTP}'`);
    const trouble = TROUBLES.find((each) => each === row?.trouble);
    const refusedAt = readInt(row?.since ?? 0);
    if (!row || !trouble || (lastEventAt !== null && refusedAt - lastEventAt < REFUSED_TELLS_MS)) return {};
    return { refusedAt, trouble, tries: readInt(row.tries) };
  }

  /** Writes the state if `token` still holds the lease, and notifies the pages. */
  private async set(
    tx: EntityManager,
    token: string,
    to: { state: 'connected' | 'down'; since: number; trouble?: Trouble; words?: string; tries?: number },
  ): Promise<void> {
    const changed = await changedBy(
      tx,
      `UPDATE event_channel SET state = ?, since = ?, trouble = ?, words = ?, tries = ? WHERE id = '${ID}' AND lease_token = ?`,
      [to.state, to.since, to.trouble ?? '', clip(to.words ?? '', WORDS_LENGTH), to.tries ?? 0, token],
    );
    if (changed > 0) await this.live.emit(tx, 'status', ['events']);
  }
}
