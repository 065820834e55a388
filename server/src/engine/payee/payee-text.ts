import { joinGroups, labelledNumber, looseNumber, type NumberKind } from './payee-digits.js';
import { nothingFound, type PayeeEvidence } from './payee-evidence.js';
import { isBank, isCompany, isKnownWord } from './payee-known-words.js';
import { canBeginWithDigits, type Segment, type Span, type Token, tokensOf } from './payee-tokens.js';

/**
 * Role of a part of a text. `number`: no account, by its shape; `value`: belongs to a label that is not a payee's; `word`: may be the name, which is
 * decided when everything is known; `rest`: of unknown meaning.
 */
export type PartRole = 'account' | 'number' | 'name' | 'word' | 'bank' | 'label' | 'value' | 'known' | 'sign' | 'rest';

export interface TextPart {
  role: PartRole;
  text: string;
}

/** A number with all of its groups. */
interface Item extends Span {
  plain: string;
  tokens: readonly Token[];
  /** Other digits are next to it, without a label or a word between. */
  isBeside: boolean;
}

const SHORT = 6;
/** The end of an account, as it is displayed: "(0123)", 尾号0123. */
const TAIL = /^\d{4,7}$/u;
/** Shorter numbers are accounts only if no other digits are beside them. */
const LEAST_BESIDE = 12;
const MASK = /[*×•]/u;
/** Up to 99,999,999.99 without its commas: more digits may be a part of an account. */
const SUM = /^[¥￥]?\d{1,8}(?:\.\d{1,2})?$/u;
const AMOUNT = /^[¥￥]\d+(?:\.\d{1,2})?$/u;
const UNCERTAIN: ReadonlySet<NumberKind> = new Set(['account', 'unclear', 'masked']);
/** Kinds of numbers that are no part of an account beside them: they have a length and signs of their own. */
const CERTAIN: ReadonlySet<NumberKind> = new Set(['account', 'phone', 'id-card', 'document', 'masked']);

/** Returns what a text says of a payee: "户名：… 账号：… 开户行：…", or a name, a number and a bank in any order. */
export const payeeEvidenceOf = (text: string): PayeeEvidence => new TextReader(text).found;

/** Returns the same text in parts, in order: joined they are the text, and every digit and word is in a part with a role. */
export const partsOfText = (text: string): TextPart[] => new TextReader(text).parts();

/** Reads a text that is known to be an account number: digits alone, or digits in groups. */
export function labelledNumbers(text: string): PayeeEvidence['labelled'] {
  if (/^\d+$/.test(text)) return [labelledNumber(text)];
  // Groups as they are printed on cards: without the blanks it is the same number.
  if (IN_GROUPS.test(text)) return [labelledNumber(text.replaceAll(' ', ''))];
  const { labelled, rest } = new TextReader(text, 'account').found;
  return [...labelled, ...rest.map((digits) => ({ kind: 'unclear' as const, digits }))];
}

/** Three and more groups of four digits with one blank between, 12 to 19 digits in all. */
const IN_GROUPS = /^\d{4}(?: \d{4}){2,3}(?: \d{1,3})?$/;

class TextReader {
  readonly found = nothingFound();
  private readonly spans: (Span & { role: PartRole })[] = [];

  /** @param label label of the whole text; null if the labels within the text give the meaning. */
  constructor(
    private readonly text: string,
    label: 'account' | null = null,
  ) {
    const { plain, tokens, labels, enumerators } = tokensOf(text);
    for (const span of labels) this.put(span, 'label');
    for (const span of enumerators) this.put(span, 'known');
    const items = itemsOf(tokens, plain);
    const hasName = tokens.some(({ segment, isNumber }) => segment.label === 'payee' && !isNumber);
    let segment: Segment | null = null;
    let first = true;
    for (let at = 0; at < tokens.length; ) {
      const token = tokens[at] as Token;
      first = token.segment !== segment;
      segment = token.segment;
      const item = items.get(token);
      const kind = segment.label ?? label;
      if (item) {
        this.readNumber(item, kind, first, plain);
        at += item.tokens.length;
      } else {
        const words = wordsFrom(tokens, at);
        this.readWord({ from: token.from, to: (words.at(-1) ?? token).to }, plain, kind, first, hasName);
        at += words.length;
      }
    }
  }

  parts(): TextPart[] {
    const parts: TextPart[] = [];
    let end = 0;
    const between = (to: number) => {
      const text = this.text.slice(end, to);
      if (text !== '') parts.push({ role: /[\p{L}\p{N}]/u.test(text) ? 'rest' : 'sign', text });
    };
    for (const { from, to, role } of this.spans.toSorted((a, b) => a.from - b.from)) {
      between(from);
      parts.push({ role, text: this.text.slice(from, to) });
      end = to;
    }
    between(this.text.length);
    return parts;
  }

  private put({ from, to }: Span, role: PartRole): void {
    this.spans.push({ from, to, role });
  }

  private left(span: Span): void {
    this.put(span, 'rest');
    this.found.rest.push(this.text.slice(span.from, span.to));
  }

