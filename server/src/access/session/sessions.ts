import { createHash, randomBytes } from 'node:crypto';
import { ROLES, type Role } from '@dingdee/shared/session';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { changedBy, Database } from '../../database/database.js';
import { isDatabaseAway } from '../../database/database-away.js';
import { forgetCommits } from '../../database/request-commits.js';
import { insertRows } from '../../database/rows.js';
import type { Actor } from '../../domain/actor.js';
import { emitAccess } from '../../event-log/live-events.js';
import { otherNames } from '../member/known-names.js';
import { Session } from './session.entity.js';

export interface OpenSession {
  actor: Actor;
  expiresAt: number;
  createdAt: number;
}

/** A cookie holds 32 random bytes; the table holds their SHA-256, so that a stolen table logs nobody in. */
const idOf = (cookie: string): string => createHash('sha256').update(cookie).digest('hex');
const COOKIE = /^[A-Za-z0-9_-]{43}$/;
/** Shortest time between two writes of a session's expiry, in ms. */
const SLIDE_EVERY_MS = 60_000;

/** Keeps cookie sessions with sliding expiry; roles are read on every request, so that a change takes effect at once. */
@Injectable()
export class Sessions {
  constructor(
    private readonly db: Database,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Opens a session. @returns the cookie's value, which is stored nowhere else. */
  async open(userId: string): Promise<{ cookie: string; expiresAt: number }> {
    const cookie = randomBytes(32).toString('base64url');
    const now = Date.now();
    const expiresAt = this.endOf(now, now);
    await this.db.inTransaction((tx) =>
      insertRows(tx, Session, [{ id: idOf(cookie), user_id: userId, created_at: now, expires_at: expiresAt }]),
    );
    return { cookie, expiresAt };
  }

  /** Finds the session of a cookie and extends its expiry. @returns null if the cookie is unknown or expired. */
  async use(cookie: string): Promise<OpenSession | null> {
    const found = await this.find(cookie);
    if (!found) return null;
    const expiresAt = this.endOf(Date.now(), found.createdAt);
    if (expiresAt - found.expiresAt < Math.min(SLIDE_EVERY_MS, this.settings.SESSION_TTL_MS / 10)) return found;
    try {
      await this.db.inTransaction((tx) =>
        changedBy(tx, 'UPDATE session SET expires_at = ? WHERE id = ? AND expires_at < ?', [
          expiresAt,
          idOf(cookie),
          expiresAt,
        ]),
      );
    } catch (error) {
      // A valid session may still read when nothing can be stored.
      if (!isDatabaseAway(error)) throw error;
      return found;
    }
    forgetCommits();
    return { ...found, expiresAt };
  }

  /** Finds a session without extending it, for a stream that stays open. @returns null if the cookie is unknown or expired. */
  async find(cookie: string): Promise<OpenSession | null> {
    if (!COOKIE.test(cookie)) return null;
    const rows = await this.db.query<{
      userId: string;
      name: string | null;
      expiresAt: number | string;
      createdAt: number | string;
      role: string | null;
    }>(
      `SELECT s.user_id AS userId, s.expires_at AS expiresAt, s.created_at AS createdAt, m.name AS name, r.role AS role
         FROM session s LEFT JOIN member m ON m.user_id = s.user_id LEFT JOIN role r ON r.user_id = s.user_id
        WHERE s.id = ? AND s.expires_at > ? AND s.created_at > ?`,
      [idOf(cookie), Date.now(), Date.now() - this.settings.SESSION_LIFE_MS],
    );
    const [first] = rows;
    if (!first) return null;
    const held = new Set(rows.map(({ role }) => role));
    const roles: Role[] = ROLES.filter((role) => held.has(role));
    // Other names are needed because people who decide about bills may not decide about their own.
    const alsoNamed =
      roles.length > 0 ? ((await otherNames(this.db.read, [first.userId])).get(first.userId) ?? []) : [];
    return {
      actor: { userId: first.userId, name: first.name ?? first.userId, roles, alsoNamed },
      expiresAt: Math.min(Number(first.expiresAt), Number(first.createdAt) + this.settings.SESSION_LIFE_MS),
      createdAt: Number(first.createdAt),
    };
  }

  /** Returns the new end: it slides while the session is used, up to the end of its life. */
  private endOf(now: number, createdAt: number): number {
    return Math.min(now + this.settings.SESSION_TTL_MS, createdAt + this.settings.SESSION_LIFE_MS);
  }

  async close(cookie: string): Promise<void> {
    if (!COOKIE.test(cookie)) return;
    await this.db.inTransaction(async (tx) => {
      const [row]: { userId: string }[] = await tx.query('SELECT user_id AS userId FROM session WHERE id = ?', [
        idOf(cookie),
      ]);
      if (!row) return;
      await changedBy(tx, 'DELETE FROM session WHERE id = ?', [idOf(cookie)]);
      await emitAccess(tx, row.userId);
    });
  }
}

/** Ends all sessions, so that everybody logs in again: a present session may rest on outdated roles. */
export async function endAllSessions(tx: EntityManager): Promise<void> {
  await tx.query('DELETE FROM session');
  await emitAccess(tx, '');
}
