import { plainForms } from '@dingdee/shared/plain-forms';
import { simplified } from '../source/simplified.js';

const CNY = '(?:人民币|rmb|cny|yuan|元|¥)';
const HAN = '[十百千万亿]{1,3}';
const LATIN = `(?:\\d*[kw]|mn|mln|mio|bn|(?:thousand|million|billion)s?|(?<!\\d)'?000s?)`;
const PREFIX = '(?:(?:金额|货币|计[量价])?单位[:=]?|(?:units?|in|amounts?)[:=]?|[以按])?为?';
const SUFFIX = '(?:块钱?)?(?:为?单位|计算?)?';

/** A piece of a bracket that is nothing but a unit: 万, 千人民币, 单位:万, 以万计. */
const HAN_PIECE = new RegExp(`^${PREFIX}${CNY}?[\\d一]*${HAN}${CNY}?${SUFFIX}$`, 'u');
/** Units that also are initials or parts of 元: they count where nothing else of a name stands beside them. */
const LATIN_PIECE = new RegExp(`^${PREFIX}${CNY}?(?:${LATIN}|[角分厘])${CNY}?$`, 'u');
const SMALL = /^(?:[角分厘]|.*单位[:=]?[角分厘])$/u;
const BESIDE =
  /^(?:(?:不?含|税[前后]|未|价)?税(?:[前后价])?|税[前后]|净额?|总额?|小写|必填|选填|大约|约|(?:金额|货币)?单位|units?|in|of|incl(?:uding|\.)?|excl(?:uding|\.)?|tax|vat|gross|net|(?:人民币|rmb|cny|yuan|元|¥)+)$/u;
/** A unit in other words of the label: 万元, 人民币万, amount in thousands. 万元户, 元宵 and 元素 are none. */
const ANYWHERE =
  /(?:[十百千万亿]|(?<![a-z])[kw])元(?![户店宵素旦])|人民币[百千万亿]|[百千万亿]人民币|(?:rmb|cny|¥)\s*mm?\b|\bmm?\s*(?:rmb|cny)|单位[:为](?:[十百千万亿]|[角分厘](?:$|\)))|\bin(?:rmb|cny|\s)*(?:thousand|million|billion)s?\b|[x×*✕]1(?:0{3,}|0?0?,000)(?!\d)|乘以?(?:1?[千万]|一[千万]|10{3,})/u;
/** A unit behind the last sign, or behind a word that means an amount. */
const AT_END = new RegExp(
  `(?:[/_:|·-]|\\s)[\\d一]*(?:${HAN}|[角分厘])$|[/_:|-]${LATIN}$|(?:[金总款税数]额|合计|[总共小]计|费用|[单总]价|amount|total)\\s?(?:[百千万亿]{1,2}|[kw]|(?:thousand|million)s?)$`,
  'u',
);
/** Numbers of a rule, 5万元以下 or 超过1万元, and the frame of an amount in words, 万仟佰拾元角分. */
const NUMBER = '(?:[\\d.,一二两三四五六七八九几数]+[十百千万亿]{0,2}|[十百千万亿]{1,2})';
const NO_UNIT = new RegExp(
  `(?:不?超过?|大于|小于|[高低]于|不足|不?满|达到?|上限|限额?|[<>≤≥]=?)${NUMBER}元?|${NUMBER}元?(?:\\(不?含\\))?(?:及?以[上下内]|之内|起步?|封顶)|[亿千百十拾万]*元角分`,
  'gu',
);

const known = new Map<string, boolean>();
const MOST = 5000;

/** Returns whether a label says that its amount is in another unit than 元: 报销金额（万元）, 明细(单位：千元), 金额【万】, 金额/k, Amount in thousands. */
export function namesOtherUnit(label: string): boolean {
  const ready = known.get(label);
  if (ready !== undefined) return ready;
  const found = hasUnit(folded(label).replace(NO_UNIT, ''));
  if (known.size >= MOST) known.clear();
  known.set(label, found);
  return found;
}

/** Returns whether the text of a control is a unit of money other than 元 and nothing else: 万元, 人民币千元. */
export function isOtherUnit(text: string, ofMoney: boolean): boolean {
  const plain = folded(text).trim();
  if (ofMoney) return hasUnit(`(${plain.replaceAll(/[()]/gu, ' ')})`);
  return new RegExp(`^(?:人民币)?${HAN}元(?:人民币)?$`, 'u').test(plain.replaceAll(/\s/gu, ''));
}

/** A text that says of all amounts what their unit is, and says nothing else: 单位：万元, 注：以上金额均以千元计. 收款单位：万元公司 does not. */
const STATEMENT = new RegExp(
  `^(?:[注备]注?[:：]?)?\\(?(?:以[上下]|上述|本表|表[内中])?(?:所有|各项|全部)?(?:的?金额)?(?:(?:货币|计价|记[账帐])?(?:的?单位|均?[以按])(?:均|统一)?[:：为是]?(?:以|按)?)(?:人民币)?(?:${HAN}元?|[角分厘])(?:人民币)?(?:为?单位|计算?|填[写报])?\\)?[。.]?$`,
  'u',
);

const MAY_STATE = /(?:[单單]位|[以按]).{0,8}[十百千万亿萬億仟佰角分厘]/u;

/** Returns whether a text states a unit other than 元 for all amounts. */
export const statesOtherUnit = (text: string): boolean =>
  text.length <= 30 && MAY_STATE.test(text) && STATEMENT.test(folded(text).replaceAll(/\s/gu, ''));

/** Returns a label in simplified, plain, small letters with one kind of brackets; quotes are brackets as well. */
const folded = (label: string): string =>
  simplified(plainForms(label))
    .toLowerCase()
    .replaceAll('仟', '千')
    .replaceAll('佰', '百')
    .replaceAll('圆', '元')
    .replaceAll(/[‘’]/gu, "'")
    .replaceAll(/[[【〔{]/gu, '(')
    .replaceAll(/[\]】〕}]/gu, ')')
    .replaceAll(/["“”「『〈《]([^"“”」』〉》]*)["“”」』〉》]/gu, '($1)');

function hasUnit(label: string): boolean {
  const close = label.replaceAll(/\s+(?=[\p{Script=Han}()])|(?<=[\p{Script=Han}()])\s+/gu, '');
  if (ANYWHERE.test(close)) return true;
  for (const [, inside = ''] of label.matchAll(/\(([^()]*)/gu)) {
    const pieces = inside.split(/[\s,、;/|·+]+/u).filter((piece) => piece !== '');
    if (pieces.some((piece) => HAN_PIECE.test(piece))) return true;
    if (pieces.some((piece, at) => LATIN_PIECE.test(piece) && isAlone(piece, pieces.toSpliced(at, 1)))) return true;
    const joined = inside.replaceAll(/\s/gu, '');
    if (HAN_PIECE.test(joined) || LATIN_PIECE.test(joined)) return true;
  }
  return AT_END.test(label.replaceAll(/\([^()]*(?:\)|$)/gu, '').trim());
}

/** 元、角、分 are the parts of an amount, not its unit. */
const isAlone = (piece: string, others: readonly string[]): boolean =>
  others.every((other) => BESIDE.test(other)) && !(SMALL.test(piece) && others.includes('元'));
