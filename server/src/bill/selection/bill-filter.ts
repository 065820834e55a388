import type { CreateSelection } from '@dingdee/shared/bill';
import { type BillStateKind, statesOf } from '@dingdee/shared/bill-state';
import { parseAmount, toFen } from '@dingdee/shared/money';
import { placeholders } from '../../database/database.js';
import { holding, searchable, typedWord } from '../../database/typed-words.js';
import { cleanCondition, isCleanGroup, type Viewer } from './clean-groups.js';
import type { SqlCondition } from './sql-condition.js';

const DAY = 86_400_000;
const SEARCHED = ['payee', 'department', 'purpose', 'business_id', 'originator_name'];
const NUMBERS = ['bill_no', 'kingdee_no'];

/** The states of the filter's stage; null = every state. */
export const filterStates = (filter: CreateSelection): readonly BillStateKind[] | null =>
  filter.stage === undefined ? null : statesOf(filter.stage);

/** The filter of a list without its stage. @param now for waitingDays, Unix ms. @param viewer whose groups `reason` names. */
export function filterCondition(filter: CreateSelection, now: number, viewer: Viewer): SqlCondition {
  const parts: SqlCondition[] = [];
  if (filter.schemeId !== undefined) parts.push({ sql: 'scheme_id = ?', params: [filter.schemeId] });
  if (filter.reason !== undefined) parts.push(ofGroup(filter.reason, filter.stage, viewer));
  if (filter.minAmount !== undefined)
    parts.push({ sql: 'base_fen >= ?', params: [toFen(filter.minAmount).toString()] });
  if (filter.waitingDays !== undefined)
    parts.push({ sql: 'state_since <= ?', params: [now - filter.waitingDays * DAY] });
  if (filter.attachments === 'none') parts.push({ sql: 'attachments = 0', params: [] });
  const words = filter.q?.trim() ?? '';
  if (words !== '') parts.push(search(words));
  return all(parts);
}

/** The whole filter, stage included. */
export function wholeCondition(filter: CreateSelection, now: number, viewer: Viewer): SqlCondition {
  const states = filterStates(filter);
  const stage = states && { sql: `state_kind IN (${placeholders(states)})`, params: [...states] };
  return all([...(stage ? [stage] : []), filterCondition(filter, now, viewer)]);
}

function ofGroup(key: string, stage: CreateSelection['stage'], viewer: Viewer): SqlCondition {
  if (isCleanGroup(key) || (key === '' && stage === 'review')) return cleanCondition(key, viewer);
  return { sql: 'reason_key = ?', params: [key] };
}

/** Conditions joined by AND; none at all is always true. */
export function all(parts: readonly SqlCondition[]): SqlCondition {
  const real = parts.filter((part) => part.sql !== ALWAYS);
  return real.length === 0
    ? { sql: ALWAYS, params: [] }
    : { sql: real.map((part) => part.sql).join(' AND '), params: real.flatMap((part) => part.params) };
}
const ALWAYS = '1 = 1';

/** Words anywhere in the texts; an amount also finds the bills of exactly that sum. */
function search(words: string): SqlCondition {
  const anywhere = holding(typedWord(words));
  const number = holding(typedWord(words).toUpperCase());
  const sql = [
    ...SEARCHED.map((column) => `${searchable(column)} LIKE ? ESCAPE '!'`),
    ...NUMBERS.map((column) => `${column} LIKE ? ESCAPE '!'`),
  ];
  const params: unknown[] = [...SEARCHED.map(() => anywhere), ...NUMBERS.map(() => number)];
  const sum = parseAmount(words.replace(/^[¥￥]/, ''));
  if (sum !== null) {
    sql.push('base_fen = ?');
    params.push(toFen(sum).toString());
  }
  return { sql: `(${sql.join(' OR ')})`, params };
}
