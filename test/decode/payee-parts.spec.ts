import { expect, it } from 'vitest';
import { type PayeeReading, readPayee } from '../../server/src/engine/payee/payee-reading.js';
import { partsOfText } from '../../server/src/engine/payee/payee-text.js';
import { payeeLevel } from '../../server/src/engine/payee/payee-words.js';
import { Dice } from './approvals.js';

/** `npm run test:decode` and DECODE_CASES=100000 run all of them; the unit tier the first ones, of the same seed. */
const CASES = Math.min(Number(process.env.DECODE_CASES ?? 20_000), 100_000);
const SEED = 20_261_130;

const NAMES = '张三 李四光 欧阳若兰 谢娟 谢谢平 买买提·艾力 甲乙丙商行 某某（杭州）科技有限公司 58同城有限公司'.split(
  ' ',
);
const BANKS = '工行 建行 中国工商银行 招商银行杭州分行 杭州联合农商行 邮储 工商银行文三路2支行'.split(' ');
const KNOWN = ['谢谢', '工资', '杭州', '请打款到', '货款', '3月工资', '加急给李四', '12', '张三'];
const GAPS = ['', ' ', ' ', ' ', '  ', '，', ',', '-', '\t', '\n', '：', '；', '/', '（', '）', '. ', '、'];

function grouped(number: string, dice: Dice): string {
  switch (dice.below(6)) {
    case 0:
      return number;
    case 1:
      return number.replace(/(\d{4})(?=\d)/g, '$1-');
    case 2: {
      const at = 1 + dice.below(number.length - 1);
      return `${number.slice(0, at)}${dice.pick(GAPS)}${number.slice(at)}`;
    }
    case 3:
      return number.replace(/\d{4}(?=\d)/g, (group) => `${group}${dice.pick([' ', ' ', '  ', '\n', '，'])}`);
    default:
      return number.replace(/(\d{4})(?=\d)/g, '$1 ');
  }
}

/** One text that somebody may have typed: the account in some grouping, and around it what stands on such forms, in any order. */
function written(dice: Dice): { number: string; given: string } {
  const number = `62${dice.digits(dice.pick([10, 14, 15, 16, 17, 17, 17]))}`;
  const shown = grouped(number, dice);
  const labelled = dice.below(3) === 0;
  const words = [
    labelled ? `户名：${dice.pick(NAMES)}` : dice.pick(NAMES),
    labelled ? `账号：${shown}` : `${dice.pick(['', '', '', '建行：', '工资卡：', '卡：', '甲乙：'])}${shown}`,
    labelled ? `开户行：${dice.pick(BANKS)}` : dice.pick(BANKS),
  ];
  if (dice.below(4) === 0) words.push(dice.pick(KNOWN));
  if (dice.below(6) === 0) words.push(`${dice.pick(['', '电话：', '电话'])}13${dice.digits(9)}`);
  if (dice.below(9) === 0) words.push(`联行号：308${dice.digits(9)}`);
  if (dice.below(9) === 0) words.push(`(${number.slice(-4)})`);
  if (dice.below(12) === 0) words.push(dice.digits(1 + dice.below(6)));
  for (let i = words.length - 1; i > 0; i--) {
    const j = dice.below(i + 1);
    [words[i], words[j]] = [words[j] ?? '', words[i] ?? ''];
  }
  let given = '';
  for (const word of words) {
    const gap = dice.pick(GAPS);
    // Digits that run into each other, or stand in groups, are one number to everybody.
    const asOne = /^[ -]?$/.test(gap) && /\d$/.test(given) && /^\d/.test(word);
    given += `${asOne ? '，' : gap}${word}`;
  }
  return { number, given };
}

const read = (given: string): PayeeReading =>
  readPayee({ id: 'C', name: '收款账号', alias: null, type: 'TextField', value: { kind: 'text', text: given } });
const stops = ({ trouble }: PayeeReading) => trouble !== null && payeeLevel(trouble) === 'red';

/** Everything that a person is shown of a text, without the signs between. */
const meaning = (given: string): string =>
  JSON.stringify(partsOfText(given).flatMap((part) => (part.role === 'sign' ? [] : [part.role, part.text])));

/** A digit less, more, or at another place. */
function changed(given: string, dice: Dice): string {
  const places = [...given.matchAll(/\d/g)].map(({ index }) => index);
  const at = places[dice.below(places.length)] ?? 0;
  const without = given.slice(0, at) + given.slice(at + 1);
  switch (dice.below(3)) {
    case 0:
      return without;
    case 1: {
      const to = dice.below(given.length + 1);
      return `${given.slice(0, to)}${dice.below(10)}${given.slice(to)}`;
    }
    default: {
      const to = dice.below(without.length + 1);
      return `${without.slice(0, to)}${given[at] ?? ''}${without.slice(to)}`;
    }
  }
}

/** @returns what is wrong with the reading of a text and of one that differs in a digit; null where nothing is. */
function faultOf(number: string, given: string, reading: PayeeReading, dice: Dice): string | null {
  const parts = partsOfText(given);
  if (parts.map((part) => part.text).join('') !== given) return 'the parts are not the text';
  if (parts.some(({ role, text }) => role === 'sign' && /[\p{L}\p{N}]/u.test(text))) return 'a sign with a meaning';
  if (stops(reading)) return null;
  const left = parts.find(({ role }) => role === 'rest');
  if (reading.number !== '' && left) return `${left.text} is left over`;
  // What is read is the number that was written, never a part of it.
  if (reading.number !== '' && reading.number !== number) return `reads ${reading.number}`;
  const other = changed(given, dice);
  const again = other === given ? null : read(other);
  if (again === null || stops(again)) return null;
  if (again.number === reading.number && meaning(other) === meaning(given)) return `is the same as ${other}`;
  // Where the rest is read as before, a digit of the number that stands elsewhere has made no shorter account.
  const moved = isMoved(given, other) && again.name === reading.name && again.bank === reading.bank;
  const shorter = again.number !== '' && again.number.length < reading.number.length && !hasOtherDigits(other);
  return moved && shorter ? `reads ${again.number} of ${other}` : null;
}

const sorted = (given: string): string => given.replace(/\D/g, '').split('').sort().join('');
const isMoved = (given: string, other: string): boolean => sorted(given) === sorted(other);
/** A phone or a code behind its label takes what is written into it. */
const hasOtherDigits = (given: string): boolean => /电话|联行号/.test(given);

it(`of ${CASES} texts each digit and each word has one part, the account is whole, and another digit is another reading or none`, () => {
  const dice = new Dice(SEED);
  const seen = { read: 0, stopped: 0 };
  const faults: string[] = [];
  for (let i = 0; i < CASES && faults.length < 20; i++) {
    const { number, given } = written(dice);
    const reading = read(given);
    if (!stops(reading) && reading.number !== '') seen.read++;
    else if (stops(reading)) seen.stopped++;
    const fault = faultOf(number, given, reading, dice);
    if (fault !== null) faults.push(`seed ${SEED}, text ${i}, ${JSON.stringify(given)}: ${fault}`);
  }
  expect(faults).toEqual([]);
  if (CASES < 100) return;
  // A reader that stops everything would pass as well.
  expect(seen.read).toBeGreaterThan(CASES / 4);
  expect(seen.stopped).toBeGreaterThan(CASES / 10);
});
