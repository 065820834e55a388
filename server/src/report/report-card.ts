import { createHash } from 'node:crypto';
import { formatAmount } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { oneLine } from '../domain/one-line.js';

/** One line of sums; without payee, applicant or account. */
export interface CardLine {
  name: string;
  /** "64 笔" */
  count: string;
  amount: CountAndSum['amount'] | null;
}
export interface Card {
  title: string;
  /** "11-16—11-22" */
  days: string;
  lines: readonly CardLine[];
  whole: CardLine | null;
  notes: readonly string[];
  /** Path relative to the application's address. */
  path: string;
}

/** Characters with a meaning in Markdown; they are replaced by full-width look-alikes. */
const SIGNS = /[\\`*_{}[\]()#+!|<>~]/g;
const asWords = (text: string): string =>
  oneLine(text, 40).replace(SIGNS, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0));

const sum = ({ count, amount }: CardLine): string =>
  [count, amount === null ? '' : formatAmount(amount)].filter((part) => part !== '').join('　');

/**
 * Renders the card as Markdown, at most 2,048 bytes with the surrounding message (dingtalk.md §6.2).
 * @param when makes two texts of a day differ, because DingTalk drops repeated messages. @param link of the list behind it; null: none.
 */
export function markdownOf(card: Card, when: string, link: string | null): string {
  const lines = card.lines.map((line) => `- ${asWords(line.name)}　${sum(line)}`);
  const open = link === null ? '' : `　[打开明细](${link})`;
  return [
    `#### ${asWords(card.title)}　${card.days}`,
    ...lines,
    ...(card.whole === null ? [] : ['', `**${card.whole.name}　${sum(card.whole)}**`]),
    ...card.notes.flatMap((note) => ['', note]),
    '',
    `${when}${open}`,
  ].join('\n');
}

/** Digest of the text, so that exactly what was seen is sent. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
