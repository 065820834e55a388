/** Which back-fill puts approvals into quarantine. */
export interface Quarantining {
  backfillId: string;
  batchId: string;
  schemeId: string;
}
