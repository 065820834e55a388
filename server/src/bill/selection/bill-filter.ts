import type { CreateSelection } from '@dingdee/shared/bill';
import { type BillStateKind, statesOf } from '@dingdee/shared/bill-state';
import { toFen } from '@dingdee/shared/money';
import { validJson } from '../../database/columns.js';
import { placeholders } from '../../database/database.js';
import { dayStart } from '../../domain/beijing-time.js';
import { assignedCondition, personCondition, personOfKey } from './assigned-condition.js';
import { cleanCondition, isCleanGroup, type Viewer } from './clean-groups.js';
import { riskCondition, riskGroupCondition, riskOfKey } from './risk-groups.js';
import type { Found } from './search-bills.js';
import type { SqlCondition } from './sql-condition.js';

const DAY = 86_400_000;

/** Returns the states of the filter's stage; null = every state. */
export const filterStates = (filter: CreateSelection): readonly BillStateKind[] | null =>
  filter.stage === undefined ? null : statesOf(filter.stage);

/**
 * Returns the filter of a list without its stage.
 * @param now for waitingDays, Unix ms. @param viewer person whose groups `reason` names.
 * @param found `whole` or `walk` of the result of `searchBills`.
 */
export function filterCondition(
  filter: CreateSelection,
  now: number,
  viewer: Viewer,
  found: SqlCondition | undefined,
): SqlCondition {
  const parts: SqlCondition[] = found ? [found] : [];
  if (filter.schemeId !== undefined) parts.push({ sql: 'scheme_id = ?', params: [filter.schemeId] });
  if (filter.reason !== undefined) parts.push(ofGroup(filter.reason, filter.stage, viewer));
  if (filter.department !== undefined) parts.push({ sql: 'department = ?', params: [filter.department] });
  if (filter.orgNumber !== undefined) parts.push({ sql: 'org_number = ?', params: [filter.orgNumber] });
  if (filter.minAmount !== undefined)
    parts.push({ sql: 'base_fen >= ?', params: [toFen(filter.minAmount).toString()] });
  if (filter.maxAmount !== undefined)
    parts.push({ sql: 'base_fen <= ?', params: [toFen(filter.maxAmount).toString()] });
  if (filter.waitingDays !== undefined)
    parts.push({ sql: 'state_since <= ?', params: [now - filter.waitingDays * DAY] });
  if (filter.attachments !== undefined)
    parts.push({ sql: filter.attachments === 'none' ? 'attachments = 0' : 'attachments > 0', params: [] });
  if (filter.finishedFrom !== undefined)
    parts.push({ sql: 'finished_at >= ?', params: [dayStart(filter.finishedFrom)] });
  if (filter.finishedTo !== undefined)
    parts.push({ sql: 'finished_at < ?', params: [dayStart(filter.finishedTo) + DAY] });
  if (filter.risk !== undefined) parts.push(riskCondition(filter.risk, viewer));
  if (filter.assigned !== undefined) parts.push(assignedCondition(filter.assigned, viewer, now));
  if (filter.lacks !== undefined) parts.push(lacking(filter.lacks));
  if (filter.decided !== undefined) parts.push(decidedSince(now - DAY, viewer));
  if (filter.within !== undefined) parts.push(stillAsFrozen(filter.within, viewer));
  return all(parts);
}

/** Returns the whole filter, stage included. */
export function wholeCondition(
  filter: CreateSelection,
  now: number,
  viewer: Viewer,
  found: Found | null,
): SqlCondition {
  const states = filterStates(filter);
  // The found bills are fewer than a stage: "+" keeps SQLite from using the index of the stage, which reads all of its bills.
  const kind = found ? '+state_kind' : 'state_kind';
  const stage = states && { sql: `${kind} IN (${placeholders(states)})`, params: [...states] };
  return all([...(stage ? [stage] : []), filterCondition(filter, now, viewer, found?.whole)]);
}

/** Bills that lack this value, even if another reason comes first. */
function lacking(text: string): SqlCondition {
  const at = text.indexOf(':');
  return {
    sql: 'id IN (SELECT l.bill_id FROM bill_lookup l WHERE l.table_code = ? AND l.lookup_key = ? AND l.hit = 0)',
    params: [text.slice(0, at), text.slice(at + 1)],
  };
}

/** Bills of a selection that have not changed since: exactly what this person was shown, without new ones. */
const stillAsFrozen = (id: string, { userId }: Viewer): SqlCondition => ({
  sql: 'id IN (SELECT i.bill_id FROM selection_item i JOIN selection s ON s.id = i.selection_id JOIN bill kept ON kept.id = i.bill_id AND kept.version = i.bill_version WHERE i.selection_id = ? AND s.owner = ?)',
  params: [id, userId],
});

/** Bills that this person has decided since then and could still undo, or has left out. */
const decidedSince = (since: number, { userId }: Viewer): SqlCondition => ({
  sql: `(state_kind = 'approved' AND approved_by = ? AND approved_at >= ? OR state_kind IN ('held', 'excluded') AND state_since >= ? AND JSON_EXTRACT(${validJson('state')}, '$.by') IN (?, ?))`,
  // SQLite and MySQL compare the text, MariaDB its JSON form.
  params: [userId, since, since, userId, JSON.stringify(userId)],
});

function ofGroup(key: string, stage: CreateSelection['stage'], viewer: Viewer): SqlCondition {
  const risk = riskOfKey(key);
  if (risk !== null) return riskGroupCondition(risk, viewer);
  const person = personOfKey(key);
  if (person !== null) return personCondition(person);
  if (isCleanGroup(key) || (key === '' && stage === 'review')) return cleanCondition(key, viewer);
  return { sql: 'reason_key = ?', params: [key] };
}

/** Joins conditions by AND; without any the result is always true. */
export function all(parts: readonly SqlCondition[]): SqlCondition {
  const real = parts.filter((part) => part.sql !== ALWAYS);
  return real.length === 0
    ? { sql: ALWAYS, params: [] }
    : { sql: real.map((part) => part.sql).join(' AND '), params: real.flatMap((part) => part.params) };
}
const ALWAYS = '1 = 1';
