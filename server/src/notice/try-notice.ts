import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { clock } from '../database/clock.js';
import { Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { Wakes } from '../queue/wakes.js';
import { tryCard } from './cards/try-card.js';
import { NoticeOffError, NoticeTooSoonError } from './notice.errors.js';
import { NoticeRules } from './notice-rules.js';
import { trackOf } from './notice-track.js';
import { Notices } from './notices.js';

const CAUSE = 'try';
/** Shortest time between two trial messages, in ms: one a minute is enough to see whether it arrives. */
const BETWEEN_MS = 60_000;

/** 发一条给我: sends a message to oneself, by the same way as all messages. */
@Injectable()
export class TryNotice {
  constructor(
    private readonly db: Database,
    private readonly rules: NoticeRules,
    private readonly notices: Notices,
    private readonly audit: AuditLog,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'NOTICE_SWEEP_MS'>,
  ) {}

  /** Stores the message. @throws NoticeOffError, NoticeTooSoonError */
  async send(by: Actor): Promise<void> {
    if (this.settings.NOTICE_SWEEP_MS === 0) throw new NoticeOffError();
    const { userId } = by;
    await this.db.inTransaction(async (tx) => {
      // Makes two presses at once run one after the other.
      await this.rules.locked(tx);
      const now = clock.now();
      const last = await this.notices.last(tx, userId, CAUSE);
      if (last !== null && now >= last.createdAt && now - last.createdAt < BETWEEN_MS) throw new NoticeTooSoonError();
      const track = trackOf('try', userId, CAUSE, last?.track ?? String(now));
      await this.notices.put(tx, {
        track,
        cause: CAUSE,
        userId,
        card: tryCard(now),
        sum: null,
        lasts: false,
        lateAt: now + BETWEEN_MS * 10,
      });
      await this.audit.append(tx, by, [{ action: 'try-notice', subjectKind: 'notice', subjectId: track, detail: {} }]);
    });
    this.wakes.wake('notice');
  }
}
