import { LEFT_BEHIND, NO_COST_ITEM, NOT_BY_LINE } from '@dingdee/shared/analysis';
import { PAYMENT_FORM } from '../connectors/forms/payment-form.js';
import { innerSumOfFen } from '../database/columns.js';
import type { Dialect } from '../database/dialect.js';

/** To be raised with every change of what stands below: days that were added up otherwise are made again. */
export const MADE_BY = 3;

/** Names of what is counted, as cells have them. */
export const SPANS = ['to-booked', 'at-mapping', 'at-review', 'at-push'] as const;
export type Span = (typeof SPANS)[number];
/** So that minutes are in order as text; of its own digits on both databases. */
export const SPAN_BASE = 1_000_000_000;

const WITHIN = 'b.finished_at >= ? AND b.finished_at < ?';
/**
 * "+": the days of the approvals lead to the bills, and not all bills of a state, or all rows of an action; so on both databases. In GROUP BY as
 * well: in the order of their ids SQLite would walk over every bill that there is for each day.
 */
export const IS_BOOKED = "+b.state_kind IN ('booked', 'written-back')";
export const IS_LEFT_BEHIND = "+b.state_kind = 'superseded'";
export const IS_TROUBLE = "+b.state_kind IN ('failed', 'in-doubt', 'reversal-needed')";
const SUMS = `COUNT(*), COALESCE(${innerSumOfFen('b.base_fen')}, 0), SUM(CASE WHEN b.base_fen IS NULL THEN 1 ELSE 0 END)`;
/** What says that somebody had to touch a bill before it was booked, or that Kingdee refused it. */
const TOUCHED = `EXISTS (SELECT 1 FROM audit a WHERE a.subject_id = b.id AND a.subject_kind = 'bill'
  AND (+a.action IN ('lock-value', 'swap-value') OR a.to_state IN ('needs-mapping', 'failed', 'in-doubt', 'held', 'reversal-needed')))`;
/** Nobody had to: went through as it came. */
export const UNTOUCHED = `NOT ${TOUCHED}`;

/** What a person did: cells by who it was. */
export const DEEDS = {
  approved: "+a.action = 'approve'",
  // Not who changed what is on hold already: a mapping, an answer that was looked for.
  held: "a.to_state = 'held' AND a.from_state <> 'held'",
  pushed: "+a.action = 'push-confirmed'",
} as const;
export type Deed = keyof typeof DEEDS;

/**
 * Bills taken apart by cost item, with the parameters of `WITHIN`: rows (id, scheme_id, org_number, item, fen, unknown_amount). The lines as they
 * stand, what a bill pays besides its lines, bills without any, and those left behind as a whole: the parts of a bill add up to it, always.
 */
export function costParts(dialect: Dialect): { sql: string; params: (range: readonly [number, number]) => unknown[] } {
  return {
    // Read twice below, and each line is taken out of JSON.
    sql: `cost_line AS ${dialect === 'mysql' ? '' : 'MATERIALIZED'} (${costLines(dialect)}),
      lined AS (SELECT id, ${innerSumOfFen('fen')} AS fen FROM cost_line GROUP BY +id),
      cost_part AS (
        SELECT id, item, ${innerSumOfFen('fen')} AS fen, 0 AS unknown_amount FROM cost_line GROUP BY id, item
        UNION ALL
        SELECT b.id, CASE WHEN ${IS_LEFT_BEHIND} THEN '${LEFT_BEHIND}' WHEN l.id IS NULL THEN '${NO_COST_ITEM}' ELSE '${NOT_BY_LINE}' END, COALESCE(b.base_fen, 0) - COALESCE(l.fen, 0),
          CASE WHEN b.base_fen IS NULL THEN 1 ELSE 0 END
        FROM bill b LEFT JOIN lined l ON l.id = b.id WHERE ${WITHIN} AND (l.id IS NULL OR l.fen <> b.base_fen))`,
    params: (range) => [...range, ...range],
  };
}

/** `cost_part` of one cost item that has a name: lines alone make it, and only bills whose content names it are taken apart. */
export function costPartsOf(
  dialect: Dialect,
  item: string,
): { sql: string; params: (range: readonly [number, number]) => unknown[] } {
  return {
    sql: `cost_line AS (${costLines(dialect)} AND INSTR(c.notes, ?) > 0),
      cost_part AS (SELECT id, item, ${innerSumOfFen('fen')} AS fen, 0 AS unknown_amount FROM cost_line WHERE item = ? GROUP BY +id, item)`,
    params: (range) => [...range, JSON.stringify(item), item],
  };
}

/** Each line of each bill as it stands, with the parameters of `WITHIN`: rows (id, item, fen). */
function costLines(dialect: Dialect): string {
  const item = `$.fields.${PAYMENT_FORM.row.costItem}`;
  return dialect === 'mysql'
    ? `SELECT b.id, COALESCE(line.item, '${NO_COST_ITEM}') AS item, COALESCE(CAST(REPLACE(line.amount, '.', '') AS SIGNED), 0) AS fen
         FROM bill b CROSS JOIN bill_content c ON c.bill_id = b.id
         CROSS JOIN JSON_TABLE(c.notes, '$.fields.rows[*]' COLUMNS (item VARCHAR(250) PATH '${item}', amount VARCHAR(40) PATH '$.amount')) AS line
         WHERE ${WITHIN} AND b.base_fen IS NOT NULL AND NOT (${IS_LEFT_BEHIND})`
    : `SELECT b.id, COALESCE(json_extract(line.value, '${item}'), '${NO_COST_ITEM}') AS item,
           COALESCE(CAST(REPLACE(json_extract(line.value, '$.amount'), '.', '') AS INTEGER), 0) AS fen
         FROM bill b CROSS JOIN bill_content c ON c.bill_id = b.id CROSS JOIN json_each(c.notes, '$.fields.rows') AS line
         WHERE ${WITHIN} AND b.base_fen IS NOT NULL AND NOT (${IS_LEFT_BEHIND})`;
}

