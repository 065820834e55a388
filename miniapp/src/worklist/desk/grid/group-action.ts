import type { ReasonGroup } from '@dingdee/shared/bill';
import type { Stage } from '@dingdee/shared/bill-state';
import { sumInWords } from '../../../ui/sum-words.js';
import { deskWords } from '../words.js';

/** Stages in which a reason says what is to be done next. */
export const isGroupable = (stage: Stage): boolean =>
  stage === 'mapping' || stage === 'review' || stage === 'push' || stage === 'trouble';

/** How a whole group is treated: at once on the server, in the form and the scheme, or by going through it. */
export type GroupTreatment = 'approve' | 'push' | 'fix' | 'lacks' | 'walk';

export function treatmentOf({
  key,
  action,
  table,
  count,
}: Pick<ReasonGroup, 'key' | 'action' | 'table' | 'count'>): GroupTreatment {
  // Looked at one by one: nobody clears these together.
  if (key === 'payee-hand' || key === 'payee-assumed') return 'walk';
  if (action === 'fix-scheme') return 'lacks';
  if (action === 'approve' || action === 'push') return action;
  return table !== null && action.startsWith('pick-') && count > 0 ? 'fix' : 'walk';
}

export function groupActionWord(group: ReasonGroup): string {
  const words = deskWords.groupAction;
  switch (treatmentOf(group)) {
    case 'approve':
      return words.approve(group.count, sumInWords(group));
    case 'push':
      return words.push(group.count, sumInWords(group));
    case 'fix':
      return words.fix(group.count);
    case 'lacks':
      return words.lacks;
    default:
      return group.action === 'check-in-doubt' ? words.inDoubt : words.oneByOne;
  }
}
