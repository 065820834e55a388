/**
 * Replaces full-width forms (０-９ Ａ-Ｚ ，．－：（） …) and the wide space by plain ones, character for character: positions stay.
 * Nothing else is folded. NFKC would read 10² as 102, ①② as 12 and ㊿ as 50, and join an account with the text beside it.
 */
export const plainForms = (text: string): string =>
  text.replace(/[\uff01-\uff5e\u3000\uffe5]/g, (wide) => {
    if (wide === '\u3000') return ' ';
    return wide === '￥' ? '¥' : String.fromCharCode(wide.charCodeAt(0) - 0xfee0);
  });