  private readNumber(item: Item, label: Segment['label'], first: boolean, plain: string): void {
    const { found } = this;
    const digits = item.plain.toUpperCase().replace(/^(\d{2})-(\d{15})$/u, '$1$2');
    const kind = looseKind(digits, item);
    const few = digits.replace(/\D/gu, '').length < SHORT;
    const inBrackets = item.tokens.some((token) => token.inBrackets);
    const isTail = /尾号[^\p{L}\p{N}]*$/u.test(plain.slice(0, item.from));
    const isMoney =
      AMOUNT.test(digits) || (/^(?:元|万元)/u.test(plain.slice(item.to)) && /^\d+(?:\.\d{1,2})?$/u.test(digits));
    const isShown = (isTail || inBrackets) && TAIL.test(digits);
    const isOther = item.tokens.length === 1 && !UNCERTAIN.has(shapeOf(digits));
    const isCut = first && item.tokens[0]?.segment.cuts === true && !hasOwnShape(digits);
    if (isValueOf(label, first, few) && isCut) this.left(item);
    else if (isValueOf(label, first, few) && (!item.isBeside || (isOther && !few))) this.put(item, 'value');
    else if (runsInto(plain.slice(item.to))) this.left(item);
    else if (isMoney && (!item.isBeside || AMOUNT.test(digits)) && SUM.test(digits) && !runsOn(plain.slice(item.to)))
      this.put(item, 'value');
    else if (isMoney) this.left(item);
    else if (isShown) {
      found.tails.push(digits);
      this.put(item, 'account');
    } else if (label === 'account' && !inBrackets) {
      const isPart = item.isBeside && digits.length < LEAST_BESIDE;
      found.labelled.push(isPart ? { kind: 'unclear', digits } : labelledNumber(digits));
      this.put(item, isPart ? 'rest' : 'account');
    } else if (/^\+86$/u.test(digits)) this.put(item, 'value');
    else if (few && kind !== 'masked') this.left(item);
    else {
      found.loose.push({ kind, digits });
      this.put(item, kind === 'account' || kind === 'masked' ? 'account' : kind === 'unclear' ? 'rest' : 'number');
    }
  }

  private readWord(span: Span, plain: string, label: Segment['label'], first: boolean, hasName: boolean): void {
    const word = plain.slice(span.from, span.to);
    const role = roleOfWord(word, label, first, { hasName, besideName: this.found.names.length > 0 });
    if (role === 'rest') {
      this.left(span);
      return;
    }
    const into = { name: this.found.names, word: this.found.words, bank: this.found.banks, known: null, value: null };
    const list = role === 'bank' && label === 'branch' ? this.found.branches : into[role];
    list?.push(this.text.slice(span.from, span.to));
    this.put(span, role);
  }
}

/** Returns the role of a word. `hasName`: a label of the text gives a name; `besideName`: a name was read before this word. */
function roleOfWord(
  word: string,
  label: Segment['label'],
  first: boolean,
  { hasName, besideName }: { hasName: boolean; besideName: boolean },
): 'name' | 'word' | 'bank' | 'known' | 'value' | 'rest' {
  if (hasStrayDigits(word, label)) return 'rest';
  if (label === 'branch' || label === 'bank') return isKnownWord(word) ? 'known' : 'bank';
  if (label === 'payee') {
    if (KIND_OF_ACCOUNT.test(word) || (besideName && isKnownWord(word))) return 'known';
    return besideName && isBank(word) ? 'bank' : 'name';
  }
  if (isBank(word) && !first) return 'bank';
  // "备注：一期 装修": all words belong to a remark, or to a pair beside a name; of other labels only the word that follows at once.
  if (label === 'remark' || (label === 'pair' && hasName) || (first && isValueOf(label, first, false))) return 'value';
  if (isBank(word)) return 'bank';
  return isKnownWord(word) || word === '尾号' ? 'known' : 'word';
}

/** Returns whether a word has digits that do not belong to it: only names of banks, companies and times have digits, and a remark may hold any. */
function hasStrayDigits(word: string, label: Segment['label']): boolean {
  if (!/\d/u.test(word) || label === 'remark' || isKnownWord(word)) return false;
  const isNamed = isCompany(word) || isBank(word) || label === 'branch';
  return !isNamed || /\d{4}|\d[^\p{Script=Han}]*$/u.test(word);
}

/** Words that say which kind of account it is, not whose it is. */
const KIND_OF_ACCOUNT =
  /^(银行卡|储蓄卡|借记卡|信用卡|工资卡|个人银行卡|对公[账帐]户|对公|对私|个人|本人|公司|转账|人民币|元|元整|收款)$/u;

/** "电话：13800138000 6222…": a label applies only to what follows it at once; a remark may also contain short numbers. */
const isValueOf = (label: Segment['label'], first: boolean, few: boolean): boolean =>
  label === 'remark' ? first || few : first && (label === 'other' || label === 'pair' || (label === 'code' && !few));

