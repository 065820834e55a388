import { oneLine } from '../../domain/one-line.js';
import type { NoticeCard, NoticeLine } from '../notice-card.js';
import { clockWords } from '../notice-hours.js';

/** Signs with a meaning in Markdown; each is replaced by its full-width sign, which looks alike. */
const SIGNS = /[\\`*_{}[\]()#+!|<>~]/g;
const asWords = (text: string): string =>
  oneLine(text, 120).replace(SIGNS, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0));

const lineText = ({ name, count, amount }: NoticeLine): string =>
  [name, count, amount]
    .filter((part) => part !== '')
    .map(asWords)
    .join('　');

/** Returns the words of a card without time and links: cards that say the same give the same text. */
export const saidBy = ({ title, lines, notes }: NoticeCard): string =>
  [title, ...lines.map(lineText), ...notes].join('\n');

/**
 * Returns a card as the Markdown of a work notice, at most 2,048 bytes with what is around it (dingtalk.md §6.2): the same words and the time,
 * because DingTalk drops a notice that it has already had that day.
 * @param linkTo returns the address behind a button; null: there is no public address, and no button.
 */
export function textOfCard(card: NoticeCard, now: number, linkTo: (path: string) => string | null): string {
  const links = card.buttons.flatMap(({ text, path }) => {
    const link = linkTo(path);
    return link === null ? [] : [`[${asWords(text)}](${link})`];
  });
  return [
    `#### ${asWords(card.title)}`,
    ...card.lines.map((line) => `- ${lineText(line)}`),
    ...card.notes.flatMap((note) => ['', asWords(note)]),
    '',
    [clockWords(Date.parse(card.at), now), ...links].join('　'),
  ].join('\n');
}
