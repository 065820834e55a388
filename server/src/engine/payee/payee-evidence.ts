import type { FoundNumber } from './payee-digits.js';

/** Everything in one control that may say who is paid, and to which account: collected first, decided afterwards. */
export interface PayeeEvidence {
  /** Numbers behind 账号, cardNo …: taken as accounts, and checked. */
  labelled: FoundNumber[];
  /** Numbers behind a bare "no" or "number". */
  weak: FoundNumber[];
  /** Numbers in a text, without a label. */
  loose: FoundNumber[];
  names: string[];
  /** Words that name no bank and have no label. */
  words: string[];
  banks: string[];
  branches: string[];
  /** Last digits of an account as they are shown beside its bank: they must be those of the account. */
  tails: string[];
  /** Texts of unknown meaning. */
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
