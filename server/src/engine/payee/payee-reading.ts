import type { Control, ControlRow, ControlValue } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';
import { isApplicantWord, isNoName } from './no-name.js';
import { isAccount, looseNumber, type NumberKind } from './payee-digits.js';
import { addEvidence, nothingFound, type PayeeEvidence } from './payee-evidence.js';
import { isBank, isCompany, isKnownWord } from './payee-known-words.js';
import { payeeLabel } from './payee-labels.js';
import { labelledNumbers, payeeEvidenceOf } from './payee-text.js';
import { type PayeeTrouble, payeeLevel } from './payee-words.js';

/** One payee, or the reason why there is not exactly one. `number` is digits (behind a known prefix), '' if there is none. */
export interface PayeeReading {
  number: string;
  name: string;
  bank: string;
  /** The name is a word on its own, without a label that says that it is a name. */
  guessed: boolean;
  /** What is written where a label or a key asks for the name, if it names nobody: 无, 见附件, 本人. */
  unnamed?: string;
  trouble: PayeeTrouble | null;
}

export const NO_PAYEE: PayeeReading = { number: '', name: '', bank: '', guessed: false, trouble: null };

/** Reads the payee's account from any kind of control. Returns one candidate, or trouble: it never chooses between two. */
export function readPayee({ value, name: label }: Control): PayeeReading {
  if (value.kind === 'empty') return NO_PAYEE;
  if (value.kind === 'unreadable' || isReordered(value)) return refused({ code: 'payee-unreadable', label });
  if (value.kind === 'table') return ofRows(value.rows, label);
  if (BROKEN_JSON.test(plainText(value))) return refused({ code: 'payee-unreadable', label });
  return decide(evidenceOf(value, label), label);
}

/** Returns whether the names that readings ask for say that the applicant is the holder, and nothing else: 本人, 同申请人. */
export function saysApplicant(readings: readonly PayeeReading[]): boolean {
  const said = readings.flatMap(({ unnamed }) => unnamed ?? []);
  return said.length > 0 && said.every(isApplicantWord);
}

/** Characters that reverse the direction of the text around them: nobody sees the name and the number as they are stored. */
const REORDERED = /[\u202a-\u202e\u2066-\u2069]/u;

function isReordered(value: ControlValue): boolean {
  if (value.kind === 'text') return REORDERED.test(value.text);
  if (value.kind !== 'object') return REORDERED.test(JSON.stringify(value));
  for (const key in value.entries) if (REORDERED.test(key) || REORDERED.test(value.entries[key] ?? '')) return true;
  return false;
}

