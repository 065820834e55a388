import { REMAPPED_STATES } from '../../bill/ledger/remapped-states.js';
import { WITHOUT_ROW } from './bills-to-map.js';

/** The revision of a table that a bill was mapped with; no number where it cites none. What cannot be read is older than any. */
const CITED = `CAST(CASE WHEN JSON_VALID(c.citations) = 1 THEN JSON_EXTRACT(c.citations, ?) ELSE 0 END AS SIGNED)`;
/** Bills b that were mapped before a row behind them was set, ended or looked at, by the table's revisions: no clock has a say in it. */
export const BEHIND_TABLE = `(${REMAPPED_STATES}) AND EXISTS (SELECT 1 FROM bill_content c WHERE c.bill_id = b.id AND (
    EXISTS (SELECT 1 FROM bill_lookup l JOIN mapping_row r ON r.table_id = ? AND r.row_key = l.lookup_key
      WHERE l.bill_id = b.id AND l.table_code = ? AND (r.since_revision > ${CITED} OR r.until_revision > ${CITED} OR r.confirmed_revision > ${CITED}))
    OR EXISTS (SELECT 1 FROM mapping_table t WHERE t.id = ? AND t.revision > ${CITED} AND ${WITHOUT_ROW})))`;
