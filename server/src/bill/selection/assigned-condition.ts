import type { Viewer } from './clean-groups.js';
import type { SqlCondition } from './sql-condition.js';

/** Prefix of the key of a group by reviewer; a user id follows it, '' for unassigned bills. */
const PREFIX = 'person:';
export const personKey = (userId: string): string => `${PREFIX}${userId}`;
/** Returns the user id in a group's key; null for the key of another kind of group. */
export const personOfKey = (key: string): string | null => (key.startsWith(PREFIX) ? key.slice(PREFIX.length) : null);

/** The reviewer who has a bill in hand, in columns of `bill`; '' for nobody. No inner table has a column `id`. */
export const ASSIGNEE: SqlCondition = {
  sql: `COALESCE((SELECT given.user_id FROM bill_assignment given WHERE given.bill_id = id), '')`,
  params: [],
};

const inHand = (userId: string): SqlCondition => ({
  sql: 'id IN (SELECT given.bill_id FROM bill_assignment given WHERE given.user_id = ?)',
  params: [userId],
});

/** Returns the condition for `assigned` of a list's query. @param now Unix ms, for overdue bills */
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

/** Returns the condition for exactly the bills of one group by reviewer. @param userId '' for unassigned bills */
export const personCondition = (userId: string): SqlCondition =>
  userId === ''
    ? {
        sql: `NOT EXISTS (SELECT 1 FROM bill_assignment given WHERE given.bill_id = id AND given.user_id <> '')`,
        params: [],
      }
    : inHand(userId);
