import { sumOfFen } from '../../database/columns.js';
/**
 * SQL for the place of an approval that DingTalk listed (`l`, a row of listed_approval), read from the ledger itself, not from the notes of the
 * sweep. An approval that could not be read keeps its place, or counts as settled if an administrator has written a note about it, until it is read
 * after all. A collected approval without a bill, or a left-out approval that is not stored, is unexplained.
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

/** Returns the condition that a listed approval (`l`) is of a form, for the end of a WHERE; of any form if there is no code. */
export const ofForm = (processCode: string | undefined): { and: string; values: readonly string[] } =>
  processCode === undefined ? { and: '', values: [] } : { and: ' AND l.process_code = ?', values: [processCode] };

/** SQL for the total of the form; for an approval stored before totals were, the sum of its bills. NULL if a bill of it is not in yuan. */
export const FEN = `CASE WHEN EXISTS (SELECT 1 FROM bill t WHERE t.corp_id = l.corp_id AND t.process_instance_id = l.process_instance_id
  AND t.currency NOT IN ('', 'CNY')) THEN NULL ELSE COALESCE(l.total_fen, (SELECT CAST(${sumOfFen('t.base_fen')} AS SIGNED) FROM bill t WHERE t.corp_id = l.corp_id AND t.process_instance_id = l.process_instance_id)) END`;
