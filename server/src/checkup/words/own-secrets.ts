import { secretValues } from '../../config/secret-values.js';
import type { Settings } from '../../config/settings.js';
import { outsideWords } from '../probe/outside-words.js';

const HIDDEN = '[隐去]';
/** So much of a secret, and it is known which one. */
const TELLING = 6;

/**
 * Takes what the settings hold in secret out of words that were masked and cut before: as it is, as masking left it, and what is left of
 * it before or behind a cut.
 */
export function ownSecrets(settings: Settings): (text: string) => string {
  const secrets = secretValues(settings);
  // Of a number, and of what looks like a key, masking leaves too little to look for.
  const masked = secrets
    .filter((secret) => !/^[\p{Nd}\s]+$/u.test(secret))
    .map((secret) => outsideWords(secret, 1_000))
    .filter((text) => text.length >= TELLING && !text.endsWith('…'));
  const left = [...new Set([...secrets, ...masked])];
  // Runs of blanks are one by then.
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

/** What was cut off or masked behind these words: the longest beginning of a secret that they end with goes, too. */
function withoutBeginning(words: string, secrets: readonly string[]): string {
  const found = longest(secrets, words, (secret, length) => words.endsWith(secret.slice(0, length)));
  return found === 0 ? words : words.slice(0, -found) + HIDDEN;
}

/** What was masked before them: the longest end of a secret that they begin with. */
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
