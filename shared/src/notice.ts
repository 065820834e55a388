import * as z from 'zod/mini';

import { instant } from './page.js';
import { MAPPERS, PROBERS, PUSHERS, REVIEWERS } from './routes/who.js';
import { role } from './session.js';

// 通知: messages to people about their own work, in DingTalk.

/** What a person may be told of. The first two also come at rest; of the last four the digest has one line each. */
export const NOTICE_TOPICS = ['doubt', 'trouble', 'push-result', 'review', 'push', 'mapping', 'failed'] as const;
export type NoticeTopic = (typeof NOTICE_TOPICS)[number];
export const DIGEST_TOPICS = ['review', 'push', 'mapping', 'failed'] as const satisfies readonly NoticeTopic[];
export type DigestTopic = (typeof DIGEST_TOPICS)[number];
/** Whom each line of a digest is for: who may do something about it. */
export const DIGEST_ROLES = {
  review: REVIEWERS,
  push: PUSHERS,
  mapping: MAPPERS,
  failed: PROBERS,
} as const satisfies Record<DigestTopic, readonly string[]>;
/** Nobody is spared a doubt: it is the one that somebody must not answer with a second payment. */
export const ALWAYS_TOLD: readonly NoticeTopic[] = ['doubt'];

export const MOST_DIGESTS = 6;
/** What was sent is kept for so many days. */
export const NOTICE_KEPT_DAYS = 45;

const version = z.int().check(z.minimum(0));
/** "08:30", Beijing. */
const time = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/));
const topic = z.enum(NOTICE_TOPICS);
const topics = z.array(topic).check(z.maxLength(NOTICE_TOPICS.length));

export const noticeRules = z.object({
  /** When digests go out, the earliest first. */
  times: z.array(time).check(z.maxLength(MOST_DIGESTS)),
  /** At rest from `from` until `to` of the next morning; both the same: never. */
  rest: z.object({ from: time, to: time, weekends: z.boolean() }),
  /** What nobody is told. */
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
  /** In the order of NOTICE_TOPICS. `mine`: null where it is not for this person; `sent`: messages of today, by anybody. */
  topics: z.array(
    z.object({ topic, roles: z.array(role), mine: z.nullable(z.boolean()), sent: z.int(), fixed: z.boolean() }),
  ),
  /** What a digest would tell this person now; null where nothing waits for them. */
  digest: z.nullable(
    z.object({
      title: z.string(),
      lines: z.array(z.object({ name: z.string(), count: z.string(), amount: z.string(), bad: z.boolean() })),
      notes: z.array(z.string()),
      buttons: z.array(z.string()),
    }),
  ),
  /** Why messages go as work notices, in words; null: they go as interactive cards, which change in place. */
  noCards: z.nullable(z.string()),
  /** When the next digest is due; null while there is none. */
  nextAt: z.nullable(instant),
  /** Of today: messages that left, that DingTalk refused, and of which nobody knows. */
  today: z.object({ sent: z.int(), refused: z.int(), unknown: z.int() }),
});
export type Notices = z.infer<typeof notices>;
