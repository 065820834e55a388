import { sumOfFen } from '../../database/columns.js';
/**
 * Where an instance is that DingTalk named (`l`, a row of listed_approval): asked of the ledger itself, not of what the sweep noted.
 * What could not be read stays in its place, or among those that an administrator has written something about, until it is read after all.
 * A bill that is missing although it was collected, or an approval that was left out and is not kept, is unexplained.
 */
export const PLACE = `CASE
  WHEN EXISTS (SELECT 1 FROM bill b WHERE b.corp_id = l.corp_id AND b.process_instance_id = l.process_instance_id) THEN 'ledger'
  WHEN l.outcome = 'open' THEN 'open'
  WHEN l.outcome = 'gone' THEN 'left-out'
  WHEN l.outcome = 'left-out' AND EXISTS (SELECT 1 FROM approval a WHERE a.corp_id = l.corp_id AND a.process_instance_id = l.process_instance_id)
    THEN 'left-out'
  WHEN l.outcome = 'unread' AND l.settled_at IS NOT NULL THEN 'settled'
  WHEN l.outcome = 'unread' AND l.next_at IS NULL
    AND EXISTS (SELECT 1 FROM intake_run r WHERE r.scheme_id = l.scheme_id AND r.state = 'running') THEN 'reading'
  ELSE 'unexplained' END`;

/** What the form says; of one that was stored before its total was written down, what its bills say together. */
export const FEN = `COALESCE(l.total_fen, (SELECT CAST(${sumOfFen('t.base_fen')} AS SIGNED) FROM bill t WHERE t.corp_id = l.corp_id AND t.process_instance_id = l.process_instance_id))`;
