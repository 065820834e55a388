import type { Viewer } from './clean-groups.js';
import type { SqlCondition } from './sql-condition.js';

/** A group of bills by who has them in hand: its key is this and a user id, '' for nobody's. */
const PREFIX = 'person:';
export const personKey = (userId: string): string => `${PREFIX}${userId}`;
/** The user id that a group's key names; null for the key of another kind of group. */
export const personOfKey = (key: string): string | null => (key.startsWith(PREFIX) ? key.slice(PREFIX.length) : null);

/** Who has a bill in hand, in columns of `bill`; '' for nobody. No inner table has a column `id`. */
export const ASSIGNEE: SqlCondition = {
  sql: `COALESCE((SELECT given.user_id FROM bill_assignment given WHERE given.bill_id = id), '')`,
  params: [],
};

const inHand = (userId: string): SqlCondition => ({
  sql: 'id IN (SELECT given.bill_id FROM bill_assignment given WHERE given.user_id = ?)',
  params: [userId],
});

/** `assigned` of a list's query. @param now Unix ms, for what is past its time */
export function assignedCondition(assigned: string, { userId }: Viewer, now: number): SqlCondition {
  if (assigned === 'me') return inHand(userId);
  if (assigned === 'none') return personCondition('');
  if (assigned === 'overdue')
    return {
      sql: `id IN (SELECT given.bill_id FROM bill_assignment given WHERE given.due_at < ? AND given.user_id <> '')`,
      params: [now],
    };
  if (assigned.startsWith('act:'))
    return {
      sql: 'id IN (SELECT given.bill_id FROM bill_assignment given WHERE given.handed_by_act = ? AND given.user_id = ?)',
      params: [assigned.slice('act:'.length), userId],
    };
  return inHand(assigned.slice('to:'.length));
}

/** Exactly the bills of one group by person. @param userId '' for nobody's */
export const personCondition = (userId: string): SqlCondition =>
  userId === ''
    ? {
        sql: `NOT EXISTS (SELECT 1 FROM bill_assignment given WHERE given.bill_id = id AND given.user_id <> '')`,
        params: [],
      }
    : inHand(userId);
