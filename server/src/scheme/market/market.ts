import { expenseToPaybill } from './expense-to-paybill.js';
import type { MarketTemplate } from './market-template.js';

/** The market, in the order it is shown. */
export const MARKET: readonly MarketTemplate[] = [expenseToPaybill];
