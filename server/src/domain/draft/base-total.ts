import type { Amount } from '@dingdee/shared/money';
import type { BillFacts } from './mapping-result.js';

/** Currency of our bills that is 人民币; sums of lists, limits and reports are in it. */
export const YUAN = 'CNY';
/** ISO 4217 for no currency: the form names another one than 人民币, or none that is known. Its total is never added to yuan (decision 175). */
export const NOT_YUAN = 'XXX';

export const isYuan = ({ currency }: Pick<BillFacts, 'currency'>): boolean => currency === YUAN || currency === '';

/** Returns the total in yuan; null if it is unknown, or in a currency that is not added up. */
export const baseTotal = (facts: Pick<BillFacts, 'currency' | 'total'>): Amount | null =>
  isYuan(facts) ? facts.total : null;
