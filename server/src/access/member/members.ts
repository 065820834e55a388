import { type Member, ROLES, type Role, type SetRoles } from '@dingdee/shared/session';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../../audit/audit-log.js';
import { DingTalkClient } from '../../connectors/source.js';
import { readInt } from '../../database/columns.js';
import { changedBy, Database } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import type { Actor } from '../../domain/actor.js';
import { emitAccess } from '../../event-log/live-events.js';
import { clip } from '../../json/json-reading.js';
import { LastAdminError, PersonUnknownError, RolesChangedError } from '../role/access.errors.js';
import { revokeTokens } from '../token/revoke-tokens.js';
import { readNames } from './known-names.js';
import { Member as MemberRow, RoleGrant } from './member.entity.js';

/** ER_DUP_ENTRY: one person's two first log-ins at once; the row of the other log-in is as good. */
const DUPLICATE = 1062;
const MOST_FORMER = 20;

/** Stores people known by name, and their roles. */
@Injectable()
export class Members {
  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
    private readonly audit: AuditLog,
  ) {}

  /** Returns everybody who has logged in, has a role, or has left; not applicants, of whom only the name is stored. */
  async list(): Promise<Member[]> {
    const rows = await this.db.query<{
      userId: string;
      name: string;
      lastSeenAt: number | string | null;
      leftAt: number | string | null;
      role: string | null;
    }>(
      `SELECT m.user_id AS userId, m.name AS name, m.last_seen_at AS lastSeenAt, m.left_at AS leftAt, r.role AS role
         FROM member m LEFT JOIN role r ON r.user_id = m.user_id
        WHERE r.role IS NOT NULL OR m.last_seen_at IS NOT NULL OR m.left_at IS NOT NULL ORDER BY m.name, m.user_id`,
    );
    const members = new Map<string, Member>();
    for (const { userId, name, lastSeenAt, leftAt } of rows)
      members.set(userId, { userId, name, roles: [], lastSeenAt: orNull(lastSeenAt), leftAt: orNull(leftAt) });
    for (const role of ROLES) for (const row of rows) if (row.role === role) members.get(row.userId)?.roles.push(role);
    return [...members.values()];
  }

  /**
   * Replaces the roles of one person; a person who never logged in is looked up in DingTalk first.
   * @throws LastAdminError, PersonUnknownError, RolesChangedError if the person has other roles than were on the screen.
   */
  async setRoles(userId: string, { roles, was }: SetRoles, by: Actor): Promise<Member> {
    const name = (await this.nameOf(userId)) ?? (await this.dingtalk.getUser(userId))?.name;
    if (name === undefined) throw new PersonUnknownError(userId);
    await this.db.inTransaction(async (tx) => {
      // Locks the admins' rows, so that two admins who remove each other at the same moment wait for one another.
      await changedBy(tx, "UPDATE role SET granted_at = granted_at WHERE role = 'admin'", []);
      const held: { role: string }[] = await tx.query('SELECT role FROM role WHERE user_id = ?', [userId]);
      if (was !== undefined && !sameRoles(was, held)) throw new RolesChangedError(name, rolesOf(held));
      if (held.some(({ role }) => role === 'admin') && !roles.includes('admin') && !(await hasAdmin(tx, userId)))
        throw new LastAdminError();
      await saveMember(tx, { userId, name });
      // An admin who gives roles to a person marked as left overrides that mark until DingTalk is asked again.
      if (roles.length > 0)
        await changedBy(
          tx,
          'UPDATE member SET left_at = NULL, asked_at = NULL WHERE user_id = ? AND left_at IS NOT NULL',
          [userId],
        );
      // Saving unchanged roles is no decision: the log would show a change that did not happen.
      if (sameRoles(roles, held)) return;
      await changedBy(tx, 'DELETE FROM role WHERE user_id = ?', [userId]);
      await grant(tx, userId, roles, by.userId);
      // A person who may not make tokens keeps none; a token made while the role was being removed does not come back with the role.
      const stays = roles.includes('admin') && held.some(({ role }) => role === 'admin');
      const ended = stays ? {} : await revokeTokens(tx, userId);
      await emitAccess(tx, userId);
      await this.audit.append(tx, by, [
        {
          action: 'set-roles',
          subjectKind: 'member',
          subjectId: userId,
          detail: { name, before: held.map(({ role }) => role), after: roles, ...ended },
        },
      ]);
    });
    const [kept] = await this.db.query<{ at: number | string | null; leftAt: number | string | null }>(
      'SELECT last_seen_at AS at, left_at AS leftAt FROM member WHERE user_id = ?',
      [userId],
    );
    return {
      userId,
      name,
      roles: ROLES.filter((role) => roles.includes(role)),
      lastSeenAt: orNull(kept?.at ?? null),
      leftAt: orNull(kept?.leftAt ?? null),
    };
  }

  private async nameOf(userId: string): Promise<string | undefined> {
    const [row] = await this.db.query<{ name: string }>('SELECT name FROM member WHERE user_id = ?', [userId]);
    return row?.name;
  }
}

