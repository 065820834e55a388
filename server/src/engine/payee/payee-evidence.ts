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
  /** Last digits of an account as they are shown beside its bank: they must be those of the account. */
  tails: string[];
  /** What nobody knows the meaning of. */
  rest: string[];
}

export const nothingFound = (): PayeeEvidence => ({
  labelled: [],
  weak: [],
  loose: [],
  names: [],
  words: [],
  banks: [],
  branches: [],
  tails: [],
  rest: [],
});

export function addEvidence(to: PayeeEvidence, more: PayeeEvidence): void {
  for (const one of more.labelled) to.labelled.push(one);
  for (const one of more.weak) to.weak.push(one);
  for (const one of more.loose) to.loose.push(one);
  for (const one of more.names) to.names.push(one);
  for (const one of more.words) to.words.push(one);
  for (const one of more.banks) to.banks.push(one);
  for (const one of more.branches) to.branches.push(one);
  for (const one of more.tails) to.tails.push(one);
  for (const one of more.rest) to.rest.push(one);
}
