import type { BillAction } from '@dingdee/shared/bill-action';
import type { BillDetail } from '@dingdee/shared/bill-detail';

type Offering = Pick<BillDetail, 'actions'> | null | undefined;
const offered = (bill: Offering, action: BillAction) => bill?.actions.find((each) => each.action === action);

/** Whether the server offers it: it would refuse what it does not offer, for the reason that it tells. */
export const fits = (bill: Offering, action: BillAction): boolean => offered(bill, action)?.fits === true;
/** The code of what stands in its way; undefined where nothing does. */
export const whyNot = (bill: Offering, action: BillAction): string | undefined => offered(bill, action)?.whyNot?.code;
