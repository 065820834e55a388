/**
 * Returns a cell that no spreadsheet reads as a formula, because text of an approval may begin with any character.
 * @param isOurs a number, a sum or a time that the program wrote; it stays unchanged.
 */
export function csvText(text: string, isOurs: boolean): string {
  const plain = !isOurs && /^\s*[=+\-@|%＝＋－＠]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
