import {
  ALWAYS_TOLD,
  type ChangeNoticeRules,
  type ChooseNotice,
  DIGEST_ROLES,
  type NoticeTopic,
  noticeRules,
  type NoticeRules as Rules,
} from '@dingdee/shared/notice';
import { ADMINS, PUSHERS } from '@dingdee/shared/routes/who';
import { type Role, role } from '@dingdee/shared/session';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../audit/audit-log.js';
import { clock } from '../database/clock.js';
import { readInt } from '../database/columns.js';
import { changedBy, Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { NoticeAlwaysError, NoticeNotForYouError, NoticeStaleError } from './notice.errors.js';
import { nextDigest } from './notice-hours.js';

const ID = 'rules';
const FIRST: Rules = {
  times: ['09:00', '14:00', '17:30'],
  rest: { from: '20:00', to: '08:00', weekends: true },
  off: [],
};
/** The roles for which a topic is meant. */
export const ROLES_OF: Readonly<Record<NoticeTopic, readonly Role[]>> = {
  doubt: PUSHERS,
  trouble: ADMINS,
  'push-result': PUSHERS,
  ...DIGEST_ROLES,
};

export interface StoredRules extends Rules {
  version: number;
  nextAt: number | null;
  /** Time of the first use, Unix ms: nobody gets messages about things that ended before. */
  begunAt: number;
}
/** A person with a role, and the topics that this person has switched off. */
export interface Receiver {
  userId: string;
  roles: Role[];
  off: Set<string>;
}
interface Raw {
  [column: string]: unknown;
}

const COLUMNS = 'version, times, rest_from, rest_to, rest_weekends, topics_off, next_at, begun_at';

/** Stores when messages are sent, about which topics, and which topics each person has switched off; each change is in the audit log. */
@Injectable()
export class NoticeRules {
  constructor(
    private readonly db: Database,
    private readonly audit: AuditLog,
  ) {}

  /** Returns the rules; the first call stores the defaults. */
  async read(): Promise<StoredRules> {
    const [row] = await this.db.query<Raw>(`SELECT ${COLUMNS} FROM notice_rule WHERE id = ?`, [ID]);
    return row === undefined ? this.db.inTransaction((tx) => this.locked(tx)) : stored(row);
  }

  /** Returns the rules in a transaction and locks them: nobody else stores messages or changes rules until it ends. */
  async locked(tx: EntityManager): Promise<StoredRules> {
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE' : '';
    const select = `SELECT ${COLUMNS} FROM notice_rule WHERE id = ?${lock}`;
    const [row]: Raw[] = await tx.query(select, [ID]);
    if (row !== undefined) return stored(row);
    const now = clock.now();
    const ignore = this.db.dialect === 'mysql' ? 'INSERT IGNORE' : 'INSERT OR IGNORE';
    await tx.query(
      `${ignore} INTO notice_rule (id, version, times, rest_from, rest_to, rest_weekends, topics_off, next_at, begun_at) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?)`,
      [ID, ...columnsOf(FIRST), nextDigest(FIRST, now), now],
    );
    const [made]: Raw[] = await tx.query(select, [ID]);
    if (made === undefined) throw new Error('the rules of notices could not be written');
    return stored(made);
  }

  /** Marks the digest of `from` as done. @returns false if another process was first, or the rules have changed since */
  async goOn(tx: EntityManager, from: number, version: number, next: number | null): Promise<boolean> {
    const met = await changedBy(tx, 'UPDATE notice_rule SET next_at = ? WHERE id = ? AND next_at = ? AND version = ?', [
      next,
      ID,
      from,
      version,
    ]);
    return met > 0;
  }

  /** Changes the rules. @throws NoticeStaleError, NoticeAlwaysError */
  async change({ version, ...wanted }: ChangeNoticeRules, by: Actor): Promise<void> {
    if (wanted.off.some((topic) => ALWAYS_TOLD.includes(topic))) throw new NoticeAlwaysError();
    const rules = { ...wanted, times: [...new Set(wanted.times)].sort(), off: [...new Set(wanted.off)] };
    await this.db.inTransaction(async (tx) => {
      const before = await this.locked(tx);
      if (before.version !== version) throw new NoticeStaleError();
      await changedBy(
        tx,
        `UPDATE notice_rule SET version = version + 1, times = ?, rest_from = ?, rest_to = ?, rest_weekends = ?, topics_off = ?, next_at = ? WHERE id = ?`,
        [...columnsOf(rules), nextDigest(rules, clock.now()), ID],
      );
      const { times, rest, off } = before;
      await this.audit.append(tx, by, [
        {
          action: 'change-notice-rules',
          subjectKind: 'notice',
          subjectId: ID,
          detail: { before: { times, rest, off }, ...rules },
        },
      ]);
    });
  }

  /** Switches a topic on or off for this person. @throws NoticeAlwaysError, NoticeNotForYouError */
  async choose({ topic, on }: ChooseNotice, by: Actor): Promise<void> {
    if (ALWAYS_TOLD.includes(topic)) throw new NoticeAlwaysError();
    if (!isFor(topic, by.roles)) throw new NoticeNotForYouError();
    await this.db.inTransaction(async (tx) => {
      const key = [by.userId, topic];
      const taken = await changedBy(tx, 'DELETE FROM notice_choice WHERE user_id = ? AND topic = ?', key);
      if (!on)
        await tx.query('INSERT INTO notice_choice (user_id, topic, chosen_at) VALUES (?, ?, ?)', [...key, clock.now()]);
      if (on === taken > 0)
        await this.audit.append(tx, by, [
          { action: 'choose-notice', subjectKind: 'notice', subjectId: topic, detail: { on } },
        ]);
    });
  }

  /** Returns everybody with a role. */
  async receivers(tx: EntityManager): Promise<Receiver[]> {
    const roles: Raw[] = await tx.query('SELECT user_id, role FROM role ORDER BY user_id');
    const choices: Raw[] = await tx.query('SELECT user_id, topic FROM notice_choice');
    const found = new Map<string, Receiver>();
    for (const row of roles) {
      const userId = String(row.user_id);
      const known = role.safeParse(row.role);
      const receiver = found.get(userId) ?? { userId, roles: [], off: new Set<string>() };
      if (known.success) receiver.roles.push(known.data);
      found.set(userId, receiver);
    }
    for (const { user_id, topic } of choices) found.get(String(user_id))?.off.add(String(topic));
    return [...found.values()];
  }
}

export const isFor = (topic: NoticeTopic, roles: readonly Role[]): boolean =>
  roles.some((each) => ROLES_OF[topic].includes(each));
/** Tells whether this person gets messages about a topic: the rules allow it, it is meant for their role, and they have not switched it off. */
export const isTold = (rules: Rules, topic: NoticeTopic, { roles, off }: Receiver): boolean =>
  isFor(topic, roles) && (ALWAYS_TOLD.includes(topic) || (!rules.off.includes(topic) && !off.has(topic)));

const columnsOf = ({ times, rest: { from, to, weekends }, off }: Rules): unknown[] => [
  JSON.stringify(times),
  from,
  to,
  weekends ? 1 : 0,
  JSON.stringify(off),
];
const stored = (row: Raw): StoredRules => ({
  ...noticeRules.parse({
    times: JSON.parse(String(row.times)),
    rest: { from: row.rest_from, to: row.rest_to, weekends: Number(row.rest_weekends) === 1 },
    off: JSON.parse(String(row.topics_off)),
  }),
  version: readInt(row.version),
  nextAt: row.next_at == null ? null : readInt(row.next_at),
  begunAt: readInt(row.begun_at),
});
