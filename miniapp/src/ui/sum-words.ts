import { formatAmount } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { count as inWords } from './formats.js';
import { uiWords } from './words.js';

/** Formats "12,360.00" and the number of bills that it does not include because their amount is unknown. For sentences that put ¥ before it. */
export const sumInWords = ({ amount, unknown = 0 }: Pick<CountAndSum, 'amount' | 'unknown'>): string =>
  unknown > 0 ? `${formatAmount(amount)}（${uiWords.unknownAmounts(inWords(unknown))}）` : formatAmount(amount);

/** Returns the number of bills without an amount. */
export const unknownOf = (bills: Iterable<{ amount: unknown }>): number =>
  [...bills].filter(({ amount }) => amount === null).length;
