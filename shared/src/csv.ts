/**
 * A cell that no spreadsheet takes for a formula: text of an approval begins with whatever its writer likes.
 * @param isOurs a number, a sum or a moment that the program wrote: it stays one.
 */
export function csvText(text: string, isOurs: boolean): string {
  const plain = !isOurs && /^\s*[=+\-@|%＝＋－＠]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
