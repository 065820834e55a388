import { isRecord } from './json-reading.js';

const QUOTE = 0x22;
const SLASH = 0x5c;
const COLON = 0x3a;

/**
 * True if an object in the text repeats a key: JSON.parse takes the last one and drops the first silently.
 * @param text JSON. @param parsed its parsed value.
 */
export const repeatsKey = (text: string, parsed: unknown): boolean => colonsOf(text) !== keysIn(parsed);

/** Counts colons outside of texts; each belongs to one key. */
function colonsOf(text: string): number {
  let colons = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === COLON) colons++;
    else if (code === QUOTE) at = closing(text, at);
  }
  return colons;
}

/** Returns the position of the quote that closes the text opened at `quote`. */
function closing(text: string, quote: number): number {
  for (let at = text.indexOf('"', quote + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === SLASH) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

function keysIn(parsed: unknown): number {
  if (Array.isArray(parsed)) {
    let keys = 0;
    for (const each of parsed) keys += keysIn(each);
    return keys;
  }
  if (!isRecord(parsed)) return 0;
  let keys = 0;
  for (const key in parsed) {
    const value = parsed[key];
    keys += typeof value === 'object' ? 1 + keysIn(value) : 1;
  }
  return keys;
}
