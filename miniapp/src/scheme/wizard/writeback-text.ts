import { TERM_WORDS } from '@dingdee/shared/term-words';

/** Values that a write-back text may contain, by the server's names. */
export type Token = 'billNo' | 'date' | 'amount';

const MARKS: Readonly<Record<Token, string>> = {
  billNo: TERM_WORDS.billNo,
  date: TERM_WORDS.businessDate,
  amount: '金额',
};
const TOKENS = Object.keys(MARKS) as Token[];
export const markOf = (token: Token): string => `〔${MARKS[token]}〕`;

const swapped = (text: string, from: (token: Token) => string, to: (token: Token) => string): string =>
  TOKENS.reduce((all, token) => all.split(from(token)).join(to(token)), text);
const stored = (token: Token): string => `{{${token}}}`;

/** Returns the text as it is typed and read: people never see a code. */
export const shownText = (text: string): string => swapped(text, stored, markOf);
/** Returns the text as the scheme stores it. */
export const storedText = (text: string): string => swapped(text, markOf, stored);
/** Returns the text as it will be on the approval. */
export const filledText = (text: string, values: Readonly<Record<Token, string>>): string =>
  swapped(text, stored, (token) => values[token]);
