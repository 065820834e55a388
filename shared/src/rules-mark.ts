import { sortedJson } from './sorted-json.js';

const START = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;

/**
 * Returns a mark that is the same for the same rules, whatever the order of their keys, and says nothing of their content: 16 hex digits of FNV-1a. It
 * tells whether a count is that of the rules on screen, and is no proof.
 */
export function rulesMark(rules: unknown): string {
  let mark = START;
  for (const sign of sortedJson(rules)) mark = BigInt.asUintN(64, (mark ^ BigInt(sign.codePointAt(0) ?? 0)) * PRIME);
  return mark.toString(16).padStart(16, '0');
}
