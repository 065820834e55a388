import type { FoundNumber } from './payee-digits.js';

/** Everything in one control that may say who is paid, onto which account: gathered first, decided upon afterwards. */
export interface PayeeEvidence {
  /** Behind 账号, cardNo …: believed, and judged. */
  labelled: FoundNumber[];
  /** Behind a bare "no" or "number". */
  weak: FoundNumber[];
  /** Standing in a text by themselves. */
  loose: FoundNumber[];
  names: string[];
  /** Words that name no bank and stand behind no label. */
  words: string[];
  banks: string[];
  branches: string[];
}

export const nothingFound = (): PayeeEvidence => ({
  labelled: [],
  weak: [],
  loose: [],
  names: [],
  words: [],
  banks: [],
  branches: [],
});

export function addEvidence(to: PayeeEvidence, more: PayeeEvidence): void {
  for (const part of Object.keys(to) as (keyof PayeeEvidence)[]) (to[part] as unknown[]).push(...more[part]);
}
