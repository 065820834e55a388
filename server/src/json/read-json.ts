/** What JSON.parse would give, except that every number is the text it was written as: "120.50", "6222021234567890123". */
export type ExactJson = string | boolean | null | readonly ExactJson[] | { readonly [key: string]: ExactJson };

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** A number, and what follows it: a key is never a number, so one before a colon is left for JSON.parse to refuse. */
const NUMBER_LIKE = /[-+.\d][-+.\w]*(\s*:)?/g;
/** Deeper nesting is no form and no bill; readers may then walk down without counting. */
const DEEPEST = 200;
const QUOTE = 0x22;
const SLASH = 0x5c;

/**
 * Reads JSON from outside without ever turning a number into a double: an account, an id or an amount keeps all its digits.
 * Of a repeated key the last one counts, as in JSON.parse; a byte order mark is skipped.
 * @throws SyntaxError where the text is not JSON, or nests deeper than 200.
 */
export function readJson(text: string): ExactJson {
  return JSON.parse(withNumbersAsText(text.startsWith('\uFEFF') ? text.slice(1) : text)) as ExactJson;
}

/** The same JSON with every number between quotes. What is no JSON stays none. */
function withNumbersAsText(text: string): string {
  let quoted = '';
  let copied = 0;
  let depth = 0;
  let hasDigit = false;
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : QUOTE;
    if (code !== QUOTE) {
      // { and [ are one bit apart, so are } and ].
      if ((code | 32) === 0x7b) depth++;
      else if ((code | 32) === 0x7d) depth--;
      else if (code >= 0x30 && code <= 0x39) hasDigit = true;
      if (depth > DEEPEST) throw new SyntaxError(`JSON nests deeper than ${DEEPEST}`);
      continue;
    }
    if (hasDigit) {
      quoted += text.slice(copied, start) + quoteNumbers(text.slice(start, at));
      copied = at;
    }
    hasDigit = false;
    start = endOfText(text, at);
    at = start - 1;
  }
  return copied === 0 ? text : quoted + text.slice(copied);
}

const quoteNumbers = (between: string): string =>
  between.replace(NUMBER_LIKE, (found, colon: string | undefined) =>
    colon === undefined && NUMBER.test(found) ? `"${found}"` : found,
  );

/** Behind the closing quote of the text that opens at `quote`; the end of all where it never closes. */
function endOfText(text: string, quote: number): number {
  // A table is JSON in a text: every second sign of it is a quote that closes nothing.
  for (let at = quote + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === SLASH) at++;
    else if (code === QUOTE) return at + 1;
  }
  return text.length + 1;
}
