import { TERM_WORDS } from '@dingdee/shared/term-words';

/** The values that may stand in what is written back, as the server names them and as they are read. */
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

/** As it is typed and read: nobody meets a code. */
export const shownText = (text: string): string => swapped(text, stored, markOf);
/** As the scheme keeps it. */
export const storedText = (text: string): string => swapped(text, markOf, stored);
/** As it will stand on the approval. */
export const filledText = (text: string, values: Readonly<Record<Token, string>>): string =>
  swapped(text, stored, (token) => values[token]);
