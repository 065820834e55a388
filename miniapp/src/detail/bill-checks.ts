import type { BillDetail } from '@dingdee/shared/bill-detail';

type Checked = Pick<BillDetail, 'checks'>;
export type CheckState = BillDetail['checks'][number]['state'];
const RANK: Readonly<Record<CheckState, number>> = { red: 0, amber: 1, unknown: 2, ok: 3 };

/** Returns the checks before a push, those that need a person on top. */
export const rankedChecks = ({ checks }: Checked): BillDetail['checks'] =>
  [...checks].sort((a, b) => RANK[a.state] - RANK[b.state]);

/** Counts the checks that need a person. */
export const openChecks = ({ checks }: Checked): number =>
  checks.filter(({ state }) => state === 'red' || state === 'amber').length;
