import { currentSecrets } from '../../config/secret-values.js';
import type { Settings } from '../../config/settings.js';
import { outsideWords } from '../probe/outside-words.js';

const HIDDEN = '[隐去]';
/** From this length, a part of a secret can be recognised. */
const TELLING = 6;

/**
 * Returns a function that removes our secrets from texts that were already masked and cut: the secret as it is, its masked form, and its remains
 * before or behind a cut.
 */
export function ownSecrets(settings: Settings): (text: string) => string {
  const current = currentSecrets(settings);
  let read: { of: readonly string[]; hide: (text: string) => string } | null = null;
  return (text) => {
    const secrets = current();
    if (read?.of !== secrets) read = { of: secrets, hide: hiding(secrets) };
    return read.hide(text);
  };
}

function hiding(secrets: readonly string[]): (text: string) => string {
  // Masking leaves too little of a number, or of a text that looks like a key, to search for.
  const masked = secrets
    .filter((secret) => !/^[\p{Nd}\s]+$/u.test(secret))
    .map((secret) => outsideWords(secret, 1_000))
    .filter((text) => text.length >= TELLING && !text.endsWith('…'));
  const left = [...new Set([...secrets, ...masked])];
  // Runs of spaces have been replaced by one space in the texts.
  const long = [...new Set(secrets.map((each) => each.replace(/\s+/gu, ' ')))].filter(({ length }) => length > TELLING);
  return (text) => {
    let clean = text;
    for (const each of left) clean = clean.replaceAll(each, HIDDEN);
    if (!clean.includes('…')) return clean;
    const pieces = clean.split('…');
    return pieces
      .map((piece, i) => (i === 0 ? piece : withoutEnd(piece, long)))
      .map((piece, i) => (i === pieces.length - 1 ? piece : withoutBeginning(piece, long)))
      .join('…');
  };
}

/** Removes the longest beginning of a secret with which the words end: its rest was cut off or masked behind them. */
function withoutBeginning(words: string, secrets: readonly string[]): string {
  const found = longest(secrets, words, (secret, length) => words.endsWith(secret.slice(0, length)));
  return found === 0 ? words : words.slice(0, -found) + HIDDEN;
}

/** Removes the longest end of a secret with which the words begin: its first part was masked before them. */
function withoutEnd(words: string, secrets: readonly string[]): string {
  const found = longest(secrets, words, (secret, length) => words.startsWith(secret.slice(-length)));
  return found === 0 ? words : HIDDEN + words.slice(found);
}

function longest(secrets: readonly string[], words: string, fits: (secret: string, length: number) => boolean): number {
  let found = 0;
  for (const secret of secrets)
    for (let length = Math.min(secret.length, words.length); length >= TELLING && length > found; length--)
      if (fits(secret, length)) found = length;
  return found;
}
