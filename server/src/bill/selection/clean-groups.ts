import { type Amount, formatAmount, fromFen, toFen } from '@dingdee/shared/money';
import type { Settings } from '../../config/settings.js';
import type { Actor } from '../../domain/actor.js';
import { DAY_MS } from '../../domain/beijing-time.js';
import type { SqlCondition } from './sql-condition.js';

/** The person for whom a list is made: a bill that is clean for one person may not be clean for another. */
export interface Viewer {
  userId: string;
  /** From this sum on a bill is reviewed by itself, in 分. */
  largeFen: bigint;
  /** A question from before this time (Unix ms) without an answer counts as overdue. */
  askedBefore: number;
  /** One person may approve their own bills. */
  singlePerson: boolean;
}

export const viewerOf = (actor: Actor, settings: Settings): Viewer => ({
  userId: actor.userId,
  largeFen: toFen(settings.FOUR_EYES_BILL as Amount),
  askedBefore: Date.now() - settings.ASK_UNANSWERED_DAYS * DAY_MS,
  singlePerson: settings.SINGLE_PERSON_MODE,
});

/** Keys of groups of bills without an issue that this person cannot, or should not, approve in bulk. */
export const CLEAN_GROUPS = ['clean:own', 'clean:large', 'clean:bare'] as const;
export type CleanGroup = (typeof CLEAN_GROUPS)[number];
export const isCleanGroup = (key: string): key is CleanGroup => CLEAN_GROUPS.some((one) => one === key);

export function cleanGroupWords(key: CleanGroup, viewer: Viewer): string {
  if (key === 'clean:own') return '你自己的报销，要由别人审核';
  if (key === 'clean:bare') return '没有附件，逐笔看过再通过';
  return `单笔 ≥ ¥${formatAmount(fromFen(viewer.largeFen)).replace(/\.00$/, '')}，逐笔看过再通过`;
}

/** Returns SQL for the group of a bill: its reason, and for a clean bill its group for this person. */
export const shownKey = (viewer: Viewer): SqlCondition => ({
  sql: `CASE WHEN reason_key <> '' THEN reason_key WHEN ${own(viewer).sql} THEN 'clean:own' WHEN ${large(viewer).sql} THEN 'clean:large' WHEN attachments = 0 THEN 'clean:bare' ELSE '' END`,
  params: [...own(viewer).params, ...large(viewer).params],
});

/** Returns the condition for exactly the clean bills of one group of 待审核. @param key '' for bills that pass all checks. */
export function cleanCondition(key: CleanGroup | '', viewer: Viewer): SqlCondition {
  const [mine, big] = [own(viewer), large(viewer)];
  const parts: Readonly<Record<CleanGroup | '', SqlCondition>> = {
    'clean:own': mine,
    'clean:large': { sql: `NOT ${mine.sql} AND ${big.sql}`, params: [...mine.params, ...big.params] },
    'clean:bare': {
      sql: `NOT ${mine.sql} AND NOT ${big.sql} AND attachments = 0`,
      params: [...mine.params, ...big.params],
    },
    '': { sql: `NOT ${mine.sql} AND NOT ${big.sql} AND attachments > 0`, params: [...mine.params, ...big.params] },
  };
  const { sql, params } = parts[key];
  return { sql: `reason_key = '' AND ${sql}`, params };
}

const own = ({ userId, singlePerson }: Viewer): SqlCondition =>
  singlePerson ? { sql: '(1 = 0)', params: [] } : { sql: '(originator_userid = ?)', params: [userId] };
const large = ({ largeFen }: Viewer): SqlCondition => ({
  sql: '(base_fen IS NULL OR base_fen >= ?)',
  params: [largeFen.toString()],
});
