import { plainForms } from '@dingdee/shared/plain-forms';
import { isBank, isBankName, isKnownWord, nameBeforeBank } from './payee-known-words.js';
import { type PayeeLabel, payeeLabel } from './payee-labels.js';

/** Labels that need no colon at the beginning of a word: "户名 张三", "账号6222…". */
const BARE =
  '收款人姓名|收款人名称|收款单位名称|收款单位|收款方名称|收款方|收款人|收款[账帐][号户]|[账帐]户名称|[账帐]户名|户名|银行[账帐]号|银行卡号|[账帐]号|卡号|开户银行|开户行|开户支行|银行名称|持卡人|姓名|身份证号码|身份证号|身份证|证件号码|证件号|联系电话|手机号码|手机号|手机|电话|联行号|行号|纳税人识别号|税号|统一社会信用代码|信用代码|合同编号|合同号|合同|发票号码|发票号|订单号|单号|编号|工号|备注|支付宝|微信';
const LABEL = new RegExp(
  // Any word before a colon, with an explanation in brackets; or one of the words above at the beginning of a word. A numeral behind a digit (㊿, ²)
  // belongs to the number, not to the label.
  `((?!(?<=\\d)[\\p{No}\\p{Nl}])[^\\s:,;，；。、|/()\\d*]{1,20}(?:\\s?\\([^()]{0,12}\\))?)[ \\t]*:[ \\t]*|(?<![^\\s,;，；。、|/()\\d])(${BARE})[ \\t]*`,
  'gu',
);
/** A label directly behind another word: "招商银行户名：". */
const TAIL_LABEL = new RegExp(`(?:${BARE})$`, 'u');
/** Enumerators before labels: "1、户名：… 2、账号：…". */
const ENUMERATOR = new RegExp(
  `(?<=^\\s*|[\\r\\n]\\s*)\\d{1,2}[.、)][ \\t]*(?=\\p{L})|(?<=[ \\t,;])\\d{1,2}[.、)][ \\t]*(?=(?:${BARE})\\s?:)`,
  'gu',
);
const CODE = /电话|手机|身份证|证件|联行|行号|税|信用代码|支付宝|微信/u;
const REMARK = /备注|说明|附言|用途|事由|摘要/u;

/** The text behind a label, or without a label, up to the next label or the end of the line. */
export interface Segment {
  /** `pair`: a label that has nothing to do with a payee; `code`: the label of a number that is never as short as the end of an account. */
  label: Exclude<PayeeLabel, 'weak' | 'word'> | 'pair' | 'remark' | 'code' | null;
  /** The label directly follows a digit: "6222021234567电话:890123". */
  cuts: boolean;
  from: number;
  to: number;
}

export interface Span {
  from: number;
  to: number;
}

export interface Token extends Span {
  isNumber: boolean;
  /** Text of the token; of a number without the signs around it. */
  plain: string;
  /** The number is in brackets of its own: "(0123)". */
  inBrackets: boolean;
  segment: Segment;
  /** Signs between this token and the one before; null if there is a label between them, or no token before. */
  gap: string | null;
}

/** Splits a text into tokens. Positions in the plain form are those in the text: names and banks are given as they were written. */
export function tokensOf(text: string): { plain: string; tokens: Token[]; labels: Span[]; enumerators: Span[] } {
  const whole = plainForms(text);
  const enumerators = enumeratorsOf(whole);
  const plain = enumerators.reduce(
    (rest, { from, to }) => rest.slice(0, from) + ' '.repeat(to - from) + rest.slice(to),
    whole,
  );
  const labels: Span[] = [];
  const tokens: Token[] = [];
  for (const line of plain.matchAll(/[^\r\n;；。]+/gu))
    for (const segment of segmentsOf(plain, line.index, line.index + line[0].length, labels))
      for (const token of tokensIn(plain, segment, tokens.at(-1)))
        tokens.push({ ...token, gap: gapBetween(plain, tokens.at(-1), token.from) });
  return { plain, tokens, labels, enumerators };
}