/** One statement of a day: `sql` is what is inserted, in the order of the columns of analysis_cell. */
interface CellRows {
  sql: string;
  params: unknown[];
}

/** Everything that is added up of a day. @param range Unix ms of its first moment and of the one behind its last. */
export function cellsOf(dialect: Dialect, day: string, range: readonly [number, number]): readonly CellRows[] {
  const counted = (kind: string, rows: string): CellRows => ({
    sql: `SELECT ?, '${kind}', b.scheme_id, b.org_number, b.cell_key, ${SUMS} FROM (${rows}) b GROUP BY b.scheme_id, b.org_number, b.cell_key`,
    params: [day, ...range],
  });
  const plain = (kind: string, key: string, where = ''): CellRows =>
    counted(
      kind,
      `SELECT b.scheme_id, b.org_number, b.base_fen, ${key} AS cell_key FROM bill b WHERE ${WITHIN} ${where}`,
    );
  // A bill that came there twice is one bill.
  const audited = (kind: string, key: string, where: string): CellRows =>
    counted(
      kind,
      `SELECT DISTINCT b.id, b.scheme_id, b.org_number, b.base_fen, ${key} AS cell_key
       FROM bill b CROSS JOIN audit a ON a.subject_id = b.id AND a.subject_kind = 'bill' WHERE ${WITHIN} AND ${where}`,
    );
  const parts = costParts(dialect);
  return [
    plain('state', 'b.state_kind'),
    plain('department', `CASE WHEN ${IS_LEFT_BEHIND} THEN '${LEFT_BEHIND}' ELSE b.department END`),
    plain('left', 'b.reason_key', `AND ${IS_TROUBLE}`),
    plain('once', `CASE WHEN ${TOUCHED} THEN 'touched' ELSE 'once' END`, `AND ${IS_BOOKED}`),
    {
      sql: `WITH ${parts.sql} SELECT ?, 'cost', b.scheme_id, b.org_number, p.item, COUNT(*), ${innerSumOfFen('p.fen')}, SUM(p.unknown_amount)
        FROM cost_part p CROSS JOIN bill b ON b.id = p.id GROUP BY b.scheme_id, b.org_number, p.item`,
      params: [...parts.params(range), day],
    },
    ...Object.entries(DEEDS).map(([deed, where]) => audited(deed, 'a.actor', `${where} AND a.actor <> 'system'`)),
    audited('trouble', 'a.to_state', "a.to_state IN ('failed', 'in-doubt', 'reversal-needed')"),
    spans(dialect, day, range),
  ];
}

/** How long booked bills stood: minutes, whole hours from an hour on, rounded up, so that half of them were through within what is said. */
function spans(dialect: Dialect, day: string, range: readonly [number, number]): CellRows {
  const whole = dialect === 'mysql' ? 'DIV' : '/';
  const upTo = (unit: number) => `((ms + ${unit - 1}) ${whole} ${unit})`;
  const shown = `CASE WHEN ms < 0 THEN 0 WHEN ms <= 3540000 THEN ${upTo(60_000)} ELSE ${upTo(3_600_000)} * 60 END`;
  const span = (kind: Span, from: string, to: string) =>
    `SELECT '${kind}' AS kind, scheme_id, org_number, ${to} - ${from} AS ms FROM marks WHERE ${from} IS NOT NULL AND ${to} IS NOT NULL`;
  return {
    sql: `WITH marks AS (
        SELECT b.id, b.scheme_id, b.org_number, b.finished_at,
          MIN(CASE WHEN a.to_state = 'ready' THEN a.at END) AS ready_at,
          MAX(CASE WHEN a.action = 'approve' THEN a.at END) AS approved_at,
          MIN(CASE WHEN a.to_state = 'booked' THEN a.at END) AS booked_at
        FROM bill b CROSS JOIN audit a ON a.subject_id = b.id AND a.subject_kind = 'bill' WHERE ${WITHIN} AND ${IS_BOOKED}
        GROUP BY +b.id, b.scheme_id, b.org_number, b.finished_at),
      spans AS (${span('to-booked', 'finished_at', 'booked_at')} UNION ALL ${span('at-mapping', 'finished_at', 'ready_at')}
        UNION ALL ${span('at-review', 'ready_at', 'approved_at')} UNION ALL ${span('at-push', 'approved_at', 'booked_at')}),
      shown AS (SELECT kind, scheme_id, org_number, ${SPAN_BASE} + ${shown} AS minutes FROM spans)
      SELECT ?, kind, scheme_id, org_number, CAST(minutes AS CHAR), COUNT(*), 0, 0 FROM shown GROUP BY kind, scheme_id, org_number, minutes`,
    params: [...range, day],
  };
}
