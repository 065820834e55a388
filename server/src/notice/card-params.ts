import { createHash } from 'node:crypto';
import type { CardParams } from '../connectors/cards.js';
import { beijingClock } from '../domain/beijing-time.js';
import { oneLine } from '../domain/one-line.js';
import type { NoticeCard, NoticeKind, NoticeLine } from './notice-card.js';

/** What somebody may do on a card itself, by the word that the template sends: it neither approves nor pushes. */
export const CARD_ACTIONS = { take: '我来看' } as const;
export type CardAction = keyof typeof CARD_ACTIONS;
export const isCardAction = (text: string | undefined): text is CardAction =>
  text !== undefined && text in CARD_ACTIONS;

/** Variables of the template, all of them text; docs/card-template.md says which stands where. */
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

/** Of each person alone: what a press of theirs came to. */
export const PRIVATE_VARIABLES = ['told'] as const;

/** A value of a template has at most so many bytes (dingtalk-cards.md §2). */
const MOST_BYTES = 1000;
const MOST_LINES = 6;
const MOST_BUTTONS = 2;

/** Cards that more than one person gets, of which one may say that it is theirs. */
const TAKEN: readonly NoticeKind[] = ['trouble'];

/** What a message of Markdown reads as an instruction becomes a plain sign that looks like it. */
const SIGNS = /[\\`*_{}[\]()#+!|<>~]/g;
const asWords = (text: string, most: number): string =>
  oneLine(text, most).replace(SIGNS, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0));

/** Which actions a card has: none once it is closed. */
export function actionsOf({ kind, buttons }: NoticeCard): readonly CardAction[] {
  return buttons.length === 0 || !TAKEN.includes(kind) ? [] : ['take'];
}

/** "2.5f0c…": the count of a track's changes, and a fingerprint of what the card says; a press brings it back. */
export function stampOf(card: NoticeCard, version: number): string {
  const { kind, title, tone, at, lines, notes, buttons } = card;
  const text = JSON.stringify([kind, title, tone, at, lines, notes, buttons]);
  return `${version}.${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

/** The count in a stamp; null for what is none. */
export function versionIn(stamp: string): number | null {
  const [, count] = /^(\d{1,9})\.[0-9a-f]{16}$/.exec(stamp) ?? [];
  return count === undefined ? null : Number(count);
}

export interface CardPlace {
  /** Where the application is opened, "https://dd.example.com"; undefined: a card has no buttons that open pages. */
  address: string | undefined;
  corpId: string;
  /** Whether presses come back. */
  pressed: boolean;
}

/** A card as values of the template; every variable is there, so that nothing of an earlier version stays on it. */
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

/** What lists of chats and the screen of a locked phone show: no name and no amount of a single bill beyond the title. */
export const summaryOf = ({ title }: NoticeCard): string => oneLine(title, 40);

/** "11-24 10:43", Beijing. */
const clockOf = (instant: string): string => {
  const at = Date.parse(instant);
  return Number.isNaN(at) ? '' : beijingClock(at).slice(5, 16).replace('T', ' ');
};

/** It names the company, as a link does that a colleague shares: DingTalk gives a login code for it. */
function linkTo(path: string, address: string | undefined, corpId: string): string {
  if (address === undefined || !path.startsWith('/')) return '';
  const url = new URL(`${address.replace(/\/$/, '')}${path}`);
  url.searchParams.set('corpId', corpId);
  return url.href;
}

/** One line each, what needs a look in bold. Names give way where six of them are too long, figures never. */
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
