import { parseAmount, toFen } from '@dingdee/shared/money';
import { type ASTNode, type ASTOperator, Environment } from '@marcbachmann/cel-js';
import { readDate } from '../source/dates.js';

/**
 * Expressions of rules, in CEL: they choose, compare and join texts of the approval, and never calculate. An accepted expression has no loop, no
 * regular expression and a bounded size, so that it ends by itself, and reads nothing but `field["…"]`, `row["…"]`, `instance["…"]` and `related["…>…"]` by
 * names that are written in it.
 */

/** Longest expression, and longest text that it reads, in characters. */
export const LONGEST_EXPRESSION = 1000;
const LONGEST_TEXT = 2000;
const LIMITS = { maxAstNodes: 200, maxDepth: 24, maxListElements: 50, maxMapEntries: 1, maxCallArguments: 3 };

/** A text that a comparison of amounts or dates could not read, or that is too long to be worked on. */
export class IllegibleTextError extends Error {
  constructor(readonly text: string) {
    super('illegible text');
  }
}

/** An error in an expression, in an accountant's words, with its position. */
export class ExpressionError extends Error {
  /** @param at position of its first character, from 1; null if it is about the whole expression. */
  constructor(
    readonly sentence: string,
    readonly at: number | null = null,
  ) {
    super(sentence);
  }
}

export interface Expression {
  /** References that it reads, each once: "field:费用归属项目", "row:说明", "instance:title". */
  refs: readonly string[];
  /**
   * @param read returns the text behind a reference, '' if there is none.
   * @throws IllegibleTextError
   */
  run(read: (ref: string) => string): string;
  /** Returns the same expression with other references. */
  renamed(ref: (from: string) => string): string;
}

const amountOf = (text: string): bigint => {
  const amount = parseAmount(text);
  if (amount === null) throw new IllegibleTextError(text);
  return toFen(amount);
};
const dateOf = (text: string): string => {
  const date = readDate(text);
  if (date === null) throw new IllegibleTextError(text);
  return date;
};

/** Names that `instance["…"]` may contain (shared `sourceRef`). */
const INSTANCE_PARTS: readonly string[] = [
  'title',
  'businessId',
  'processInstanceId',
  'originatorUserId',
  'originatorName',
  'originatorDeptId',
  'originatorDeptName',
  'startDate',
  'finishDate',
];

const PLACES = ['field', 'row', 'instance', 'related'] as const;
type Place = (typeof PLACES)[number];
const isPlace = (name: string): name is Place => (PLACES as readonly string[]).includes(name);

/** Methods of one text, and comparisons of two texts. */
const METHODS = new Set(['startsWith', 'endsWith', 'contains', 'trim']);
const COMPARISONS = new Set(['amountAbove', 'amountAtLeast', 'dateBefore', 'dateAfter']);
const PLAIN = new Set<ASTOperator>(['list', '?:', '||', '&&', '!_', '==', '!=', 'in', '+']);

const environment = new Environment({ limits: LIMITS })
  .registerVariable('field', 'map<string, string>')
  .registerVariable('row', 'map<string, string>')
  .registerVariable('instance', 'map<string, string>')
  .registerVariable('related', 'map<string, string>')
  .registerFunction(
    'amountAbove(string, string): bool',
    (one: string, other: string) => amountOf(one) > amountOf(other),
  )
  .registerFunction(
    'amountAtLeast(string, string): bool',
    (one: string, other: string) => amountOf(one) >= amountOf(other),
  )
  .registerFunction('dateBefore(string, string): bool', (one: string, other: string) => dateOf(one) < dateOf(other))
  .registerFunction('dateAfter(string, string): bool', (one: string, other: string) => dateOf(one) > dateOf(other));

const compiled = new Map<string, Expression>();
const MOST = 2000;

/** @throws ExpressionError for anything but the choice, comparison and joining of texts. */
export function compileExpression(cel: string): Expression {
  const ready = compiled.get(cel);
  if (ready) return ready;
  const expression = compile(cel);
  if (compiled.size >= MOST) compiled.clear();
  compiled.set(cel, expression);
  return expression;
}

interface Reading {
  place: Place;
  name: string;
  /** Range of the name in the expression, quotes included. */
  start: number;
  end: number;
}

