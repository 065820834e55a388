/** Result of JSON.parse, except that every number is its original text: "120.50", "6222021234567890123". */
export type ExactJson = string | boolean | null | readonly ExactJson[] | { readonly [key: string]: ExactJson };

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Deepest nesting: no form or bill is deeper, so readers may recurse without counting. */
const DEEPEST = 200;
/** A number before a colon would be a key, which JSON does not allow: it stays unquoted, so that JSON.parse refuses it. */
const COLON = /^\s*:/;
const QUOTE = 0x22;
const SLASH = 0x5c;
const COMMA = 0x2c;
const PLUS = 0x2b;
const DIVIDE = 0x2f;
const NINE = 0x39;
/** Characters that continue a number, or a text that looks like one. */
const GOES_ON = new Uint8Array(0x80);
for (const sign of '-+._0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')
  GOES_ON[sign.charCodeAt(0)] = 1;

/**
 * Reads JSON from outside without ever turning a number into a double: an account, an id or an amount keeps all its digits.
 * Of a repeated key the last one counts, as in JSON.parse; a byte order mark is skipped.
 * @throws SyntaxError if the text is not JSON, or nests deeper than 200.
 */
export function readJson(text: string): ExactJson {
  return JSON.parse(withNumbersAsText(text.startsWith('\uFEFF') ? text.slice(1) : text)) as ExactJson;
}

/** Puts every number between quotes. Invalid JSON stays invalid. */
function withNumbersAsText(text: string): string {
  let quoted = '';
  let copied = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfText(text, at) - 1;
    else if (code > NINE) {
      // { and [ differ in one bit, and so do } and ].
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

/** Returns the position after the number-like text at `start`. */
function endOfNumber(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) if (GOES_ON[text.charCodeAt(at)] !== 1) return at;
  return text.length;
}

/** Returns the position after the closing quote of the text that opens at `quote`; beyond the end of the text if it is not closed. */
function endOfText(text: string, quote: number): number {
  // A table is JSON inside a text, so nearly every second character is an escaped quote.
  for (let at = quote + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === SLASH) at++;
    else if (code === QUOTE) return at + 1;
  }
  return text.length + 1;
}
