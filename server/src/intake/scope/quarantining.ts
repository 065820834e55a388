/** The back-fill into whose quarantine approvals are put. */
export interface Quarantining {
  backfillId: string;
  batchId: string;
  schemeId: string;
}
