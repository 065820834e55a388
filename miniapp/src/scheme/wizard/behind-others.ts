import { fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { sumInWords } from '../../ui/sum-words.js';
import { wizardWords } from './words.js';

const words = wizardWords.mapping;

/** Formats number and sum of other schemes' bills that a row written here would map again; an unknown amount is not shown as 0.00. */
export function behindOthers(others: readonly { bills: CountAndSum }[]): string {
  const sum = (of: (bills: CountAndSum) => number) => others.reduce((total, { bills }) => total + of(bills), 0);
  const [count, unknown] = [sum((bills) => bills.count), sum((bills) => bills.unknown ?? 0)];
  if (count === 0) return words.othersNone;
  if (unknown === count) return words.othersUnknown(count);
  const amount = fromFen(others.reduce((fen, { bills }) => fen + toFen(bills.amount), 0n));
  return words.othersBills(count, sumInWords({ amount, unknown }));
}
