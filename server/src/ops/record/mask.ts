import { isLosslessNumber, LosslessNumber, parse, stringify } from 'lossless-json';
import { digitRuns } from '../../domain/bill/digit-runs.js';
import {
  isInstant,
  isOfLabels,
  isPersonal,
  isPlainKey,
  isPlainNumber,
  mayStayWhole,
  mayStayWord,
  piecesOf,
} from './may-stay.js';
import { Scramble } from './scramble.js';
import type { SiteWords } from './site-words.js';

/** A shorter number says nothing of anybody, except as somebody's id. */
const LONG = 7;
const NOT_HAN = String.raw`(?:(?!\p{Script=Han})[\p{L}\p{N}])`;
/** Numbers first, then runs of Chinese, then words and ids with what joins them, then every other sign. */
const TOKEN = new RegExp(
  String.raw`${digitRuns(LONG).source}|(?<han>\p{Script=Han}+)|(?<word>${NOT_HAN}+(?:[._@+=/-]${NOT_HAN}+)*)|.`,
  'gsu',
);
const NETWORK = /^(?:\d{1,3}\.){3}\d{1,3}$/;
/** What is swept at the end must not be a part of ordinary words. */
const LEAST = 6;

/**
 * Leaves of an answer how it is built and what may-stay.ts lists, and puts other signs in the place of all else: the same text becomes
 * the same other text everywhere in one recording, in its length and in its kind of signs.
 */
export class Mask {
  private readonly scramble: Scramble;
  private readonly secrets: readonly string[];

  /**
   * @param key thrown away with the run. @param secrets texts that must not stand anywhere, whatever they stand in.
   * @param site what the site calls its fields and controls, and who its people are.
   */
  constructor(
    key: Buffer,
    secrets: readonly string[],
    private readonly site: SiteWords = { labels: new Set(), fields: new Set(), people: new Set() },
  ) {
    this.scramble = new Scramble(key);
    this.secrets = [...new Set(secrets)].filter(({ length }) => length >= LEAST).sort((a, b) => b.length - a.length);
  }

  /** A whole answer or request, or a value under a key; JSON inside JSON is opened and closed again, what is no JSON is masked as a text. */
  body(text: string, key = ''): string {
    return this.swept(this.opened(text, key) ?? this.text(text, key));
  }

  /** A text by itself, or under a key. */
  text(text: string, key: string): string {
    const personal = isPersonal(key);
    if (text === '' || (!personal && mayStayWhole(key, text))) return text;
    return text.replace(TOKEN, (token, ...rest) => {
      const { digits, han, word }: Partial<Record<'digits' | 'han' | 'word', string>> = rest.at(-1);
      if (digits !== undefined) return this.scramble.digits(digits);
      if (han !== undefined) return personal ? this.scramble.signs(han) : this.words(han, key);
      if (word !== undefined) return this.word(word, key, personal);
      // A day, an amount or an address of the network; or a sign that is neither letter nor digit.
      return personal || NETWORK.test(token) ? this.scramble.shaped(token) : token;
    });
  }

  /** A secret in one piece, wherever it was. */
  swept(text: string): string {
    return this.secrets.reduce((swept, secret) => swept.replaceAll(secret, this.scramble.shaped(secret)), text);
  }

  private opened(text: string, key: string): string | null {
    if (!/^\s*[[{"]/.test(text)) return null;
    try {
      return stringify(this.node(parse(text), key)) ?? null;
    } catch {
      // No JSON, or one that nobody reads: every word of it is masked.
      return null;
    }
  }

  private node(value: unknown, key: string): unknown {
    if (typeof value === 'string') {
      if (isOfLabels(key) && this.site.labels.has(value)) return this.label(value);
      return this.opened(value, key) ?? this.text(value, key);
    }
    if (isLosslessNumber(value)) return new LosslessNumber(this.number(value.value, key));
    if (Array.isArray(value)) return value.map((item) => this.node(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [this.key(name), this.node(item, name)]));
  }

  /** A key may be a person, too: {"userid": …} by user; or a column by its label. */
  private key(name: string): string {
    if (this.site.labels.has(name)) return this.label(name);
    if (this.site.people.has(name)) return this.text(name, 'userid');
    return isPlainKey(name) ? name : this.text(name, '');
  }

  private label(text: string): string {
    return text.replace(digitRuns(LONG), (run, digits?: string) =>
      digits === undefined ? run : this.scramble.digits(run),
    );
  }

  private words(run: string, key: string): string {
    return piecesOf(key, run)
      .map(({ text, stays }) => (stays ? text : this.scramble.signs(text)))
      .join('');
  }

  private word(word: string, key: string, personal: boolean): string {
    const somebody = personal || this.site.people.has(word);
    if (/^\p{Nd}+$/u.test(word)) return somebody ? this.scramble.digits(word) : word;
    return !somebody && mayStayWord(key, word, this.site.fields) ? word : this.scramble.shaped(word);
  }

  private number(text: string, key: string): string {
    if (isPersonal(key) || this.site.people.has(text)) return this.digitsOf(text);
    return isPlainNumber(text) || isInstant(key, text) ? text : this.digitsOf(text);
  }

  private digitsOf(text: string): string {
    return text.replace(/\d+/g, (run) => this.scramble.digits(run));
  }
}
