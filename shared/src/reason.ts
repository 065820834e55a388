import * as z from 'zod/mini';

/** Letters and digits of any script, without what is only repeated, blank or a sign. */
export function saysSomething(text: string): boolean {
  const letters = [...text].filter((one) => /[\p{L}\p{N}]/u.test(one));
  return letters.length >= 4 && new Set(letters).size >= 3;
}
export const REASON_SENTENCE = '至少写四个字，说清楚为什么';

/** Why a person does something: words, so that somebody else can judge it later. */
export const reason = (max: number) =>
  z
    .string({ error: REASON_SENTENCE })
    .check(z.trim(), z.maxLength(max), z.refine(saysSomething, { error: REASON_SENTENCE }));
