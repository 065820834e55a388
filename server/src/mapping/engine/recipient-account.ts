export const ACCOUNT_PARTS = ['number', 'name', 'bank'] as const;
export type AccountPart = (typeof ACCOUNT_PARTS)[number];
/** A payee's account as far as it could be read; '' where a part is missing. */
export type RecipientAccount = Readonly<Record<AccountPart, string>>;

/** Keys seen or plausible; no public payload exists (dingtalk.md §5.1). */
const KEYS: Readonly<Record<AccountPart | 'branch', RegExp>> = {
  number:
    /^(account|bankaccount|card|bankcard)?(no|num|number|code)$|^(bank)?account$|^cardno$|^(收款|银行)?[账帐][号户]$|卡号$/iu,
  name: /^(account|payee|holder|user|card)?(name|holder)$|^(开?户名|[账帐]户名称?|收款人|收款方名称?|姓名|持卡人)$/iu,
  bank: /^bank(name)?$|^opening_?bank$|^(开户银?行|银行(名称)?|收款银行)$/iu,
  branch: /^(bank)?(branch|subbranch)(bank)?(name)?$|^(开户)?支行(名称)?$|^开户网点$/iu,
};
const BANK_WORD = /银行|信用社|信用联社|农商行|支行|分行|营业部/u;
const LABELLED = /(户名|[账帐]户名称?|收款人|[账帐]号|卡号|开户银?行|支行|银行名称)\s*[：:]\s*([^\n;；,，]+)/gu;

/** From the keys of a control's object, whatever the vendor called them; nested keys "bank.name" by path and by last step. */
export function accountOfEntries(entries: Readonly<Record<string, string>>): RecipientAccount {
  const find = (part: keyof typeof KEYS): string => {
    for (const [key, value] of Object.entries(entries)) {
      const plain = key.replace(/[\s_]/gu, '');
      const joined = plain.replaceAll('.', '');
      if (value.trim() !== '' && (KEYS[part].test(plain) || KEYS[part].test(joined))) return value.trim();
    }
    return '';
  };
  const bank = find('bank');
  const branch = find('branch');
  return {
    number: digitsOf(find('number')),
    name: find('name'),
    bank: branch === '' || bank.includes(branch) ? bank : branch.includes(bank) ? branch : `${bank}${branch}`,
  };
}

/** From text: "户名：… 账号：… 开户行：…", or a name, a number and a bank in any order. */
export function accountOfText(text: string): RecipientAccount {
  const labelled = [...text.matchAll(LABELLED)].map((match) => [match[1] ?? '', match[2] ?? ''] as const);
  if (labelled.length > 0) return accountOfEntries(Object.fromEntries(labelled));
  const plain = text.normalize('NFKC');
  const number = /\d(?:[\s-]?\d){6,}/u.exec(plain)?.[0] ?? '';
  const words = plain
    .replace(number, ' ')
    .split(/[\s,;、|/:]+/u)
    .filter((word) => word !== '');
  const isBank = (word: string) => BANK_WORD.test(word);
  return {
    number: digitsOf(number),
    name: words.find((word) => !isBank(word)) ?? '',
    bank: words.filter(isBank).join(''),
  };
}

/** Account numbers are often printed in groups of four (dingtalk.md §5.1, end). */
const digitsOf = (text: string): string => text.normalize('NFKC').replace(/[\s-]/gu, '');
