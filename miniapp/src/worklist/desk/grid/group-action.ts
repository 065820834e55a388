import type { ReasonGroup } from '@dingdee/shared/bill';
import type { BulkAction, BulkOffer } from '@dingdee/shared/bill-action';
import type { Stage } from '@dingdee/shared/bill-state';
import { LOCKED_GROUP } from '@dingdee/shared/push';
import { sumInWords } from '../../../ui/sum-words.js';
import { deskWords } from '../words.js';

/** Returns true for stages in which a reason says the next action, or what the bills wait for. */
export const isGroupable = (stage: Stage): boolean =>
  stage === 'mapping' || stage === 'review' || stage === 'push' || stage === 'pushing' || stage === 'trouble';

/** Treatment of a whole group: at once on the server, in the form and the scheme, or bill by bill. */
export type GroupTreatment = 'approve' | 'push' | 'try-now' | 'resend' | 'fix' | 'lacks' | 'walk';

/** @param mayPush a person who may not push goes through the in-doubt bills and lets Kingdee be queried */
export function treatmentOf(
  { key, action, table, count }: Pick<ReasonGroup, 'key' | 'action' | 'table' | 'count'>,
  mayPush: boolean,
): GroupTreatment {
  // More looks at Kingdee are of no use: a person now decides once for all bills.
  if (key === 'absent' && mayPush) return 'resend';
  // A person must look at these one by one; there is no action for all.
  if (key === 'payee-hand' || key === 'payee-assumed' || key === 'payee-guessed' || key === 'payer-turned')
    return 'walk';
  // A single locked bill is tried again in a moment.
  if (key === LOCKED_GROUP && count > 1) return 'try-now';
  if (action === 'fix-scheme') return 'lacks';
  if (action === 'approve' || action === 'push') return action;
  return table !== null && action.startsWith('pick-') && count > 0 ? 'fix' : 'walk';
}

/** Returns the server's offer of an action for the group. */
export const offerOf = ({ actions }: Pick<ReasonGroup, 'actions'>, action: BulkAction): BulkOffer | undefined =>
  actions.find((each) => each.action === action);

export function groupActionWord(group: ReasonGroup, mayPush: boolean): string {
  const words = deskWords.groupAction;
  const how = treatmentOf(group, mayPush);
  switch (how) {
    case 'approve':
    case 'push': {
      const fits = offerOf(group, how)?.fits ?? group;
      return words[how](fits.count, sumInWords(fits));
    }
    case 'resend':
      return words.resend(group.count);
    case 'fix':
      return words.fix(group.count);
    case 'try-now':
      return words.tryNow(group.count);
    case 'lacks':
      return words.lacks;
    default:
      return group.action === 'check-in-doubt' ? words.inDoubt : words.oneByOne;
  }
}
