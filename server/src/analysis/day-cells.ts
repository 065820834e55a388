import { LEFT_BEHIND, NO_COST_ITEM, NOT_BY_LINE } from '@dingdee/shared/analysis';
import { PAYMENT_FORM } from '../connectors/forms/payment-form.js';
import { innerSumOfFen } from '../database/columns.js';
import type { Dialect } from '../database/dialect.js';

/** Version of the computation below; raise it with every change, so that older days are computed again. */
export const MADE_BY = 3;

/** Kinds of cells for time spans. */
export const SPANS = ['to-booked', 'at-mapping', 'at-review', 'at-push'] as const;
export type Span = (typeof SPANS)[number];
/** Added to minutes, so that they sort correctly as text on both databases. */
export const SPAN_BASE = 1_000_000_000;

const WITHIN = 'b.finished_at >= ? AND b.finished_at < ?';
/**
 * "+" keeps the databases from other indexes: the days of the approvals select the bills, not all bills of a state or all rows of an action. In
 * GROUP BY as well: else SQLite would go through every bill in id order for each day.
 */
export const IS_BOOKED = "+b.state_kind IN ('booked', 'written-back')";
export const IS_LEFT_BEHIND = "+b.state_kind = 'superseded'";
export const IS_TROUBLE = "+b.state_kind IN ('failed', 'in-doubt', 'reversal-needed')";
const SUMS = `COUNT(*), COALESCE(${innerSumOfFen('b.base_fen')}, 0), SUM(CASE WHEN b.base_fen IS NULL THEN 1 ELSE 0 END)`;
/** SQL: a person had to change the bill before it was booked, or Kingdee refused it. */
const TOUCHED = `EXISTS (SELECT 1 FROM audit a WHERE a.subject_id = b.id AND a.subject_kind = 'bill'
  AND (+a.action IN ('lock-value', 'swap-value') OR a.to_state IN ('needs-mapping', 'failed', 'in-doubt', 'held', 'reversal-needed')))`;
/** SQL: nobody had to change it; it went through as it came. */
export const UNTOUCHED = `NOT ${TOUCHED}`;

/** SQL for actions of people; the cells' keys are the persons. */
export const DEEDS = {
  approved: "+a.action = 'approve'",
  // Excludes changes of a bill that is already held, such as a mapping or a look for an answer.
  held: "a.to_state = 'held' AND a.from_state <> 'held'",
  pushed: "+a.action = 'push-confirmed'",
} as const;
export type Deed = keyof typeof DEEDS;

/**
 * SQL that splits bills by cost item, with the parameters of `WITHIN`: rows (id, scheme_id, org_number, item, fen, unknown_amount). It has the bill's
 * lines, the difference between bill and lines, bills without lines, and superseded bills as a whole: the parts of a bill always add up to it.
 */
export function costParts(dialect: Dialect): { sql: string; params: (range: readonly [number, number]) => unknown[] } {
  return {
    // Materialized, because it is read twice below and each line is extracted from JSON.
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

/** `cost_part` of one named cost item: it consists of lines only, and only bills whose content names the item are split. */
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

/** SQL for each line of each bill, with the parameters of `WITHIN`: rows (id, item, fen). */
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

/** One statement of a day: `sql` selects the rows to insert, in the column order of analysis_cell. */
interface CellRows {
  sql: string;
  params: unknown[];
}

/** Returns all statements of a day. @param range Unix ms of its start and its end, the end exclusive. */
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
  // A bill that reached the state twice counts once.
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

/** Time spans of booked bills in minutes, in whole hours from one hour on, rounded up, so that half of them were finished within the shown time. */
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
