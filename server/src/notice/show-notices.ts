import { ALWAYS_TOLD, NOTICE_TOPICS, type NoticeTopic, type Notices as Shown } from '@dingdee/shared/notice';
import { Injectable } from '@nestjs/common';
import { clock } from '../database/clock.js';
import { readInt } from '../database/columns.js';
import { Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { beijingDate, dayStart } from '../domain/beijing-time.js';
import { CardChannel } from './card-channel.js';
import { CardStanding } from './card-standing.js';
import { digestCard } from './cards/digest-card.js';
import { PutDigests, topicsOf } from './due/put-digests.js';
import type { NoticeKind } from './notice-card.js';
import { isFor, NoticeRules, ROLES_OF } from './notice-rules.js';

/** A kept message counts by its outcome before that. */
const CAME =
  "CASE WHEN state <> 'kept' THEN state WHEN told = 0 THEN 'closed' WHEN sent_at IS NULL THEN 'unknown' ELSE 'sent' END";
/** The kinds of message of a topic; the topics of the digest share one kind. */
const KINDS: Readonly<Record<NoticeTopic, readonly NoticeKind[]>> = {
  doubt: ['doubt', 'doubt-settled'],
  trouble: ['trouble'],
  'push-result': ['push-result'],
  review: ['digest'],
  push: ['digest'],
  mapping: ['digest'],
  failed: ['digest'],
};

const NO_TEMPLATE = '没有设置互动卡片的模板。';

/** Shows the page 通知: the rules, this person's topics, and today's outcome. */
@Injectable()
export class ShowNotices {
  constructor(
    private readonly db: Database,
    private readonly rules: NoticeRules,
    private readonly digests: PutDigests,
    private readonly cards: CardChannel,
    private readonly standing: CardStanding,
  ) {}

  async show({ userId, roles }: Actor): Promise<Shown> {
    const { version, nextAt, times, rest, off } = await this.rules.read();
    const now = clock.now();
    const [waiting, chosen, rows] = await Promise.all([
      this.digests.waiting(),
      this.db.query<{ topic: string }>('SELECT topic FROM notice_choice WHERE user_id = ?', [userId]),
      this.db.query<{ kind: string; came: string; n: unknown }>(
        `SELECT kind, ${CAME} AS came, COUNT(*) AS n FROM notice WHERE created_at >= ? GROUP BY kind, ${CAME}`,
        [dayStart(beijingDate(now))],
      ),
    ]);
    const count = (states: readonly string[], kinds?: readonly string[]): number =>
      rows
        .filter(({ came, kind }) => states.includes(came) && (kinds?.includes(kind) ?? true))
        .reduce((sum, { n }) => sum + readInt(n), 0);
    const mine = { userId, roles: [...roles], off: new Set(chosen.map(({ topic }) => topic)) };
    const rules = { times, rest, off };
    const card = digestCard(waiting, topicsOf(rules, mine), nextAt ?? now, null);
    return {
      version,
      rules,
      topics: NOTICE_TOPICS.map((topic) => ({
        topic,
        roles: [...ROLES_OF[topic]],
        mine: isFor(topic, roles) ? ALWAYS_TOLD.includes(topic) || !mine.off.has(topic) : null,
        sent: count(['sent'], KINDS[topic]),
        fixed: ALWAYS_TOLD.includes(topic),
      })),
      digest:
        card === null
          ? null
          : {
              title: card.title,
              lines: card.lines.map(({ name, count, amount, tone }) => ({ name, count, amount, bad: tone === 'bad' })),
              notes: [...card.notes],
              buttons: card.buttons.map(({ text }) => text),
            },
      noCards: this.cards.on ? this.standing.refusal(now) : NO_TEMPLATE,
      nextAt,
      today: { sent: count(['sent']), refused: count(['refused']), unknown: count(['unknown']) },
    };
  }
}