/** Returns the enumerators, only if they are 1, 2 … together: a single one may be a digit of the number. */
function enumeratorsOf(plain: string): Span[] {
  if (!/\d[.、)]/u.test(plain)) return [];
  const found = [...plain.matchAll(ENUMERATOR)];
  if (found.length < 2 || found.some(([sign], i) => Number.parseInt(sign, 10) !== i + 1)) return [];
  return found.map((match) => ({ from: match.index, to: match.index + match[0].length }));
}

function gapBetween(plain: string, before: Token | undefined, from: number): string | null {
  const gap = before ? plain.slice(before.to, from) : null;
  return gap !== null && /[\p{L}\p{N}]/u.test(gap) ? null : gap;
}

function segmentsOf(plain: string, start: number, end: number, labels: Span[]): Segment[] {
  const segments: Segment[] = [];
  let label: Segment['label'] = null;
  let from = start;
  let cuts = false;
  for (const match of plain.slice(start, end).matchAll(LABEL)) {
    const at = start + match.index;
    const behind = at + match[0].length;
    const word = match[1] ?? match[2] ?? '';
    // The text before a label's own words is no part of the label if it follows another label, or names a bank.
    const isValue = label !== null && plain.slice(from, at).trim() === '';
    const tail = match[1] === undefined ? null : TAIL_LABEL.exec(word.replace(/\s?\([^()]*\)$/u, ''));
    const own = tail && (isValue || isBank(word.slice(0, tail.index))) ? tail.index : 0;
    const meaning = labelOf(word.slice(own), word, plain.slice(behind, end));
    if (meaning === undefined) continue;
    segments.push({ label, from, to: at + own, cuts });
    labels.push({ from: at + own, to: at + own + word.length - own });
    label = meaning;
    from = behind;
    cuts = /[\p{N}*]/u.test(plain[at + own - 1] ?? '');
  }
  segments.push({ label, from, to: end, cuts });
  return segments;
}

