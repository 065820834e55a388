import { createHash } from 'node:crypto';
import type { CardParams } from '../connectors/cards.js';
import { beijingClock } from '../domain/beijing-time.js';
import { oneLine } from '../domain/one-line.js';
import type { NoticeCard, NoticeKind, NoticeLine } from './notice-card.js';

/** Actions on the card itself, by the word that the template sends; none of them approves or pushes. */
export const CARD_ACTIONS = { take: '我来看' } as const;
export type CardAction = keyof typeof CARD_ACTIONS;
export const isCardAction = (text: string | undefined): text is CardAction =>
  text !== undefined && text in CARD_ACTIONS;

/** Variables of the template, all of them text; docs/card-template.md says where each is shown. */
export const CARD_VARIABLES = [
  'title',
  'tone',
  'at',
  'lines',
  'notes',
  'button1',
  'url1',
  'button2',
  'url2',
  'take',
  'version',
] as const;

/** Variables that each person sees alone: the result of their own press. */
export const PRIVATE_VARIABLES = ['told'] as const;

/** Most bytes of a template's value (dingtalk-cards.md §2). */
const MOST_BYTES = 1000;
const MOST_LINES = 6;
const MOST_BUTTONS = 2;

/** Kinds of card that several people get and one person may take in hand. */
const TAKEN: readonly NoticeKind[] = ['trouble'];

/** Signs with a meaning in Markdown; each is replaced by its full-width sign, which looks alike. */
const SIGNS = /[\\`*_{}[\]()#+!|<>~]/g;
const asWords = (text: string, most: number): string =>
  oneLine(text, most).replace(SIGNS, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0));

/** Returns the actions of a card; none once it is closed. */
export function actionsOf({ kind, buttons }: NoticeCard): readonly CardAction[] {
  return buttons.length === 0 || !TAKEN.includes(kind) ? [] : ['take'];
}

/** Returns "2.5f0c…": the count of the track's changes, and a fingerprint of the card's words; a press sends it back. */
export function stampOf(card: NoticeCard, version: number): string {
  const { kind, title, tone, at, lines, notes, buttons } = card;
  const text = JSON.stringify([kind, title, tone, at, lines, notes, buttons]);
  return `${version}.${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

/** Returns the count in a stamp; null if the text is no stamp. */
export function versionIn(stamp: string): number | null {
  const [, count] = /^(\d{1,9})\.[0-9a-f]{16}$/.exec(stamp) ?? [];
  return count === undefined ? null : Number(count);
}

export interface CardPlace {
  /** Public address of the application, "https://dd.example.com"; undefined: cards have no buttons that open pages. */
  address: string | undefined;
  corpId: string;
  /** Whether presses on cards are received. */
  pressed: boolean;
}

/** Returns a card as values of the template. Every variable is present, so that nothing of an earlier version stays on the card. */
export function paramsOf(card: NoticeCard, version: number, { address, corpId, pressed }: CardPlace): CardParams {
  const buttons = card.buttons
    .slice(0, MOST_BUTTONS)
    .map(({ text, path }) => ({ text, url: linkTo(path, address, corpId) }));
  const [first, second] = buttons.filter(({ url }) => url !== '');
  const actions = pressed ? actionsOf(card) : [];
  return {
    title: oneLine(card.title, 40),
    tone: card.tone,
    at: clockOf(card.at),
    lines: linesOf(card.lines.slice(0, MOST_LINES)),
    notes: within(card.notes.map((note) => asWords(note, 200)).join('\n\n')),
    button1: first?.text ?? '',
    url1: first?.url ?? '',
    button2: second?.text ?? '',
    url2: second?.url ?? '',
    take: actions.includes('take') ? CARD_ACTIONS.take : '',
    version: stampOf(card, version),
  };
}

/** Returns the text for chat lists and locked phones: no name and no amount of a single bill beyond the title. */
export const summaryOf = ({ title }: NoticeCard): string => oneLine(title, 40);

/** Returns "11-24 10:43", Beijing time; "" for an unreadable instant. */
const clockOf = (instant: string): string => {
  const at = Date.parse(instant);
  return Number.isNaN(at) ? '' : beijingClock(at).slice(5, 16).replace('T', ' ');
};

/** Returns a link with the company's id, like the link that a colleague shares: DingTalk gives a login code for it. "" without a public address. */
function linkTo(path: string, address: string | undefined, corpId: string): string {
  if (address === undefined || !path.startsWith('/')) return '';
  const url = new URL(`${address.replace(/\/$/, '')}${path}`);
  url.searchParams.set('corpId', corpId);
  return url.href;
}

/** Returns one text line for each line, those that need attention in bold. If they are too long together, names are shortened, figures never. */
function linesOf(lines: readonly NoticeLine[]): string {
  for (const most of [40, 20, 10]) {
    const text = lines.map((line) => lineOf(line, most)).join('\n\n');
    if (Buffer.byteLength(text) <= MOST_BYTES) return text;
  }
  return lines.map((line) => lineOf(line, 4)).join('\n\n');
}

function lineOf({ name, count, amount, tone }: NoticeLine, most: number): string {
  const text = [asWords(name, most), count, amount].filter((part) => part !== '').join('　');
  return tone === 'bad' || tone === 'doubt' ? `**${text}**` : text;
}

function within(text: string): string {
  let cut = text;
  while (Buffer.byteLength(cut) > MOST_BYTES) cut = `${[...cut].slice(0, -8).join('')}…`;
  return cut;
}
