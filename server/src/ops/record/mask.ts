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

/** Least length of a digit run that is masked: a shorter number identifies nobody, unless it is a person's id. */
const LONG = 7;
const NOT_HAN = String.raw`(?:(?!\p{Script=Han})[\p{L}\p{N}])`;
/** Matches numbers first, then runs of Chinese, then words and ids with their joining signs, then any other sign. */
const TOKEN = new RegExp(
  String.raw`${digitRuns(LONG).source}|(?<han>\p{Script=Han}+)|(?<word>${NOT_HAN}+(?:[._@+=/-]${NOT_HAN}+)*)|.`,
  'gsu',
);
const NETWORK = /^(?:\d{1,3}\.){3}\d{1,3}$/;
/** Least length of a secret that is swept at the end: a shorter text may be part of ordinary words. */
const LEAST = 6;

/**
 * Keeps the structure of an answer and the values that may-stay.ts lists, and replaces everything else by other signs: within one recording
 * the same text always becomes the same other text, with the same length and the same kinds of signs.
 */
export class Mask {
  private readonly scramble: Scramble;
  private readonly secrets: readonly string[];

  /**
   * @param key discarded at the end of the run. @param secrets texts that must not appear anywhere, not even inside another text.
   * @param site the site's names of fields and controls, and the ids of its people.
   */
  constructor(
    key: Buffer,
    secrets: readonly string[],
    private readonly site: SiteWords = { labels: new Set(), fields: new Set(), people: new Set() },
  ) {
    this.scramble = new Scramble(key);
    this.secrets = [...new Set(secrets)].filter(({ length }) => length >= LEAST).sort((a, b) => b.length - a.length);
  }

  /** Masks a whole answer or request, or a value under a key. Nested JSON is parsed and written again; text that is no JSON is masked as text. */
  body(text: string, key = ''): string {
    return this.swept(this.opened(text, key) ?? this.text(text, key));
  }

  /** Masks a text by itself, or under a key. */
  text(text: string, key: string): string {
    const personal = isPersonal(key);
    if (text === '' || (!personal && mayStayWhole(key, text))) return text;
    return text.replace(TOKEN, (token, ...rest) => {
      const { digits, han, word }: Partial<Record<'digits' | 'han' | 'word', string>> = rest.at(-1);
      if (digits !== undefined) return this.scramble.digits(digits);
      if (han !== undefined) return personal ? this.scramble.signs(han) : this.words(han, key);
      if (word !== undefined) return this.word(word, key, personal);
      // A date, an amount or a network address; or a sign that is neither letter nor digit.
      return personal || NETWORK.test(token) ? this.scramble.shaped(token) : token;
    });
  }

  /** Replaces each secret as a whole, wherever it occurs. */
  swept(text: string): string {
    return this.secrets.reduce((swept, secret) => swept.replaceAll(secret, this.scramble.shaped(secret)), text);
  }

  private opened(text: string, key: string): string | null {
    if (!/^\s*[[{"]/.test(text)) return null;
    try {
      return stringify(this.node(parse(text), key)) ?? null;
    } catch {
      // The text is no JSON, or unreadable JSON: every word of it is masked.
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

  /** Masks a key that is a person's id ({"userid": …} by user) or that holds a label with long numbers. */
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
