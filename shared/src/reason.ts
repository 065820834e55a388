import * as z from 'zod/mini';

/** True if the text has at least four letters or digits of any script, three of them different. */
export function saysSomething(text: string): boolean {
  const letters = [...text].filter((one) => /[\p{L}\p{N}]/u.test(one));
  return letters.length >= 4 && new Set(letters).size >= 3;
}
export const REASON_SENTENCE = '至少写四个字，说清楚为什么';

/** A person's reason for an action: real words, so that another person can judge it later. */
export const reason = (max: number) =>
  z
    .string({ error: REASON_SENTENCE })
    .check(z.trim(), z.maxLength(max), z.refine(saysSomething, { error: REASON_SENTENCE }));