function compile(cel: string): Expression {
  if (cel.length > LONGEST_EXPRESSION)
    throw new ExpressionError(
      `表达式有 ${cel.length} 个字，最多 ${LONGEST_EXPRESSION} 个。拆成几条规则，各写一个条件。`,
    );
  const program = parse(cel);
  const readings: Reading[] = [];
  examine(program.ast, readings);
  const { valid, type, error } = program.check();
  if (!valid) throw new ExpressionError('两边不是同一种内容：只能比较、拼接文字。', placeOf(error));
  if (type !== 'string')
    throw new ExpressionError('结果要是文字。只有条件时写成：条件 ? "满足时的值" : "不满足时的值"。');
  const refs = [...new Set(readings.map(refOf))];
  return {
    refs,
    run: (read) => {
      const texts = {
        field: new Map<string, string>(),
        row: new Map<string, string>(),
        instance: new Map<string, string>(),
        related: new Map<string, string>(),
      };
      for (const reading of readings) {
        const text = read(refOf(reading));
        if (text.length > LONGEST_TEXT) throw new IllegibleTextError(text);
        texts[reading.place].set(reading.name, text);
      }
      return program(texts) as string;
    },
    renamed: (ref) => rewritten(cel, readings, ref),
  };
}

const refOf = ({ place, name }: Reading): string => `${place}:${name}`;

function parse(cel: string) {
  try {
    return environment.parse(cel);
  } catch (error) {
    if (/^Exceeded max/i.test(error instanceof Error ? error.message : ''))
      throw new ExpressionError('表达式太大。拆成几条规则，各写一个条件。');
    throw new ExpressionError('写法不对：检查引号、括号和“? :”是否成对。', placeOf(error));
  }
}

/** Returns the position of the library's error, from 1; null if it gives none. */
function placeOf(error: unknown): number | null {
  const { range } = (error ?? {}) as { range?: { start?: unknown } };
  return typeof range?.start === 'number' ? range.start + 1 : null;
}

/**
 * Walks the whole expression and refuses everything that is not on the list.
 * @param readings receives the values that are read, in order.
 */
function examine(node: ASTNode, readings: Reading[]): void {
  const at = node.range.start + 1;
  switch (node.op) {
    case 'value':
      if (typeof node.args !== 'string' && typeof node.args !== 'boolean')
        throw new ExpressionError('数字要写在引号里：表达式只处理文字，不计算。', at);
      return;
    case '[]':
      readings.push(readingOf(node.args));
      return;
    case 'rcall': {
      const [method, receiver, args] = node.args;
      if (!METHODS.has(method))
        throw new ExpressionError(`不认识“${method}”。可以用：${[...METHODS].join('、')}。`, at);
      for (const each of [receiver, ...args]) examine(each, readings);
      return;
    }
    case 'call': {
      const [name, args] = node.args;
      if (!COMPARISONS.has(name))
        throw new ExpressionError(`不认识“${name}”。可以用：${[...COMPARISONS].join('、')}。`, at);
      for (const each of args) examine(each, readings);
      return;
    }
    default:
      if (!PLAIN.has(node.op)) throw refusalOf(node.op, at);
      for (const each of [node.args].flat()) examine(each as ASTNode, readings);
  }
}

function refusalOf(op: ASTOperator, at: number): ExpressionError {
  if (['-', '*', '/', '%', '-_'].includes(op))
    return new ExpressionError('表达式不计算：金额用“金额”规则取，不加减乘除。', at);
  if (['<', '<=', '>', '>='].includes(op))
    return new ExpressionError(
      '文字不分大小：金额用 amountAbove("甲", "乙")、amountAtLeast，日期用 dateBefore、dateAfter。',
      at,
    );
  return new ExpressionError('只能这样取值：field["控件名"]、row["列名"]、instance["title"]。', at);
}

function readingOf([of, key]: [ASTNode, ASTNode]): Reading {
  const { start, end } = key.range;
  if (of.op !== 'id' || !isPlace(of.args) || key.op !== 'value' || typeof key.args !== 'string')
    throw new ExpressionError('只能这样取值：field["控件名"]、row["列名"]、instance["title"]。', of.range.start + 1);
  const [place, name] = [of.args, key.args];
  if (name.trim() === '' || name.length > 200) throw new ExpressionError('控件的名称要写 1 到 200 个字。', start + 1);
  if (place === 'instance' && !INSTANCE_PARTS.includes(name))
    throw new ExpressionError(`审批没有“${name}”。可以取：${INSTANCE_PARTS.join('、')}。`, start + 1);
  if (place === 'related' && !/^[^>]{1,100}>./u.test(name))
    throw new ExpressionError('关联审批单的值要写成 related["关联审批单>控件名"]。', start + 1);
  return { place, name, start, end };
}

function rewritten(cel: string, readings: readonly Reading[], ref: (from: string) => string): string {
  let text = cel;
  // From the end, so that the positions before stay valid.
  for (const reading of [...readings].sort((one, other) => other.start - one.start)) {
    const to = ref(refOf(reading));
    text = text.slice(0, reading.start) + JSON.stringify(to.slice(to.indexOf(':') + 1)) + text.slice(reading.end);
  }
  return text;
}
