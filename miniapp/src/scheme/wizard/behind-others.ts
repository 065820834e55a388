import { fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { sumInWords } from '../../ui/sum-words.js';
import { wizardWords } from './words.js';

const words = wizardWords.mapping;

/** How many bills of the other schemes a row written here would map anew, and of how much; an amount that is not known is no 0.00. */
export function behindOthers(others: readonly { bills: CountAndSum }[]): string {
  const sum = (of: (bills: CountAndSum) => number) => others.reduce((total, { bills }) => total + of(bills), 0);
  const [count, unknown] = [sum((bills) => bills.count), sum((bills) => bills.unknown ?? 0)];
  if (count === 0) return words.othersNone;
  if (unknown === count) return words.othersUnknown(count);
  const amount = fromFen(others.reduce((fen, { bills }) => fen + toFen(bills.amount), 0n));
  return words.othersBills(count, sumInWords({ amount, unknown }));
}