/** Text of an object that could not be parsed: its keys cannot be told from its values. */
const BROKEN_JSON = /[{,[]\s*\\*"[^"\\]*\\*"\s*:/u;

/** Combines several controls that may name the payee: all that are filled must agree. */
export function agreed(readings: readonly PayeeReading[], label: string): PayeeReading {
  const red = readings.find(({ trouble }) => trouble && payeeLevel(trouble) === 'red');
  if (red) return red;
  const withNumber = readings.filter(({ number }) => number !== '');
  const [first, ...more] = withNumber;
  if (!first)
    return (
      readings.find(({ trouble }) => trouble) ?? readings.find(({ name }) => name !== '') ?? readings[0] ?? NO_PAYEE
    );
  const others = more.filter(({ number }) => number !== first.number);
  if (others.length > 0)
    return several(
      [first, ...others].map(({ number }) => number),
      label,
    );
  const names = distinct(withNumber.map(({ name }) => name));
  if (names.length > 1) return refused({ code: 'payee-names', label, names: names.length });
  const bank = withNumber.find(({ bank }) => bank !== '')?.bank ?? '';
  const guessed = names.length > 0 && withNumber.every((reading) => reading.guessed || reading.name === '');
  return { number: first.number, name: names[0] ?? '', bank, guessed, trouble: null };
}

/** Reads a table of bank accounts: one row is one account. Two rows are two payees, whatever the second one lacks. */
function ofRows(rows: readonly ControlRow[], label: string): PayeeReading {
  if (rows.some(({ unreadable }) => unreadable !== undefined)) return refused({ code: 'payee-unreadable', label });
  const filled = rows.map(({ cells }) => cells.filter(isFilled)).filter((cells) => cells.length > 0);
  if (filled.length === 0) return NO_PAYEE;
  if (filled.some((cells) => cells.some(({ value }) => value.kind === 'unreadable')))
    return refused({ code: 'payee-unreadable', label });
  const readings = filled.map((cells) => decide(entriesEvidence(cells.flatMap(cellEntries), label), label));
  const red = readings.some(({ trouble }) => trouble && payeeLevel(trouble) === 'red');
  // A row with only a bank, or only 支付宝, is a payee as well.
  if (!red && readings.length > 1 && readings.some(({ number }) => number === ''))
    return refused({ code: 'payee-names', label, names: readings.length });
  return agreed(readings, label);
}

/** Returns whether a cell has content; a cell of blanks counts as empty. */
const isFilled = ({ value }: Control): boolean =>
  value.kind !== 'empty' && !(value.kind === 'text' && NOTHING.test(value.text.trim()));

/** Returns the entries of a cell. An account object names its parts by its keys; the text that it shows goes under the name of the cell. */
function cellEntries({ name, id, value }: Control): (readonly [string, string])[] {
  const own = name || id;
  if (value.kind !== 'object') return [[own, plainText(value)]];
  return Object.entries(value.entries).map(
    ([key, text]) => [key === 'value' || key === 'label' ? own : key, text] as const,
  );
}

function evidenceOf(value: ControlValue, label: string): PayeeEvidence {
  if (value.kind === 'object') return entriesEvidence(Object.entries(value.entries), label);
  return textEvidence(plainText(value), label);
}

/** Reads a text. In a control called 账号, digits alone are the account; any other text has to contain its own labels. */
function textEvidence(text: string, label: string): PayeeEvidence {
  if (payeeLabel(label) === 'account' && /^[\s\d０-９-]+$/u.test(text))
    return { ...nothingFound(), labelled: labelledNumbers(text) };
  return payeeEvidenceOf(text);
}

/** Reads an object or a row: each value by the meaning of its key. A key without a meaning may hold the text that a person sees. */
function entriesEvidence(entries: Iterable<readonly [string, string]>, label: string): PayeeEvidence {
  const found = nothingFound();
  let shown: PayeeEvidence | null = null;
  for (const [key, value] of entries) {
    const text = value.trim();
    if (NOTHING.test(text)) continue;
    switch (payeeLabel(key)) {
      case 'account': {
        const numbers = labelledNumbers(text);
        // A 账号 that also holds words, or has no digits at all, is read like any other text.
        if (numbers.length > 0 && /^[\s\d０-９A-Za-zＡ-Ｚ*-]+$/u.test(text)) found.labelled.push(...numbers);
        else addEvidence(found, accountAmong(text));
        break;
      }
      case 'weak':
        found.weak.push(...labelledNumbers(text).map(({ digits }) => looseNumber(digits)));
        break;
      case 'payee':
        addNumbers(found, text);
        addNumbersInWords(found, text);
        found.names.push(text);
        break;
      case 'bank':
        addNumbers(found, text);
        addLeft(found, text);
        found.banks.push(text);
        break;
      case 'branch':
        addNumbers(found, text);
        addLeft(found, text);
        found.branches.push(text);
        break;
      case 'word':
        addNumbers(found, text);
        break;
      case 'other':
        // Somebody may have written there where the money goes instead: 备注 "请打到李四 6217…".
        if (NOTE.test(key)) addNumbers(found, text);
        break;
      case null:
        if (key === 'value' || key === 'ext.value') {
          shown ??= nothingFound();
          addEvidence(shown, textEvidence(text, label));
        } else addNumbers(found, text);
    }
  }
  return shown === null ? found : withShown(found, shown);
}

/** Keys of free text, which is not part of the account and may name another one. */
const NOTE = /备注|说明|附言|用途|事由|remark/iu;

/** Texts that count as no content: a JSON true is no name. */
const NOTHING = /^(null|true|false|)$/u;

/** Reads a 账号 that holds more than the number: digits of no known kind may be a part of the account. */
function accountAmong(text: string): PayeeEvidence {
  const found = payeeEvidenceOf(text);
  const loose = found.loose.map((number) =>
    number.kind === 'document' ? { ...number, kind: 'unclear' as const } : number,
  );
  return { ...found, loose };
}

/** Adds the text that a person sees beside the keys: its numbers must agree with the keys, its names and banks fill what the keys leave out. */
function withShown(found: PayeeEvidence, shown: PayeeEvidence): PayeeEvidence {
  const both = nothingFound();
  addEvidence(both, found);
  // "张三 招商银行 0123": beside an account under its own key, these are its last digits, or those of another account.
  const isTail = (left: string) => found.labelled.length > 0 && /^\d{4,7}$/u.test(left);
  const rest = shown.rest.filter((left) => !isTail(left));
  const tails = [...shown.tails, ...shown.rest.filter(isTail)];
  addEvidence(both, { ...shown, banks: [], branches: [], words: [], rest, tails });
  if (found.names.some((name) => !isNoName(name))) both.names.push(nameAmong(distinct(shown.words)));
  else both.words.push(...shown.words);
  if (found.banks.length + found.branches.length === 0) {
    both.banks.push(...shown.banks);
    both.branches.push(...shown.branches);
  }
  return both;
}

/** Adds the numbers of a text that should hold no account, or whose key is unknown: only a further account matters there. */
function addNumbers(found: PayeeEvidence, text: string): void {
  if (!HAS_DIGIT.test(text)) return;
  for (const { kind, digits } of payeeEvidenceOf(text).loose)
    if (kind === 'account') found.loose.push({ kind: 'unclear', digits });
}

/** Adds numbers in the middle of a name, with letters on either side: they may be accounts as well. */
function addNumbersInWords(found: PayeeEvidence, text: string): void {
  if (!HAS_DIGIT.test(text)) return;
  for (const [digits] of text.normalize('NFKC').matchAll(/\d{8,}[Xx]?/gu)) {
    const { kind } = looseNumber(digits);
    if (kind === 'account' || kind === 'unclear') found.loose.push({ kind: 'unclear', digits });
  }
}
const HAS_DIGIT = /[\d０-９]/;

/** Adds digits beside a bank that are no part of its name: they may be the end of the account. */
function addLeft(found: PayeeEvidence, text: string): void {
  if (!HAS_DIGIT.test(text)) return;
  const { rest, tails } = payeeEvidenceOf(text);
  found.rest.push(...rest.filter((left) => HAS_DIGIT.test(left)));
  found.tails.push(...tails);
}

function decide(found: PayeeEvidence, label: string): PayeeReading {
  const wrong = found.labelled.find(({ kind }) => kind !== 'account');
  if (wrong) return notAccount(wrong.digits, wrong.kind, label);
  const beside = found.labelled.length > 0 ? [] : found.weak;
  const numbers = distinct(
    [...found.labelled, ...beside, ...found.loose].filter(({ kind }) => kind === 'account').map(({ digits }) => digits),
  );
  if (numbers.length > 1) return several(numbers, label);
  const doubtful = [...beside, ...found.loose].filter(({ digits }) => !numbers.includes(digits));
  const [number = ''] = numbers;
  const unclear = doubtful.find(({ kind }) => kind === 'unclear');
  if (unclear) return notAccount(unclear.digits, 'unclear', label);
  const [first] = doubtful;
  if (number === '' && first) return notAccount(first.digits, first.kind, label);
  const otherTail = number === '' ? undefined : found.tails.find((tail) => !number.endsWith(tail));
  const rest = [...found.rest, ...(otherTail === undefined ? [] : [otherTail])];
  if (rest.length > 0) return leftOver(rest, label);
  const masked = doubtful.find(({ kind, digits }) => kind === 'masked' && !isMaskOf(digits, number));
  if (masked) return notAccount(masked.digits, masked.kind, label);
  const written = distinct(found.names);
  const names = written.filter((name) => !isNoName(name));
  if (names.length > 1) return refused({ code: 'payee-names', label, names: names.length });
  const words = distinct(found.words);
  // Where a label gives 无 or 见附件 for a name, no other word stands in for it.
  const named = names[0] ?? (written.length > 0 ? '' : nameAmong(words));
  const left = words.filter((word) => word !== named);
  if (number !== '' && left.length > 0) return leftOver(left, label);
  // Remains of broken JSON are no name.
  const name = BROKEN.test(named) ? '' : named;
  const guessed = name !== '' && names.length === 0;
  const trouble: PayeeTrouble | null = number === '' ? { code: 'payee-without-number', label } : null;
  const nobody = names.length > 0 ? undefined : (written.find((word) => !isApplicantWord(word)) ?? written[0]);
  const unnamed = nobody === undefined ? {} : { unnamed: nobody };
  return { number, name, bank: bankOf(found), guessed, ...unnamed, trouble };
}

/** Returns whether the digits shown in a mask such as "6222****0123" are those of the account. */
function isMaskOf(masked: string, number: string): boolean {
  const [start = '', ...ends] = masked.split(/[*×•]+/u);
  const end = ends.at(-1) ?? '';
  return start + end !== '' && ends.length === 1 && number.startsWith(start) && number.endsWith(end);
}

const BROKEN = /["\\[\]{}<>]/u;
const NO_NAME =
  /请|打到|打款|转到|转账|汇到|汇款|付到|付款|支付|见附|附件|同上|谢谢$|^谢谢[您你了啦哦大各]|感谢|报销|[账帐款]|卡号|卡$|号$|如下|以下|现金|钉钉/u;
/** Chinese numerals: the end of a number may be written out in them. */
const NUMERALS = /^[〇零一二三四五六七八九十百千万两壹贰叁肆伍陆柒捌玖拾佰仟]+$/u;
/** Returns the name among words without a label: a word is a name only if it is the only one and reads like one; '' if there is none. */
function nameAmong(words: readonly string[]): string {
  const [word = ''] = words;
  if (words.length !== 1 || NO_NAME.test(word) || isBank(word) || isKnownWord(word) || NUMERALS.test(word)) return '';
  const person = /^\p{Script=Han}{2,4}$|^\p{Script=Han}{1,8}[·•]\p{Script=Han}{1,8}$/u.test(word);
  return person || isCompany(word) || /^[\p{Script=Latin} .'&-]{3,}$/u.test(word) ? word : '';
}

function bankOf({ banks, branches }: PayeeEvidence): string {
  const bank = distinct(banks).join('');
  const branch = distinct(branches).join('');
  if (branch === '' || bank.includes(branch)) return bank;
  return branch.includes(bank) ? branch : `${bank}${branch}`;
}

const plainText = (value: ControlValue): string =>
  value.kind === 'object' ? (value.entries.value ?? value.entries.label ?? controlText(value)) : controlText(value);
const distinct = (texts: readonly string[]): string[] => [...new Set(texts.map((text) => text.trim()))].filter(Boolean);
const tailOf = (digits: string): string => digits.slice(-4);
const refused = (trouble: PayeeTrouble): PayeeReading => ({ ...NO_PAYEE, trouble });
const leftOver = (rest: readonly string[], label: string): PayeeReading =>
  refused({ code: 'payee-left-over', label, text: shownText(distinct(rest).join(' ')) });
/** Shortens a text for a sentence; a whole number is never shown. */
const shownText = (text: string): string =>
  [...text.replace(/\d{8,}/gu, (digits) => `尾号 ${tailOf(digits)}`)].slice(0, 40).join('');
const several = (numbers: readonly string[], label: string): PayeeReading =>
  refused({ code: 'payee-several', label, tails: numbers.map(tailOf) });
const notAccount = (digits: string, kind: NumberKind, label: string): PayeeReading =>
  refused({ code: 'payee-not-account', label, kind, tail: tailOf(digits) });

/**
 * Returns an account as it is sent, from a text that is meant to be an account and nothing else.
 * @returns null if the text holds more, or no account.
 */
export function accountNumber(text: string): string | null {
  if (!ONLY_DIGITS.test(text)) return null;
  const numbers = labelledNumbers(text);
  const [number, ...more] = numbers;
  if (!number || more.length > 0 || number.kind !== 'account' || !isAccount(number.digits)) return null;
  return number.digits;
}

const ONLY_DIGITS = /^\s*(?:NRA|OSA|FT[EFINU])?[\s\d０-９-]+$/iu;
