import * as z from 'zod/mini';

import { instant } from './page.js';
import { MAPPERS, PROBERS, PUSHERS, REVIEWERS } from './routes/who.js';
import { role } from './session.js';

// 通知: messages to people about their own work, in DingTalk.

/** Topics of notices. The first two are also sent at rest; each of the last four is one line of the digest. */
export const NOTICE_TOPICS = ['doubt', 'trouble', 'push-result', 'review', 'push', 'mapping', 'failed'] as const;
export type NoticeTopic = (typeof NOTICE_TOPICS)[number];
export const DIGEST_TOPICS = ['review', 'push', 'mapping', 'failed'] as const satisfies readonly NoticeTopic[];
export type DigestTopic = (typeof DIGEST_TOPICS)[number];
/** Roles that get each line of a digest: the roles that can act on it. */
export const DIGEST_ROLES = {
  review: REVIEWERS,
  push: PUSHERS,
  mapping: MAPPERS,
  failed: PROBERS,
} as const satisfies Record<DigestTopic, readonly string[]>;
/** Nobody can switch off a doubt, because nobody may answer it with a second payment. */
export const ALWAYS_TOLD: readonly NoticeTopic[] = ['doubt'];

export const MOST_DIGESTS = 6;
/** Retention of sent notices, in days. */
export const NOTICE_KEPT_DAYS = 45;

const version = z.int().check(z.minimum(0));
/** "08:30", Beijing. */
const time = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/));
const topic = z.enum(NOTICE_TOPICS);
const topics = z.array(topic).check(z.maxLength(NOTICE_TOPICS.length));

export const noticeRules = z.object({
  /** Times of the digests, the earliest first. */
  times: z.array(time).check(z.maxLength(MOST_DIGESTS)),
  /** At rest（静默） from `from` until `to` of the next morning; equal times: never. */
  rest: z.object({ from: time, to: time, weekends: z.boolean() }),
  /** Topics that are switched off for everybody. */
  off: topics,
});
export type NoticeRules = z.infer<typeof noticeRules>;

/** PUT /api/notices/rules */
export const changeNoticeRules = z.object({ version, ...noticeRules.shape });
export type ChangeNoticeRules = z.infer<typeof changeNoticeRules>;
/** PUT /api/notices/mine */
export const chooseNotice = z.object({ topic, on: z.boolean() });
export type ChooseNotice = z.infer<typeof chooseNotice>;

/** GET /api/notices */
export const notices = z.object({
  version,
  rules: noticeRules,
  /** In the order of NOTICE_TOPICS. `mine`: null if the topic is not for this person; `sent`: today's messages to everybody. */
  topics: z.array(
    z.object({ topic, roles: z.array(role), mine: z.nullable(z.boolean()), sent: z.int(), fixed: z.boolean() }),
  ),
  /** Digest for this person as of now; null if nothing waits for them. */
  digest: z.nullable(
    z.object({
      title: z.string(),
      lines: z.array(z.object({ name: z.string(), count: z.string(), amount: z.string(), bad: z.boolean() })),
      notes: z.array(z.string()),
      buttons: z.array(z.string()),
    }),
  ),
  /** Reason why messages are sent as work notices, in words; null: they are sent as interactive cards, which change in place. */
  noCards: z.nullable(z.string()),
  /** Time of the next digest; null if there is none. */
  nextAt: z.nullable(instant),
  /** Today's messages: sent, refused by DingTalk, and with an unknown result. */
  today: z.object({ sent: z.int(), refused: z.int(), unknown: z.int() }),
});
export type Notices = z.infer<typeof notices>;
