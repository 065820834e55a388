/**
 * Filters texts from outside on their way to the page and back. Invisible characters (controls, zero width) and characters that change the direction
 * of the following text (bidi) become a visible mark: ⟪U+202E⟫. A text with right-to-left letters is isolated, so that it does not move the text
 * beside it. Both steps are undone for what the page sends back, so the server gets the original text.
 */

/** All characters except tab and line breaks that take no space or change the order of the text beside them; and the bracket of a mark itself. */
const UNSEEN =
  /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u27ea]|[\u180b-\u180d\ufe00-\ufe0e]|[\u{e0100}-\u{e01ef}]/gu;
const MARK = /⟪U\+([0-9A-F]{4,6})⟫/g;
const ISOLATES = /[\u2066-\u2069]/g;
/** Hebrew, Arabic and related scripts. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

const markOf = (unseen: string): string =>
  `⟪U+${(unseen.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟫`;

/** Returns the text as it is shown. */
export function marked(text: string): string {
  const seen = text.replace(UNSEEN, markOf);
  if (!RIGHT_TO_LEFT.test(seen)) return seen;
  // An isolate ends with its line.
  return seen
    .split('\n')
    .map((line) => (RIGHT_TO_LEFT.test(line) ? `\u2068${line}\u2069` : line))
    .join('\n');
}

/** Returns the original text. */
export const unmarked = (text: string): string =>
  text.replace(ISOLATES, '').replace(MARK, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));

/** Returns true if a text on the page has a mark of an invisible character. */
export const hasUnseen = (text: string): boolean => /⟪U\+(?!27EA)[0-9A-F]{4,6}⟫/.test(text);

/** Changes all texts of a JSON value, including keys. */
function each(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => each(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [change(key), each(item, change)]));
}

/** Prepares an answer of the server for the page; a body that is not JSON stays text. */
export function readAnswer(body: unknown): unknown {
  if (typeof body !== 'string' || body === '') return body;
  try {
    return each(JSON.parse(body), marked);
  } catch {
    return body;
  }
}

/** Restores the original texts in what the page sends to the server. */
export const toServer = <T>(value: T): T => each(value, unmarked) as T;
