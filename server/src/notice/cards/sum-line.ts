import { formatAmount, fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import type { NoticeLine, NoticeTone } from '../notice-card.js';

/** 4100 → "4,100 笔" */
export const counted = (count: number): string => `${String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',')} 笔`;

export const sumLine = (name: string, { count, amount }: CountAndSum, tone: NoticeTone = 'plain'): NoticeLine => ({
  name,
  count: counted(count),
  amount: formatAmount(amount),
  tone,
});

/** Adds sums that came from SQL. */
export const together = (sums: readonly CountAndSum[]): CountAndSum => ({
  count: sums.reduce((whole, { count }) => whole + count, 0),
  amount: fromFen(sums.reduce((whole, { amount }) => whole + toFen(amount), 0n)),
});

/** Returns a note about bills without an amount: beside a sum they would seem to be included. */
export function unknownNote(sums: readonly CountAndSum[]): string[] {
  const unknown = sums.reduce((whole, sum) => whole + (sum.unknown ?? 0), 0);
  return unknown === 0 ? [] : [`其中 ${counted(unknown)}${TERM_WORDS.noYuanSum}`];
}
