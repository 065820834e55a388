import { sharedNameWords } from './department-words.js';
import { type VariantWords, type Words, wordsOf } from './issue-variants.js';
import { payerDoubtWords } from './payer-words.js';
import { comingRowWords } from './row-day-words.js';

const UNMAPPED: VariantWords<'unmapped'> = {
  default: ({ label, org }) => `${label}没有默认值（组织 ${org}）。选一个作为默认。`,
  key: ({ label, name }) => `${label}未映射：${name}`,
  payer: ({ label, name, ...doubt }) => `${label}未映射：${name}（${payerDoubtWords(doubt)}）`,
};

/** Sentences on a key without a row. Without `of`: a name that several departments have, or a row of a later day. */
export const UNMAPPED_WORDS: Readonly<Record<string, Words>> = {
  unmapped: wordsOf(UNMAPPED, (params) => (params.comesOn === undefined ? sharedNameWords : comingRowWords)(params)),
};
