import { plainForms } from '@dingdee/shared/plain-forms';
import { joinGroups, labelledNumber, looseNumber } from './payee-digits.js';
import { nothingFound, type PayeeEvidence } from './payee-evidence.js';
import { type PayeeLabel, payeeLabel } from './payee-labels.js';

/** Labels that need no colon where they begin a word: "户名 张三", "账号6222…". */
const BARE =
  '收款人姓名|收款人名称|收款单位名称|收款单位|收款方名称|收款方|收款人|收款[账帐][号户]|[账帐]户名称|[账帐]户名|户名|银行[账帐]号|银行卡号|[账帐]号|卡号|开户银行|开户行|开户支行|银行名称|持卡人|姓名|身份证号码|身份证号|身份证|证件号码|证件号|联系电话|手机号码|手机号|手机|电话|联行号|行号|纳税人识别号|税号|统一社会信用代码|信用代码|合同编号|合同号|合同|发票号码|发票号|订单号|单号|编号|工号|备注|支付宝|微信';
const LABEL = new RegExp(
  // Any word before a colon, with an explanation in brackets; or one of the words above where a word begins.
  `([^\\s:,;，；。、|/()\\d*]{1,20}(?:\\s?\\([^()]{0,12}\\))?)[ \\t]*:[ \\t]*|(?<![^\\s,;，；。、|/()\\d])(${BARE})[ \\t]*`,
  'gu',
);
/** A label that ran into the word before it: "招商银行户名：". */
const TAIL_LABEL = new RegExp(`(?:${BARE})$`, 'u');
const BANK_WORD = /银行|信用社|信用联社|农商行|支行|分行|营业部/u;
/** Words that say which kind of account it is, not whose. */
const NOISE =
  /^(银行卡|储蓄卡|借记卡|信用卡|工资卡|个人银行卡|对公[账帐]户|对公|对私|个人|本人|公司|转账|人民币|元|元整|收款)$/u;
const SHORT = 6;
const MASK = /[*×•]{2,}/u;

interface Segment {
  label: PayeeLabel | null;
  text: string;
}

/** What a text says of a payee: "户名：… 账号：… 开户行：…", or a name, a number and a bank in any order. */
export function payeeEvidenceOf(text: string): PayeeEvidence {
  const found = nothingFound();
  for (const line of text.split(/[\r\n;；。]+/u)) for (const segment of segmentsOf(line)) readSegment(segment, found);
  return found;
}

/** A text that is known to be an account number: digits alone, or digits in groups. */
export function labelledNumbers(text: string): PayeeEvidence['labelled'] {
  if (/^\d+$/.test(text)) return [labelledNumber(text)];
  // As it is printed on cards: what is left of it is the same number.
  if (IN_GROUPS.test(text)) return [labelledNumber(text.replaceAll(' ', ''))];
  const found = nothingFound();
  readSegment({ label: 'account', text }, found);
  return found.labelled;
}

/** Three and more groups of four with one blank between, 12 to 19 digits in all. */
const IN_GROUPS = /^\d{4}(?: \d{4}){2,3}(?: \d{1,3})?$/;

/** Positions in the plain form are those in the text: names and banks are given as they were written. */
function segmentsOf(line: string): Segment[] {
  const plain = plainForms(line);
  const segments: Segment[] = [];
  let label: PayeeLabel | null = null;
  let from = 0;
  for (const match of plain.matchAll(LABEL)) {
    const word = match[1] ?? match[2] ?? '';
    const meaning = payeeLabel(word);
    // What stands before it is no part of the label where it follows another label, or names a bank.
    const isValue = (before: string) => label !== null && before.trim() === '';
    const tail = match[1] === undefined ? null : TAIL_LABEL.exec(word.replace(/\s?\([^()]*\)$/u, ''));
    const own =
      tail && (isValue(plain.slice(from, match.index)) || BANK_WORD.test(word.slice(0, tail.index))) ? tail.index : 0;
    segments.push({ label, text: line.slice(from, match.index + own) });
    // A word that says nothing of a payee: what follows it at once belongs to that word.
    label = meaning === null || meaning === 'weak' || meaning === 'word' ? 'other' : meaning;
    from = match.index + match[0].length;
  }
  segments.push({ label, text: line.slice(from) });
  return segments.filter(({ text }) => text.trim() !== '');
}