/** @returns undefined if the word before the colon is no label: a bank, a name, a word of payment ("工资卡：6222…"). */
function labelOf(own: string, word: string, behind: string): Segment['label'] | undefined {
  if (REMARK.test(own)) return 'remark';
  const meaning = payeeLabel(own) ?? payeeLabel(word);
  if (meaning === 'weak') return null;
  if (isBankName(own)) return undefined;
  if (meaning === 'other' && CODE.test(own)) return 'code';
  if (meaning !== null && meaning !== 'word') return meaning;
  const [first = ''] = /[^\s,，、|/:]+/u.exec(behind) ?? [];
  if (isKnownWord(word) || isBank(first) || /^[([]?[\p{N}*]/u.test(first)) return undefined;
  return 'pair';
}

/** Places inside a word where a number begins or ends: "张三6222…招商银行(0123)". */
const BORDER =
  /(?<![0-9A-Za-z*\p{No}\p{Nl}([-])(?=[\p{No}\p{Nl}]*[0-9*]{6})|(?<=\p{Script=Han})(?=[([]?[\p{No}\p{Nl}]*[0-9*])|(?<=[\p{L}*])(?=[([][0-9*])|(?<=[0-9])(?=\([0-9*])|(?<=[0-9*]|[0-9][A-Za-z]{1,2})(?=[\p{Script=Han}(])|(?<=[0-9*][)\]])(?=.)|(?<=[)\]])(?=[0-9*])|(?<=\p{Script=Han})(?=[—–-][0-9*])|(?<=[0-9*])(?=[—–-]\p{Script=Han})/u;
const MASK = /[*×•]{2,}/u;

type Piece = Span & { text: string };

/** @param before last token of the segment before. */
function tokensIn(plain: string, segment: Segment, before: Token | undefined): Token[] {
  const tokens: Token[] = [];
  for (const chunk of plain.slice(segment.from, segment.to).matchAll(/[^\s,，、|/:]+/gu)) {
    let at = segment.from + chunk.index;
    const pieces = chunk[0].split(BORDER).map((text): Piece => {
      const piece = { text, from: at, to: at + text.length };
      at += text.length;
      return piece;
    });
    const last = tokens.at(-1) ?? before;
    const afterNumber = last?.isNumber === true && gapBetween(plain, last, segment.from + chunk.index) !== null;
    for (const piece of grown(pieces, afterNumber))
      for (const part of isNumber(piece.text) ? numberParts(piece) : wordParts(piece)) {
        const number = isNumber(part.text);
        const inBrackets = number && (/^\(.*\)$/su.test(part.text) || /^\[.*\]$/su.test(part.text));
        const inner = inBrackets ? part.text.slice(1, -1) : part.text.replace(/^\(|\)$/gu, '');
        // "621791350321：" is the number; signs that end a sentence are no part of it.
        const bare = inner.replace(/^[#:~—–-]+|[:.!?'…~—–-]+$/gu, '');
        const shown = number ? bare : part.text;
        if (!/[\p{L}\p{N}*]/u.test(shown)) continue;
        const from = part.from + part.text.indexOf(shown);
        tokens.push({ from, to: from + shown.length, isNumber: number, plain: shown, inBrackets, segment, gap: null });
      }
  }
  return tokens;
}

const isNumber = (text: string): boolean => MASK.test(text) || (/\p{N}/u.test(text) && !/\p{Script=Han}/u.test(text));

const TIME_SIGN = /^[年月日号季]/u;
/** Returns whether a word may begin with digits: a company may be called 58同城; a bank, a person and a word of payment may not. */
export const canBeginWithDigits = (word: string): boolean =>
  !isBank(word) && !isKnownWord(word) && !/^\p{Script=Han}{2,4}$/u.test(word);

/** Joins a few digits inside a word to the word: 58同城, 第2支行, 2024年. Digits behind another number, or at the end, belong to no word. */
function grown(pieces: readonly Piece[], afterNumber: boolean): Piece[] {
  const words: Piece[] = [];
  let open = false;
  for (const [i, piece] of pieces.entries()) {
    const before = words.at(-1);
    const next = pieces[i + 1]?.text ?? '';
    const isYear = /^(?:19|20)\d\d$/u.test(piece.text) && next.startsWith('年');
    const few = isYear || /^[([]?\d[0-9A-Za-z]{0,2}[)\]]?$/u.test(piece.text);
    const begins = !afterNumber && (isYear || TIME_SIGN.test(next) || canBeginWithDigits(next));
    // "6号22021234567890123" is an account with a stray word in it, no day.
    const cut = /^[年月日号季]份?$/u.test(next) && /\d{5}/u.test(pieces[i + 2]?.text ?? '');
    const inside = few && !cut && /^\p{Script=Han}/u.test(next) && (before ? !isNumber(before.text) : begins);
    if (before && (open || inside)) {
      before.text += piece.text;
      before.to = piece.to;
    } else words.push({ ...piece });
    open = inside;
  }
  return words;
}

/** Splits "6222-0000-1111-2222" into its groups; dates, phones and accounts of 2-15 digits stay whole. */
function numberParts(piece: Piece): Piece[] {
  return /^\d{4}(-\d{4}){2,}(-\d{1,4})?-?$/u.test(piece.text) ? cutAt(piece, /-/gu) : [piece];
}

/** Splits a name from its bank: "张三(工行)", "张三-招商银行", "张三招商银行". */
function wordParts(piece: Piece): Piece[] {
  const enclosed = /^[([]([^()[\]]+)[)\]]$/u.exec(piece.text)?.[1];
  if (enclosed !== undefined) return [{ text: enclosed, from: piece.from + 1, to: piece.to - 1 }];
  const parts = cutAt(piece, /[()—–-]+/gu);
  const apart = parts.length > 1 && parts.some(({ text }) => isBank(text)) && !parts.every(({ text }) => isBank(text));
  return (apart ? parts : [piece]).flatMap((part) => {
    const name = nameBeforeBank(part.text);
    if (name === 0) return [part];
    return [
      { text: part.text.slice(0, name), from: part.from, to: part.from + name },
      { text: part.text.slice(name), from: part.from + name, to: part.to },
    ];
  });
}

function cutAt({ text, from }: Piece, signs: RegExp): Piece[] {
  const parts: Piece[] = [];
  let at = 0;
  for (const sign of text.matchAll(signs)) {
    if (sign.index > at) parts.push({ text: text.slice(at, sign.index), from: from + at, to: from + sign.index });
    at = sign.index + sign[0].length;
  }
  if (at < text.length) parts.push({ text: text.slice(at), from: from + at, to: from + text.length });
  return parts;
}
