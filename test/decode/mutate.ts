import type { Dice, Json } from './approvals.js';

const STRANGE = [
  '²',
  '①',
  '㊿',
  '０',
  '￥',
  '\u200b',
  '\u202e',
  '"',
  '\\',
  '{',
  '[',
  'null',
  '-',
  ' ',
  '\n',
  '：',
  '*',
  '💰',
  '６２１７０００１２３４５６７８９０',
  '6217000012345678901',
  '13800138000',
];
const LABELS = [
  '收款账号',
  '收款账户',
  '银行账号',
  '报销明细',
  '报销金额(元)',
  '报销金额（元）',
  '金额',
  '总金额',
  '户名',
  '开户行',
  '币种',
  '抵扣借款',
  '实付金额',
  '备注',
  '身份证号',
  'cardNo',
  'accountNumber',
  'no',
  'code',
  'name',
];
const VALUES: readonly Json[] = [
  null,
  '',
  'null',
  0,
  7,
  6222021234567890,
  true,
  [],
  {},
  '[',
  '10²',
  '-5',
  '1,2.3',
  'USD',
  '6217 0000 1234 5678 901',
];

/** Makes one to four changes in the text or in a place of the JSON, including JSON inside JSON. */
export function mutated(whole: Json, dice: Dice): string {
  let tree = whole;
  const times = 1 + dice.below(4);
  for (let i = 0; i < times; i++) if (dice.below(5) > 0) tree = changed(tree, dice);
  const text = JSON.stringify(tree);
  return dice.below(5) === 0 ? scratched(text, dice) : text;
}

/** Descends at random and changes the node that it reaches; JSON text is parsed on the way and serialised again. */
function changed(node: Json, dice: Dice): Json {
  if (typeof node === 'string' && /^[[{"]/.test(node) && dice.below(8) > 0) {
    try {
      return JSON.stringify(changed(JSON.parse(node) as Json, dice));
    } catch {
      return scratched(node, dice);
    }
  }
  if (Array.isArray(node) && node.length > 0 && dice.below(10) > 0) {
    const at = dice.below(node.length);
    const item = node[at] as Json;
    switch (dice.below(12)) {
      case 0:
        return node.toSpliced(at, 1);
      case 1:
        return node.toSpliced(at, 0, item);
      case 2:
        return node.toSpliced(at, 0, changed(item, dice));
      case 3:
        return node.toReversed();
      default:
        return node.with(at, changed(item, dice));
    }
  }
  if (typeof node === 'object' && node !== null && !Array.isArray(node) && (isFrame(node) || dice.below(10) > 0)) {
    const keys = Object.keys(node);
    if (keys.length === 0) return node;
    // An answer without its form is refused at once, so most changes happen deeper.
    const frame = isFrame(node) && dice.below(20) > 0;
    const key = isFrame(node) ? heavy(keys) : dice.pick(keys);
    const { [key]: value = null, ...rest } = node;
    switch (frame ? 13 : dice.below(14)) {
      case 0:
        return rest;
      case 1:
        return { ...rest, [dice.pick(LABELS)]: value };
      case 2:
        return { ...node, [key]: dice.pick(VALUES) };
      case 3:
        return { ...node, [dice.pick(LABELS)]: value };
      default:
        return { ...node, [key]: changed(value, dice) };
    }
  }
  switch (dice.below(6)) {
    case 0:
      return dice.pick(VALUES);
    case 1:
      return [node];
    case 2:
      return JSON.stringify(node);
    case 3:
      return dice.pick(LABELS);
    default:
      return scratched(typeof node === 'string' ? node : JSON.stringify(node), dice);
  }
}

/** Keys of an answer and of its content, for either API family. */
const HEAVY = ['formComponentValues', 'form_component_values', 'process_instance', 'result'] as const;
const isFrame = (node: { [key: string]: Json }): boolean => HEAVY.some((key) => key in node);
const heavy = (keys: readonly string[]): string => HEAVY.find((key) => keys.includes(key)) ?? '';
if (!('toSpliced' in Array.prototype)) throw new Error('Node 20 or newer');

/** Cuts, doubles, moves or inserts characters. */
function scratched(text: string, dice: Dice): string {
  if (text === '') return dice.pick(STRANGE);
  const at = dice.below(text.length);
  const end = Math.min(text.length, at + 1 + dice.below(8));
  switch (dice.below(5)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, end) + text.slice(at);
    case 2:
      return text.slice(0, at);
    default:
      return text.slice(0, at) + dice.pick(STRANGE) + text.slice(dice.below(2) ? at : end);
  }
}
