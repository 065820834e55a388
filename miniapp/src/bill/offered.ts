import type { BillAction } from '@dingdee/shared/bill-action';
import type { BillDetail } from '@dingdee/shared/bill-detail';

type Offering = Pick<BillDetail, 'actions'> | null | undefined;
const offered = (bill: Offering, action: BillAction) => bill?.actions.find((each) => each.action === action);

/** Returns true if the server offers the action. The server would refuse any other action with the reason that it gives. */
export const fits = (bill: Offering, action: BillAction): boolean => offered(bill, action)?.fits === true;
/** Returns the code of what prevents the action; undefined if nothing does. */
export const whyNot = (bill: Offering, action: BillAction): string | undefined => offered(bill, action)?.whyNot?.code;
