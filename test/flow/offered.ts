import type { BillAction } from '@dingdee/shared/bill-action';
import type { BillDetail } from '@dingdee/shared/bill-detail';

/** Returns the actions that the server offers this person on a bill. */
export const fitting = ({ actions }: Pick<BillDetail, 'actions'>): BillAction[] =>
  actions.filter(({ fits }) => fits).map(({ action }) => action);
export const fits = (bill: Pick<BillDetail, 'actions'>, action: BillAction): boolean => fitting(bill).includes(action);
