/** Returns the decimal text of an amount in 分, always two places: 123450n → "1234.50". */
export function fenText(fen: bigint): string {
  return `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;
}

/** Returns the text of a MoneyField (dingtalk.md §5.1), shortened as in live answers: "12.3" for 12.30, "300". */
export function shortenedText(fen: bigint): string {
  return fenText(fen).replace(/\.?0+$/, '') || '0';
}

/** Returns the text of a CalculateField with thousands commas: "1,234.50". */
export function groupedText(fen: bigint): string {
  const [whole = '', cents = ''] = fenText(fen).split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
}

/** Returns the 分 of plain decimal text with at most two places. */
export function fenOf(text: string): bigint {
  const [whole = '0', cents = ''] = text.split('.');
  return BigInt(whole) * 100n + BigInt(cents.padEnd(2, '0'));
}