const sameRoles = (seen: readonly Role[], held: readonly { role: string }[]): boolean =>
  new Set(seen).size === held.length && held.every(({ role }) => seen.some((each) => each === role));
const rolesOf = (held: readonly { role: string }[]): Role[] =>
  ROLES.filter((role) => held.some((each) => each.role === role));

const orNull = (at: number | string | null): number | null => (at === null ? null : Number(at));

/** Returns the names of at most three people who can give roles, as people to ask. */
export async function adminNames(db: Database): Promise<string[]> {
  const rows = await db.query<{ name: string }>(
    "SELECT m.name AS name FROM role r JOIN member m ON m.user_id = r.user_id WHERE r.role = 'admin' ORDER BY m.last_seen_at DESC, m.name LIMIT 3",
  );
  return rows.map(({ name }) => name);
}

/** Tells whether anybody except `userId` is an admin. */
export async function hasAdmin(tx: EntityManager, userId: string): Promise<boolean> {
  const [row]: { n: unknown }[] = await tx.query(
    "SELECT COUNT(*) AS n FROM role WHERE role = 'admin' AND user_id <> ?",
    [userId],
  );
  return readInt(row?.n) > 0;
}

export async function grant(tx: EntityManager, userId: string, roles: readonly Role[], by: string): Promise<void> {
  const now = Date.now();
  await insertRows(
    tx,
    RoleGrant,
    [...new Set(roles)].map((role) => ({ user_id: userId, role, granted_by: by, granted_at: now })),
  );
}

/** Stores the person's present name among the former names; the latest twenty are kept. */
async function keepFormerName(tx: EntityManager, userId: string, name: string): Promise<void> {
  const [row]: { name: string; former_names: string | null }[] = await tx.query(
    'SELECT name, former_names FROM member WHERE user_id = ?',
    [userId],
  );
  if (!row || row.name === name || row.name === userId) return;
  const former = [...new Set([...readNames(row.former_names), row.name])].filter((each) => each !== name);
  await changedBy(tx, 'UPDATE member SET former_names = ? WHERE user_id = ?', [
    JSON.stringify(former.slice(-MOST_FORMER)),
    userId,
  ]);
}

/** Locks the person's row until the end of the transaction, so that the person's concurrent actions are counted one after the other. */
export async function lockMember(tx: EntityManager, userId: string): Promise<void> {
  await changedBy(tx, 'UPDATE member SET updated_at = updated_at WHERE user_id = ?', [userId]);
}

/** Stores the name of a person who has never logged in. A known person stays unchanged. @param deptIds departments in DingTalk */
export async function keepStranger(
  tx: EntityManager,
  { userId, name, deptIds }: { userId: string; name: string; deptIds: readonly string[] },
): Promise<void> {
  const there: unknown[] = await tx.query('SELECT user_id FROM member WHERE user_id = ?', [userId]);
  if (there.length > 0) return;
  await insertRows(tx, MemberRow, [
    {
      user_id: userId,
      name: clip(name, 120),
      dept_ids: JSON.stringify(deptIds),
      dingtalk_admin: false,
      updated_at: Date.now(),
    },
  ]);
}

/** Stores the name of a person. `seen`: time of the log-in, if the person logs in now (Unix ms). */
export async function saveMember(
  tx: EntityManager,
  { userId, name, dingtalkAdmin, seen }: { userId: string; name: string; dingtalkAdmin?: boolean; seen?: number },
): Promise<void> {
  const now = Date.now();
  await keepFormerName(tx, userId, name);
  const update = async () =>
    (await changedBy(
      tx,
      `UPDATE member SET name = ?, dingtalk_admin = COALESCE(?, dingtalk_admin), last_seen_at = COALESCE(?, last_seen_at),
              asked_at = COALESCE(?, asked_at), left_at = CASE WHEN ? IS NULL THEN left_at END, updated_at = ?
        WHERE user_id = ?`,
      // A log-in (`seen`) is DingTalk's confirmation of the person: it counts as asked and clears left_at.
      [
        name,
        dingtalkAdmin === undefined ? null : Number(dingtalkAdmin),
        seen ?? null,
        seen ?? null,
        seen ?? null,
        now,
        userId,
      ],
    )) === 1;
  if (await update()) return;
  try {
    await insertRows(tx, MemberRow, [
      { user_id: userId, name, dingtalk_admin: dingtalkAdmin ?? false, last_seen_at: seen ?? null, updated_at: now },
    ]);
  } catch (error) {
    if (!(error instanceof Error && 'errno' in error && error.errno === DUPLICATE)) throw error;
    await update();
  }
}
