import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import { WITHOUT_ROW } from './behind-mapping.js';
import type { BillCondition } from './bills-to-map.js';

/** The revision of a table that a bill was mapped with; NULL if it cites none. Unreadable citations count as older than any revision. */
const CITED = `CAST(CASE WHEN JSON_VALID(c.citations) = 1 THEN JSON_EXTRACT(c.citations, ?) ELSE 0 END AS SIGNED)`;

/**
 * Returns the condition for bills b that were mapped before a row behind them was set, ended or confirmed, by the table's revisions:
 * clocks do not matter.
 * @param after only rows that changed after this revision of the table; 0: all rows, which reads all open bills
 */
export function behindTable({ id, code }: { id: string; code: string }, after: number): BillCondition {
  const cited = `$.tables.${JSON.stringify(code)}`;
  const changed =
    after === 0
      ? { sql: '', parameters: [] }
      : {
          sql: `AND (b.id IN (SELECT l.bill_id FROM bill_lookup l WHERE l.table_code = ? AND l.lookup_key IN (${CHANGED_SINCE}))
    OR EXISTS (SELECT 1 FROM mapping_table t WHERE t.id = ? AND ${WITHOUT_ROW}))`,
          parameters: [code, id, after, id, after, id, after, id],
        };
  return {
    sql: `${BEHIND} ${changed.sql}`,
    parameters: [id, code, cited, cited, cited, id, cited, ...changed.parameters],
  };
}

/** CROSS JOIN: SQLite reads the few look-ups of a bill first. By itself it may begin with the rows of the table, all of them for each bill. */
const BEHIND = `(${REMAPPED_STATES}) AND EXISTS (SELECT 1 FROM bill_content c WHERE c.bill_id = b.id AND (
    EXISTS (SELECT 1 FROM bill_lookup l CROSS JOIN mapping_row r ON r.table_id = ? AND r.row_key = l.lookup_key
      WHERE l.bill_id = b.id AND l.table_code = ? AND (r.since_revision > ${CITED} OR r.until_revision > ${CITED} OR r.confirmed_revision > ${CITED}))
    OR EXISTS (SELECT 1 FROM mapping_table t WHERE t.id = ? AND t.revision > ${CITED} AND ${WITHOUT_ROW})))`;

/** Keys of changed rows by three indexes, one for each way in which a row changes. */
const CHANGED_SINCE = `SELECT row_key FROM mapping_row WHERE table_id = ? AND since_revision > ?
    UNION SELECT row_key FROM mapping_row WHERE table_id = ? AND until_revision > ?
    UNION SELECT row_key FROM mapping_row WHERE table_id = ? AND confirmed_revision > ?`;
