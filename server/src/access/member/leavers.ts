import type { Role } from '@dingdee/shared/session';
import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { DingTalkClient, DingTalkError, type Standing } from '../../connectors/source.js';
import { readInt } from '../../database/columns.js';
import { changedBy, Database, placeholders } from '../../database/database.js';
import { SYSTEM } from '../../domain/actor.js';
import { emitAccess } from '../../event-log/live-events.js';
import { Wakes } from '../../queue/wakes.js';
import { revokeTokens } from '../token/revoke-tokens.js';
import { saveMember } from './members.js';

const HOUR_MS = 3_600_000;
/** Most people asked about in one run; the rest follow an hour later. */
const AT_ONCE = 200;
/** This many failed answers in a row count as an outage. */
const OUTAGE = 5;

/**
 * Asks DingTalk once a day (`LEAVER_CHECK_MS`) about everybody with a role; contact calls do not count against the month. A person who is no longer
 * there loses roles, sessions, streams and the tokens they made. If DingTalk gives no answer, nothing changes.
 */
@Injectable()
export class Leavers implements OnApplicationBootstrap {
  private readonly log = new Logger('leavers');
  private readonly unanswered = new Set<string>();

  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
    private readonly audit: AuditLog,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    this.wakes.on('leavers', () => this.run());
    this.wakes.every('leavers', Math.min(HOUR_MS, Math.max(100, Math.floor(this.settings.LEAVER_CHECK_MS / 4))));
  }

  async run(): Promise<void> {
    const all = await this.db.query<{ userId: string; name: string }>(
      `SELECT m.user_id AS userId, m.name AS name FROM member m WHERE (m.asked_at IS NULL OR m.asked_at < ?)
          AND EXISTS (SELECT 1 FROM role r WHERE r.user_id = m.user_id) ORDER BY m.asked_at, m.user_id`,
      [Date.now() - this.settings.LEAVER_CHECK_MS],
    );
    // People about whom DingTalk gave no answer come after the others.
    const due = [...all].sort((a, b) => Number(this.unanswered.has(a.userId)) - Number(this.unanswered.has(b.userId)));
    const people = due.slice(0, AT_ONCE);
    if (people.length === 0) return;
    const asked = people.map(({ userId }) => userId);
    const { answers, why } = await this.ask(asked);
    const are = (is: Standing['is']) => asked.filter((userId) => answers.get(userId)?.is === is);
    const gone = are('left');
    let here = are('here').length;
    if (why !== '') {
      const left = asked.filter((userId) => !answers.has(userId));
      this.log.warn(
        `DingTalk did not say of ${left.length} of ${asked.length} people whether they are still there (${left.slice(0, 20).join(', ')}), nobody's roles were touched for that: ${why}`,
      );
    }
    // DingTalk gives the same answer for a person whom the app may not see: if nobody else is found, the answer says nothing about people.
    if (gone.length > 0 && here === 0) here = (await this.anyoneElse(asked)) ? 1 : 0;
    if (gone.length > 0 && (here === 0 || (await this.tooMany(gone.length, here)))) {
      this.log.error(
        `DingTalk knows ${gone.length} of ${asked.length} people no longer: too many to have left, the app's contact scope was probably narrowed; nobody's roles were touched`,
      );
      return;
    }
    for (const userId of gone) await this.suspend(userId);
    const seen = asked.filter((userId) => answers.has(userId) && !gone.includes(userId));
    if (seen.length === 0) return;
    const renamed = people.flatMap(({ userId, name }) => {
      const now = answers.get(userId)?.name ?? '';
      return now === '' || now === name ? [] : [{ userId, name: now }];
    });
    await this.db.inTransaction(async (tx) => {
      for (const person of renamed) await saveMember(tx, person);
      await changedBy(tx, `UPDATE member SET asked_at = ? WHERE user_id IN (${placeholders(seen)})`, [
        Date.now(),
        ...seen,
      ]);
    });
  }

  /**
   * Asks DingTalk about these people. One failed answer concerns one person; several in a row are an outage, and no more people are asked. `why`: the
   * last error, "" if there was none.
   */
  private async ask(asked: readonly string[]): Promise<{ answers: Map<string, Standing>; why: string }> {
    const answers = new Map<string, Standing>();
    let why = '';
    let inARow = 0;
    for (const userId of asked) {
      try {
        answers.set(userId, await this.dingtalk.standing(userId));
        this.unanswered.delete(userId);
        inARow = 0;
      } catch (error) {
        if (!(error instanceof DingTalkError)) throw error;
        this.unanswered.add(userId);
        why = error.message;
        inARow += 1;
        if (inARow >= OUTAGE) break;
      }
    }
    return { answers, why };
  }

  /**
   * Tells whether too many people seem to have left. Counts over the whole period: people are asked in turns, and a few in each run would add up to
   * everybody.
   */
  private async tooMany(gone: number, here: number): Promise<boolean> {
    const since = Date.now() - this.settings.LEAVER_CHECK_MS;
    const [row] = await this.db.query<{ left_n: unknown; here_n: unknown }>(
      `SELECT SUM(CASE WHEN m.left_at >= ? THEN 1 ELSE 0 END) AS left_n,
              SUM(CASE WHEN m.left_at IS NULL AND m.asked_at >= ? AND EXISTS (SELECT 1 FROM role r WHERE r.user_id = m.user_id) THEN 1 ELSE 0 END) AS here_n
         FROM member m`,
      [since, since],
    );
    return gone + readInt(row?.left_n ?? 0) > Math.max(1, here + readInt(row?.here_n ?? 0));
  }

  /** Tells whether DingTalk still shows any of up to three people who were not asked. */
  private async anyoneElse(asked: readonly string[]): Promise<boolean> {
    const others = await this.db.query<{ userId: string }>(
      `SELECT user_id AS userId FROM member WHERE left_at IS NULL AND last_seen_at IS NOT NULL AND user_id NOT IN (${placeholders(asked)}) ORDER BY last_seen_at DESC LIMIT 3`,
      [...asked],
    );
    const { answers } = await this.ask(others.map(({ userId }) => userId));
    return [...answers.values()].some(({ is }) => is === 'here');
  }

  private async suspend(userId: string): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const rows: { role: Role; name: string }[] = await tx.query(
        'SELECT r.role AS role, m.name AS name FROM role r JOIN member m ON m.user_id = r.user_id WHERE r.user_id = ?',
        [userId],
      );
      if (rows.length === 0) return;
      const now = Date.now();
      await changedBy(tx, 'DELETE FROM role WHERE user_id = ?', [userId]);
      await changedBy(tx, 'DELETE FROM session WHERE user_id = ?', [userId]);
      await changedBy(tx, 'UPDATE member SET left_at = ?, asked_at = ? WHERE user_id = ?', [now, now, userId]);
      const ended = await revokeTokens(tx, userId);
      await emitAccess(tx, userId);
      await this.audit.append(tx, SYSTEM, [
        {
          action: 'left',
          subjectKind: 'member',
          subjectId: userId,
          detail: { name: rows[0]?.name ?? userId, before: rows.map(({ role }) => role), after: [], ...ended },
        },
      ]);
    });
    this.log.warn(`somebody with roles has left DingTalk, roles and sessions are ended (member ${userId})`);
  }
}
