import { plainForms } from '@dingdee/shared/plain-forms';
import type { ControlValue } from '../../domain/approval/approval-instance.js';
import { controlText } from '../../domain/approval/control-text.js';

/** Words by which a row says that it is the sum of the others. */
const SUM_WORD =
  /^(合|总|小|共|累|本页合|本次合)计(金额|数|\(.*\))?([:：].*)?$|^总额$|^(sub|grand)?-?totals?[:：]?$|^(sum|ttl)[:：]?$|^[∑σς]([:：].*)?$|^一共[:：]?$/u;

/** Characters of which each word of a sum has one: most texts have none. */
const HAS_ONE = /[计計额額总總汇匯共∑ΣσςTtSsＴｔＳｓ]/u;

/** Words of a sum anywhere in a text. Latin ones are whole words: "total station" has one, "consumables" has none. */
const ANY_WORD =
  /[合总小共累]计|总金?额|总数|总共|总和|汇总|一共|(?<!\p{L})共(?!\p{L})|[∑σς](?!\p{L})|(?<!\p{Script=Latin})(?:(?:sub|grand)[\s-]*)?(?:totals?|sum|ttl)(?!\p{Script=Latin})/gu;
/** What may stand beside the word without naming an expense: 以上, 3月, 金额, 费用, amounts and signs. */
const BESIDE =
  /金额|费用|以上|上述|各项|本[月页次期季年单]|全部|所有|明细|报销|支出|付款|应付|人民币|第?[一二三四五六七八九十\d]+(?:月份?|季度?|年度?|号|笔|项|行|页)|rmb|cny|amounts?|expenses?|[元圆整款数]|[^\p{L}]/gu;
const AT_END = /(?:[合总小共]计|总金?额|汇总|totals?)[\s:：]*$/u;

/** A numbered month or period that is summed up: 11月汇总 may well be an expense beside others, 本月汇总 sums up the rows above. */
const OF_PERIOD = /[\d一二三四五六七八九十](?:年度?|月份?|季度?|期|周)\p{Script=Han}{0,4}汇总(?:表|明细)?$/u;

/**
 * How surely a text calls its row a sum: `alone` needs no proof; `word` is nothing but words of a sum, `end` is an expense with one behind it (差旅费合计);
 * `inside` has one somewhere (汇总表打印费).
 */
export type SumWord = 'alone' | 'word' | 'end' | 'inside';

const folded = (text: string): string =>
  plainForms(text)
    .toLowerCase()
    .replaceAll('計', '计')
    .replaceAll('總', '总')
    .replaceAll('額', '额')
    .replaceAll('匯', '汇');

const isAlone = (plain: string): boolean => SUM_WORD.test(plain.replace(/\s+/gu, ''));

/** Returns how surely a text calls its row a sum; null if it does not. */
export function sumWordOf(text: string): SumWord | null {
  if (!HAS_ONE.test(text)) return null;
  const plain = folded(text).trim();
  if (isAlone(plain)) return 'alone';
  // The same word in two languages: "合计 Total", "Total/合计".
  const pieces = plain
    .split(/[\s/|\\·_-]+|(?<=\p{Script=Han})(?=\p{Script=Latin})|(?<=\p{Script=Latin})(?=\p{Script=Han})/u)
    .filter((piece) => piece !== '');
  if (pieces.length > 1 && pieces.every(isAlone)) return 'alone';
  const rest = plain.replace(ANY_WORD, '');
  if (rest === plain) return null;
  if (OF_PERIOD.test(plain)) return 'inside';
  if (rest.replace(BESIDE, '') === '') return 'word';
  return AT_END.test(plain) ? 'end' : 'inside';
}

/** Texts of a value that may be such a word: each choice of a list is one. */
export const textsOfValue = (value: ControlValue): readonly string[] =>
  value.kind === 'list' ? value.items : [controlText(value).trim()];