/** Returns whether a number runs into the next word: "6222…22 58同城", a company whose name may begin with some of the digits; "…78 9月". */
function runsInto(behind: string): boolean {
  const [word = ''] = /^\p{Script=Han}[^\s,，、|/:;；。()]*/u.exec(behind) ?? [];
  return word !== '' && !/^(?:元|万元)/u.test(word) && (/^[年月日号季]/u.test(word) || canBeginWithDigits(word));
}

/** Returns whether a number is something else than a part of an account without any label: a phone, an identity card, a number with letters. */
const hasOwnShape = (digits: string): boolean =>
  /^(?:phone|id-card|bank-code)$/u.test(shapeOf(digits)) || /[A-Za-z]{2}/u.test(digits);

/** Returns whether digits follow the unit of a sum at once: "6222021元234567890123". */
const runsOn = (behind: string): boolean => /^万?元整?[\p{N}*]/u.test(behind);

function looseKind(digits: string, { isBeside, tokens }: Item): NumberKind {
  const kind = shapeOf(digits);
  // Groups are those of a card; put together they may look like any kind.
  if (tokens.length > 1 && kind !== 'account' && kind !== 'masked') return 'unclear';
  if (isBeside && kind === 'phone' && !/^1\d{10}$|-/u.test(digits)) return 'unclear';
  return isBeside && (!CERTAIN.has(kind) || (kind === 'document' && CUT.test(digits))) ? 'unclear' : kind;
}

/** No number of a document, but digits of an account with a stray letter, or with an entity of HTML: "6222021x", "6222021&nbsp". */
const CUT = /^[A-Za-z]?\d+\D*$|&/u;

/** Returns the kind of a number by its shape. A contract has letters; digits with other signs between them may be an account that was cut. */
function shapeOf(digits: string): NumberKind {
  const { kind } = looseNumber(digits);
  return kind === 'document' && !/[A-Za-z]/u.test(digits) && !/^\d+$/u.test(digits) ? 'unclear' : kind;
}

/** Returns the numbers by their first token. */
function itemsOf(tokens: readonly Token[], plain: string): Map<Token, Item> {
  const items = new Map<Token, Item>();
  for (let at = 0; at < tokens.length; ) {
    if (!tokens[at]?.isNumber) {
      at++;
      continue;
    }
    const stretch = stretchFrom(tokens, at, plain);
    for (const [own, text] of groupsOf(stretch)) {
      const [head = tokens[at] as Token] = own;
      const last = own.at(-1) ?? head;
      const [before, after] = [tokens[at - 1], tokens[at + own.length]];
      const isBeside =
        (before?.isNumber === true && head.gap !== null) || (after?.isNumber === true && after.gap !== null);
      items.set(head, { from: head.from, to: last.to, plain: text, tokens: own, isBeside });
      at += own.length;
    }
  }
  return items;
}

/** Returns the numbers from `start` that may be one: the same sign between all of them, one blank or hyphen. */
function stretchFrom(tokens: readonly Token[], start: number, plain: string): Token[] {
  const stretch = [tokens[start] as Token];
  let sign: string | null = null;
  for (let at = start + 1; at < tokens.length; at++) {
    const [before, next] = [tokens[at - 1] as Token, tokens[at] as Token];
    const gap = next.gap?.replace('\u00a0', ' ') ?? '';
    const isGroup = (token: Token) => /^[\d*×•]+$/u.test(plain.slice(token.from, token.to));
    if (!next.isNumber || next.segment !== before.segment || !/^[ \t-]$/u.test(gap) || (sign !== null && gap !== sign))
      break;
    if (!isGroup(before) || !isGroup(next)) break;
    sign = gap;
    stretch.push(next);
  }
  return stretch;
}

function groupsOf(stretch: readonly Token[]): [Token[], string][] {
  const plains = stretch.map(({ plain }) => plain);
  if (plains.every((text) => /^(?:\d{4}|[*×•]{2,}|\d{1,3})$/u.test(text)) && plains.some((text) => MASK.test(text)))
    return [[[...stretch], plains.join('')]];
  const groups: [Token[], string][] = [];
  let at = 0;
  for (const text of joinGroups(plains)) {
    let end = at;
    for (let length = 0; length < text.length && end < stretch.length; end++) length += stretch[end]?.plain.length ?? 0;
    groups.push([stretch.slice(at, Math.max(end, at + 1)), text]);
    at = Math.max(end, at + 1);
  }
  return groups;
}

/** Returns the words from `start` that are one name: "JOHN SMITH" is one name, "张三 李四" are two. */
function wordsFrom(tokens: readonly Token[], start: number): Token[] {
  const words = [tokens[start] as Token];
  for (let at = start + 1; at < tokens.length; at++) {
    const [before, next] = [tokens[at - 1] as Token, tokens[at] as Token];
    const isClose = next.gap !== null && /^[ \u00a0\t]$/u.test(next.gap) && next.segment === before.segment;
    if (!isClose || next.isNumber || !LATIN.test(before.plain) || !LATIN.test(next.plain)) break;
    words.push(next);
  }
  return words;
}
const LATIN = /^[\p{Script=Latin}.'&-]+$/u;
