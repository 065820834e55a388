import type { RemapResult } from '@dingdee/shared/mapping';
import { fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { unknownIn } from '../../bill/ledger/unknown-amounts.js';

/** Returns the answer to a change of several tables; a bill that asked more than one of them counts once for each. */
export function answerTogether(answers: readonly RemapResult[]): RemapResult {
  const [only] = answers;
  if (only !== undefined && answers.length === 1) return only;
  return {
    table: null,
    revision: null,
    remapped: answers.reduce((sum, { remapped }) => sum + remapped, 0),
    becameReady: added(answers.map(({ becameReady }) => becameReady)),
    stillMissing: added(answers.map(({ stillMissing }) => stillMissing)),
    voidedApprovals: answers.reduce((sum, { voidedApprovals }) => sum + voidedApprovals, 0),
  };
}

const added = (sums: readonly CountAndSum[]): CountAndSum => ({
  count: sums.reduce((sum, { count }) => sum + count, 0),
  amount: fromFen(sums.reduce((sum, { amount }) => sum + toFen(amount), 0n)),
  ...unknownIn(sums.reduce((sum, { unknown = 0 }) => sum + unknown, 0)),
});
