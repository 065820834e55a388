import { createHash } from 'node:crypto';
import { toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import * as z from 'zod/mini';
import { clock } from '../database/clock.js';
import { fenToColumn, readFen, readInt } from '../database/columns.js';
import { changedBy, Database, placeholders } from '../database/database.js';
import { insertRows } from '../database/rows.js';
import { DAY_MS } from '../domain/beijing-time.js';
import { saidBy } from './cards/card-text.js';
import { NoticeRow } from './notice.entity.js';
import type { NoticeCard, NoticeKind } from './notice-card.js';
import { shownCard } from './shown-card.js';

interface Raw {
  [column: string]: unknown;
}

/** The message that one person should get about one cause. */
export interface Wanted {
  track: string;
  cause: string;
  userId: string;
  card: NoticeCard;
  sum: CountAndSum | null;
  /** Whether the cause lasts: then later changes of the cause change this message. */
  lasts: boolean;
  /** Time from which the message is outdated and is not sent any more, Unix ms; null only if its cause lasts. */
  lateAt: number | null;
  /** Names of the things that the message reports: a thing that is not listed is new, even if the count is the same. */
  about?: readonly string[];
  /** Set if the message was probably sent before: it is stored and not sent. */
  isOld?: boolean;
}
/** The stored message about a cause. */
export interface Told {
  track: string;
  userId: string;
  cause: string;
  digest: string;
  lasts: boolean;
  sum: { count: number; fen: bigint | null; unknown: number };
  version: number;
  state: string;
  /** Each reported thing → the version of the message that first reported it. */
  about: ReadonlyMap<string, number>;
  createdAt: number;
  seenAt: number;
  told: number;
}
/** One message that this process has leased. */
export interface HeldNotice {
  track: string;
  userId: string;
  version: number;
  told: number;
  card: NoticeCard;
}
export type NoticeOutcome =
  | { state: 'sent' | 'unknown' | 'kept' }
  | { state: 'refused'; answer: string }
  | { state: 'again'; answer: string; nextAt: number };
const TOLD =
  'track, user_id, cause, digest, lasts, things, amount_fen, unknown_amounts, about, version, state, created_at, seen_at, told';
const aboutColumn = z.record(z.string(), z.int());
/** Closes messages; a message that arrived becomes 'kept' and keeps its content. */
const CLOSE = "UPDATE notice SET state = CASE WHEN told > 0 THEN 'kept' ELSE 'closed' END, lasts = 0, next_at = NULL";
/** Kinds of message that wait during rest（静默）. */
const LESS_URGENT = "'digest', 'push-result'";

const digestOf = (card: NoticeCard): string => createHash('sha256').update(saidBy(card)).digest('hex');
const aboutText = (about: Iterable<readonly [string, number]>): string => JSON.stringify(Object.fromEntries(about));
/** Returns when the end becomes outdated: the end of a lasting cause is news for a day; any other message keeps its own time (null: unchanged). */
const lateBy = ({ lasts }: Told, now: number): number | null => (lasts ? now + DAY_MS : null);
const fenOf = (sum: CountAndSum | null): string | null => (sum === null ? null : fenToColumn(toFen(sum.amount)));
const told = (row: Raw): Told => ({
  track: String(row.track),
  userId: String(row.user_id),
  cause: String(row.cause),
  digest: String(row.digest),
  lasts: Number(row.lasts) === 1,
  sum: {
    count: readInt(row.things),
    fen: row.amount_fen == null ? null : readFen(row.amount_fen),
    unknown: readInt(row.unknown_amounts),
  },
  version: readInt(row.version),
  state: String(row.state),
  about: new Map(row.about == null ? [] : Object.entries(aboutColumn.parse(JSON.parse(String(row.about))))),
  createdAt: readInt(row.created_at),
  seenAt: readInt(row.seen_at),
  told: readInt(row.told),
});

/** Stores messages to people: written before they are sent, leased while they are sent, and then their outcome. */
@Injectable()
export class Notices {
  constructor(private readonly db: Database) {}

  /** Stores a message, once per track: a second call changes nothing. @returns whether it was stored */
  async put(tx: EntityManager, wanted: Wanted): Promise<boolean> {
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE' : '';
    const before: Raw[] = await tx.query(`SELECT track FROM notice WHERE track = ?${lock}`, [wanted.track]);
    if (before.length > 0) return false;
    const now = clock.now();
    const { track, cause, userId, card, sum, lasts, lateAt, about, isOld = false } = wanted;
    const kind: NoticeKind = card.kind;
    await insertRows(tx, NoticeRow, [
      {
        track,
        kind,
        cause,
        user_id: userId,
        version: 1,
        state: isOld ? 'closed' : 'intent',
        lasts,
        card: JSON.stringify(card),
        digest: digestOf(card),
        things: sum?.count ?? 0,
        amount_fen: sum === null ? null : toFen(sum.amount),
        next_at: isOld ? null : now,
        created_at: now,
        seen_at: now,
        late_at: lateAt,
        about: about === undefined ? null : aboutText(about.map((thing) => [thing, 1])),
        unknown_amounts: sum?.unknown ?? 0,
      },
    ]);
    return true;
  }

  /** Returns the latest message about a cause to a person; null if there is none. */
  async last(tx: EntityManager, userId: string, cause: string): Promise<Told | null> {
    const [row]: Raw[] = await tx.query(
      `SELECT ${TOLD} FROM notice WHERE user_id = ? AND cause = ? ORDER BY created_at DESC LIMIT 1`,
      [userId, cause],
    );
    return row === undefined ? null : told(row);
  }

  /** Returns the messages about a cause that lasts. */
  async lasting(tx: EntityManager, cause: string): Promise<Told[]> {
    const rows: Raw[] = await tx.query(`SELECT ${TOLD} FROM notice WHERE lasts = 1 AND cause = ?`, [cause]);
    return rows.map(told);
  }

  /**
   * Replaces the content of a message; the same words change nothing. A message that was never sent and whose cause is over is closed unsent.
   * @param lasts whether its cause still lasts. @param more things that it reports now and did not before, and the time from which it is outdated.
   */
  async change(
    tx: EntityManager,
    before: Told,
    card: NoticeCard,
    sum: CountAndSum | null,
    lasts: boolean,
    more: { fresh?: readonly string[]; lateAt?: number } = {},
  ): Promise<void> {
    const now = clock.now();
    const digest = digestOf(card);
    const { track } = before;
    const hand = lasts ? '' : ', taken_by = NULL, taken_name = NULL, taken_at = NULL';
    if (!lasts)
      await changedBy(
        tx,
        "UPDATE notice SET state = 'closed', lasts = 0, next_at = NULL WHERE track = ? AND told = 0 AND lasts = 1 AND state IN ('intent', 'refused')",
        [track],
      );
    if (digest === before.digest && lasts === before.lasts) {
      await changedBy(tx, 'UPDATE notice SET seen_at = ? WHERE track = ?', [now, track]);
      return;
    }
    await changedBy(
      tx,
      `UPDATE notice SET version = version + 1, card = ?, digest = ?, kind = ?, things = ?, amount_fen = ?, lasts = ?, seen_at = ?,
         next_at = ?, state = CASE WHEN state = 'sending' THEN 'sending' ELSE 'intent' END${hand}
       WHERE track = ? AND state <> 'closed'`,
      [JSON.stringify(card), digest, card.kind, sum?.count ?? 0, fenOf(sum), lasts ? 1 : 0, now, now, track],
    );
    const about = [...before.about, ...(more.fresh ?? []).map((thing) => [thing, before.version + 1] as const)];
    await changedBy(
      tx,
      "UPDATE notice SET about = ?, unknown_amounts = ?, late_at = COALESCE(?, late_at) WHERE track = ? AND state <> 'closed'",
      [
        about.length === 0 ? null : aboutText(about),
        sum?.unknown ?? 0,
        lasts ? null : (more.lateAt ?? lateBy(before, now)),
        track,
      ],
    );
  }

  /** Ends a message silently, because the outcome of its cause is unknown. */
  async drop(tx: EntityManager, { track }: Pick<Told, 'track'>): Promise<void> {
    await changedBy(tx, 'UPDATE notice SET lasts = 0 WHERE track = ?', [track]);
  }

  /** Closes unsent messages of this kind, because a newer one replaces them. */
  async supersede(tx: EntityManager, kind: NoticeKind): Promise<void> {
    await changedBy(tx, `${CLOSE} WHERE state = 'intent' AND kind = ?`, [kind]);
  }

  /**
   * Leases messages that are due. A message that was being sent when its process died may have arrived: it is not sent again.
   * @param restUntil set during rest: less urgent messages are due again at this time, Unix ms; null: no rest.
   */
  async claim(
    tx: EntityManager,
    {
      token,
      until,
      limit,
      restUntil = null,
    }: { token: string; until: number; limit: number; restUntil?: number | null },
  ) {
    const now = clock.now();
    // The order of the assignments matters: MySQL reads values that it has just set.
    await changedBy(
      tx,
      `UPDATE notice SET told = leaving, next_at = CASE WHEN version > leaving THEN next_at ELSE NULL END,
         state = CASE WHEN version > leaving THEN 'intent' ELSE 'unknown' END, leaving = 0, lease_token = NULL, lease_until = NULL
       WHERE state = 'sending' AND next_at <= ? AND lease_until < ?`,
      [now, now],
    );
    // A restored database still holds messages that were sent since the backup: they are not sent again.
    await changedBy(
      tx,
      `${CLOSE} WHERE state = 'intent' AND EXISTS (SELECT 1 FROM ledger_hold h WHERE h.cause <> 'by-hand' AND h.held_at >= notice.seen_at)`,
      [],
    );
    await changedBy(tx, `${CLOSE} WHERE state = 'intent' AND late_at < ?`, [now]);
    if (restUntil !== null)
      await changedBy(
        tx,
        `UPDATE notice SET next_at = ? WHERE state = 'intent' AND kind IN (${LESS_URGENT}) AND next_at <= ?`,
        [restUntil, now],
      );
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE SKIP LOCKED' : '';
    const rows: Raw[] = await tx.query(
      `SELECT track, user_id, version, told, card, taken_name, taken_at FROM notice
       WHERE state = 'intent' AND next_at <= ? AND (lease_until IS NULL OR lease_until < ?) ORDER BY next_at LIMIT ${Math.trunc(limit)}${lock}`,
      [now, now],
    );
    if (rows.length === 0) return [];
    const tracks = rows.map(({ track }) => String(track));
    await changedBy(tx, `UPDATE notice SET lease_token = ?, lease_until = ? WHERE track IN (${placeholders(tracks)})`, [
      token,
      until,
      ...tracks,
    ]);
    return rows.map(
      (row): HeldNotice => ({
        track: String(row.track),
        userId: String(row.user_id),
        version: readInt(row.version),
        told: readInt(row.told),
        card: shownCard(row),
      }),
    );
  }

  /** Stores that this content is being sent, before the first byte. @returns false if the content has changed since, or the lease is lost. */
  async leaves(tx: EntityManager, token: string, { track, version }: HeldNotice): Promise<boolean> {
    const met = await changedBy(
      tx,
      "UPDATE notice SET state = 'sending', leaving = version WHERE track = ? AND lease_token = ? AND state = 'intent' AND version = ?",
      [track, token, version],
    );
    return met > 0;
  }

  /** Stores the outcome of a message if the lease is still ours; content that came meanwhile is sent next. */
  async record(tx: EntityManager, token: string, { track }: HeldNotice, outcome: NoticeOutcome): Promise<void> {
    const now = clock.now();
    const free = 'leaving = 0, lease_token = NULL, lease_until = NULL';
    const mine = 'WHERE track = ? AND lease_token = ?';
    if (outcome.state === 'again') {
      await changedBy(tx, `UPDATE notice SET state = 'intent', next_at = ?, answer = ?, ${free} ${mine}`, [
        outcome.nextAt,
        outcome.answer.slice(0, 500),
        track,
        token,
      ]);
      return;
    }
    const { state } = outcome;
    // A refused or kept content has not arrived: its things still have to be reported.
    const came = state === 'sent' || state === 'unknown' ? 'CASE WHEN leaving > 0 THEN leaving ELSE told END' : 'told';
    // The order of the assignments matters: MySQL reads values that it has just set.
    await changedBy(
      tx,
      `UPDATE notice SET told = ${came}, sent_at = COALESCE(?, sent_at), answer = ?,
         next_at = CASE WHEN leaving > 0 AND version > leaving THEN ? ELSE NULL END,
         state = CASE WHEN leaving > 0 AND version > leaving THEN 'intent' ELSE '${state}' END, ${free} ${mine}`,
      [
        state === 'sent' ? now : null,
        outcome.state === 'refused' ? outcome.answer.slice(0, 500) : null,
        now,
        track,
        token,
      ],
    );
  }

  /** Releases the lease of a message that was not sent. */
  async release(tx: EntityManager, token: string, { track }: HeldNotice): Promise<void> {
    await changedBy(
      tx,
      'UPDATE notice SET lease_token = NULL, lease_until = NULL WHERE track = ? AND lease_token = ?',
      [track, token],
    );
  }
}
