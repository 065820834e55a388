/** What JSON.parse would give, except that every number is the text it was written as: "120.50", "6222021234567890123". */
export type ExactJson = string | boolean | null | readonly ExactJson[] | { readonly [key: string]: ExactJson };

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Deeper nesting is no form and no bill; readers may then walk down without counting. */
const DEEPEST = 200;
/** What follows a number is looked at: a key is never a number, so one before a colon is left for JSON.parse to refuse. */
const COLON = /^\s*:/;
const QUOTE = 0x22;
const SLASH = 0x5c;
const COMMA = 0x2c;
const PLUS = 0x2b;
const DIVIDE = 0x2f;
const NINE = 0x39;
/** Signs that a number, or what looks like one, goes on with. */
const GOES_ON = new Uint8Array(0x80);
for (const sign of '-+._0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')
  GOES_ON[sign.charCodeAt(0)] = 1;

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
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfText(text, at) - 1;
    else if (code > NINE) {
      // { and [ are one bit apart, so are } and ].
      if ((code | 32) === 0x7b) depth++;
      else if ((code | 32) === 0x7d) depth--;
      if (depth > DEEPEST) throw new SyntaxError(`JSON nests deeper than ${DEEPEST}`);
    } else if (code >= PLUS && code !== COMMA && code !== DIVIDE) {
      const end = endOfNumber(text, at);
      const found = text.slice(at, end);
      if (NUMBER.test(found) && !COLON.test(text.slice(end))) {
        quoted += `${text.slice(copied, at)}"${found}"`;
        copied = end;
      }
      at = end - 1;
    }
  }
  return copied === 0 ? text : quoted + text.slice(copied);
}

/** Behind the last sign of what begins as a number at `start`. */
function endOfNumber(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) if (GOES_ON[text.charCodeAt(at)] !== 1) return at;
  return text.length;
}

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