function readSegment({ label, text }: Segment, found: PayeeEvidence): void {
  const tokens = tokensOf(text);
  // "电话：13800138000 6222…": the label speaks of what follows it at once, no further.
  const own = label === 'other' ? tokens.slice(1) : tokens;
  let numbers: Token[] = [];
  const words: Token[] = [];
  const settle = () => {
    for (const digits of joinGroups(numbers.map(({ plain }) => plain)))
      if (label === 'account') found.labelled.push(labelledNumber(digits));
      else if (digits.length >= SHORT || numbers.length > 1) found.loose.push(looseNumber(digits));
    numbers = [];
  };
  for (const token of own) {
    // "621791350321：" is the number; what one ends a sentence with is no part of it.
    const plain = token.plain.replace(/[:.!?'…]+$/u, '');
    if (/^\d+$/u.test(plain)) {
      if (!token.close) settle();
      numbers.push({ ...token, plain });
      continue;
    }
    settle();
    // "农商行(6217…)": behind a bank stands the end of the number, or a whole one, which is then a candidate like any other.
    const inBrackets = /^[([]?(\d{8,})[)\]]$/u.exec(plain)?.[1];
    if (inBrackets !== undefined && label !== 'account') {
      found.loose.push(looseNumber(inBrackets));
      continue;
    }
    if (MASK.test(plain) || (/\d/u.test(plain) && !/\p{Script=Han}/u.test(plain))) {
      const digits = plain.toUpperCase().replace(/^(\d{2})-(\d{15})$/u, '$1$2');
      if (label === 'account') found.labelled.push(labelledNumber(digits));
      else if (digits.replace(/\D/gu, '').length >= SHORT || MASK.test(digits)) found.loose.push(looseNumber(digits));
    } else words.push(token);
  }
  settle();
  readWords(words, label, found);
}

function readWords(tokens: readonly Token[], label: PayeeLabel | null, found: PayeeEvidence): void {
  const words: string[] = [];
  for (const [i, { text, plain, close }] of tokens.entries()) {
    // "JOHN SMITH" is one name, "张三 李四" are two.
    const latin = /^[\p{Script=Latin}.'&-]+$/u;
    const before = tokens[i - 1];
    if (close && before && latin.test(plain) && latin.test(before.plain)) words.push(`${words.pop() ?? ''} ${text}`);
    else words.push(text);
  }
  for (const word of words) {
    const isBank = BANK_WORD.test(word);
    if (NOISE.test(word)) continue;
    if (label === 'payee') (isBank && found.names.length > 0 ? found.banks : found.names).push(word);
    else if (label === 'branch') found.branches.push(word);
    else if (label === 'bank') found.banks.push(word);
    else (isBank ? found.banks : found.words).push(word);
  }
}

interface Token {
  text: string;
  plain: string;
  /** One blank or hyphen behind the token before. */
  close: boolean;
}

/** Words and numbers. A run of six digits and more stands by itself even inside a word, or before brackets: "张三6222…招商银行", "工行6222…(8624)". */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const plain = plainForms(text);
  let end = -1;
  for (const match of plain.matchAll(/[^\s,，、|/]+/gu)) {
    const between = plain.slice(Math.max(end, 0), match.index);
    let close = end >= 0 && /^[ \u00a0\t]$/u.test(between);
    let at = match.index;
    for (const piece of match[0].split(
      /(?<![0-9A-Za-z*\p{No}\p{Nl}-])(?=[\p{No}\p{Nl}]*[0-9*]{6})|(?<=[0-9*]{6})(?=[\p{Script=Han}(])/u,
    )) {
      for (const part of partsOf(piece)) {
        tokens.push({ text: text.slice(at + part.at, at + part.at + part.text.length), plain: part.text, close });
        close = part.hyphen;
      }
      at += piece.length;
      close = false;
    }
    end = match.index + match[0].length;
  }
  return tokens.filter((token) => /[\p{L}\p{N}*]/u.test(token.plain));
}

/** "6222-0000-1111-2222" in its groups; dates, phones and accounts of 2-15 digits stay whole. */
function partsOf(piece: string): { text: string; at: number; hyphen: boolean }[] {
  if (!/^\d{4}(-\d{4}){2,}(-\d{1,4})?$/u.test(piece)) return [{ text: piece, at: 0, hyphen: false }];
  let at = 0;
  return piece.split('-').map((text) => {
    const part = { text, at, hyphen: true };
    at += text.length + 1;
    return part;
  });
}
