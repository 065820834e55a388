/** Values of capital and plain numerals, as they are written on receipts: 壹仟元整, 伍佰零叁元贰角. */
const DIGITS: Readonly<Record<string, bigint>> = {
  零: 0n,
  〇: 0n,
  壹: 1n,
  一: 1n,
  贰: 2n,
  貳: 2n,
  二: 2n,
  两: 2n,
  叁: 3n,
  參: 3n,
  三: 3n,
  肆: 4n,
  四: 4n,
  伍: 5n,
  五: 5n,
  陆: 6n,
  陸: 6n,
  六: 6n,
  柒: 7n,
  七: 7n,
  捌: 8n,
  八: 8n,
  玖: 9n,
  九: 9n,
};
const PLACES: Readonly<Record<string, bigint>> = { 拾: 10n, 十: 10n, 佰: 100n, 百: 100n, 仟: 1000n, 千: 1000n };
const MYRIADS: Readonly<Record<string, bigint>> = { 万: 10_000n, 萬: 10_000n, 亿: 100_000_000n, 億: 100_000_000n };
const WORDS =
  /^(?:人民币|RMB|CNY|[¥￥])?[:：]?(负)?([^元圆圓角分整正]*)(?:[元圆圓](?:([^角分整正零]{1})角)?零?(?:([^角分整正零]{1})分)?|(?:([^角分整正零]{1})角)(?:([^角分整正零]{1})分)?|()([^角分整正零]{1})分)[整正]?$/u;

/** Returns the amount that Chinese numerals spell, in 分; null for anything that is not such an amount: it then checks nothing. */
export function readAmountInWords(text: string): bigint | null {
  const match = WORDS.exec(text.replace(/[\s,，]/gu, ''));
  if (!match || ![...text].some((sign) => sign in DIGITS || sign in PLACES)) return null;
  const [, minus, whole = '', jiao1, fen1, jiao2, fen2, , fen3] = match;
  const yuan = readWhole(whole);
  const jiao = digit(jiao1 ?? jiao2);
  const fen = digit(fen1 ?? fen2 ?? fen3);
  if (yuan === null || jiao === null || fen === null) return null;
  const amount = yuan * 100n + jiao * 10n + fen;
  return minus === undefined ? amount : -amount;
}

const digit = (text: string | undefined): bigint | null => (text === undefined ? 0n : (DIGITS[text] ?? null));

/** Reads the whole part, 壹万贰仟零叁 → 12003; null if it is no number. */
function readWhole(text: string): bigint | null {
  let total = 0n;
  let section = 0n;
  let pending: bigint | null = null;
  for (const sign of text) {
    const place = PLACES[sign];
    const myriad = MYRIADS[sign];
    const value = DIGITS[sign];
    if (value !== undefined) {
      if (pending !== null && pending !== 0n) return null;
      pending = value;
    } else if (place !== undefined) {
      // 拾元 is ten: the digit one before it is left out.
      section += (pending === null || pending === 0n ? 1n : pending) * place;
      pending = null;
    } else if (myriad !== undefined) {
      const upTo = section + (pending ?? 0n);
      total = myriad === 100_000_000n ? (total + upTo) * myriad : total + upTo * myriad;
      section = 0n;
      pending = null;
    } else return null;
  }
  return total + section + (pending ?? 0n);
}
