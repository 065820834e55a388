import type { ReasonGroup } from '@dingdee/shared/bill';
import type { BulkAction, BulkOffer } from '@dingdee/shared/bill-action';
import type { Stage } from '@dingdee/shared/bill-state';
import { LOCKED_GROUP } from '@dingdee/shared/push';
import { sumInWords } from '../../../ui/sum-words.js';
import { deskWords } from '../words.js';

/** Stages in which a reason says what is to be done next, or what is waited for. */
export const isGroupable = (stage: Stage): boolean =>
  stage === 'mapping' || stage === 'review' || stage === 'push' || stage === 'pushing' || stage === 'trouble';

/** How a whole group is treated: at once on the server, in the form and the scheme, or by going through it. */
export type GroupTreatment = 'approve' | 'push' | 'try-now' | 'resend' | 'fix' | 'lacks' | 'walk';

/** @param mayPush whoever may not send anything goes through the bills in doubt and has Kingdee asked. */
export function treatmentOf(
  { key, action, table, count }: Pick<ReasonGroup, 'key' | 'action' | 'table' | 'count'>,
  mayPush: boolean,
): GroupTreatment {
  // Kingdee was asked as often as is any use: what is left is a person's word, one for all.
  if (key === 'absent' && mayPush) return 'resend';
  // Looked at one by one: nobody clears these together.
  if (key === 'payee-hand' || key === 'payee-assumed' || key === 'payee-guessed' || key === 'payer-turned')
    return 'walk';
  // One alone has its next try in a moment.
  if (key === LOCKED_GROUP && count > 1) return 'try-now';
  if (action === 'fix-scheme') return 'lacks';
  if (action === 'approve' || action === 'push') return action;
  return table !== null && action.startsWith('pick-') && count > 0 ? 'fix' : 'walk';
}

/** How many of its bills an action fits, as the server says. */
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
