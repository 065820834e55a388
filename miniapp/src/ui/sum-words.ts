import { formatAmount } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { count as inWords } from './formats.js';
import { uiWords } from './words.js';

/** "12,360.00", and after it how many bills it does not hold because their amount is not known. For sentences that put ¥ before it. */
export const sumInWords = ({ amount, unknown = 0 }: Pick<CountAndSum, 'amount' | 'unknown'>): string =>
  unknown > 0 ? `${formatAmount(amount)}（${uiWords.unknownAmounts(inWords(unknown))}）` : formatAmount(amount);

/** How many of these have no amount. */
export const unknownOf = (bills: Iterable<{ amount: unknown }>): number =>
  [...bills].filter(({ amount }) => amount === null).length;
