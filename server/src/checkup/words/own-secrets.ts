import { secretValues } from '../../config/secret-values.js';
import type { Settings } from '../../config/settings.js';
import { outsideWords } from '../probe/outside-words.js';

const HIDDEN = '[隐去]';
/** So much of a secret, and it is known which one. */
const TELLING = 6;

/**
 * Takes what the settings hold in secret out of words that were masked and cut before: as it is, as masking left it, and with its end
 * cut off.
 */
export function ownSecrets(settings: Settings): (text: string) => string {
  const secrets = secretValues(settings);
  // Of a number, and of what looks like a key, masking leaves too little to look for.
  const masked = secrets
    .filter((secret) => !/^[\p{Nd}\s]+$/u.test(secret))
    .map((secret) => outsideWords(secret, 1_000))
    .filter((text) => text.length >= TELLING && !text.endsWith('…'));
  const left = [...new Set([...secrets, ...masked])];
  const begun = secrets.filter(({ length }) => length > TELLING);
  return (text) => {
    let clean = text;
    for (const each of left) clean = clean.replaceAll(each, HIDDEN);
    return clean.replace(/\S+(?=…)/gu, (end) => withoutBeginning(end, begun));
  };
}

/** The longest beginning of a secret that these words end with. */
function withoutBeginning(words: string, secrets: readonly string[]): string {
  for (let length = words.length; length >= TELLING; length--) {
    const end = words.slice(-length);
    if (secrets.some((secret) => secret.startsWith(end))) return words.slice(0, -length) + HIDDEN;
  }
  return words;
}
