import { isObject, member, scalarText } from './json.js';

export type Literal = { kind: 'text' | 'number'; text: string };

/** Parsed FilterString (kingdee.md §9). `key` is a field key as written. */
export type Condition =
  | { op: 'and' | 'or'; parts: Condition[] }
  | { op: 'not'; part: Condition }
  | { op: 'compare'; key: string; operator: '=' | '<>' | '>' | '>=' | '<' | '<='; value: Literal }
  | { op: 'in'; key: string; values: Literal[] }
  | { op: 'like'; key: string; pattern: string }
  | { op: 'blank'; key: string };

export class FilterSyntaxError extends Error {}

type Token = { type: 'word'; text: string } | { type: 'literal'; value: Literal } | { type: 'mark'; text: string };

const MARKS = ['<>', '!=', '>=', '<=', '=', '>', '<', '(', ')', ','];

/**
 * Parses a FilterString; null if it is empty.
 * @param doubling whether '' inside a quoted text stands for one quote (UNCONFIRMED, kingdee.md §9).
 */
export function parseFilter(source: string, doubling: boolean): Condition | null {
  const tokens = tokenize(source, doubling);
  return tokens.length === 0 ? null : new Parser(tokens).whole();
}

/** Parses the array form (kingdee.md §9): [{Left, FieldName, Compare, Value, Right, Logic}]. */
export function parseFilterList(list: readonly unknown[]): Condition | null {
  const tokens: Token[] = [];
  for (const [index, item] of list.entries()) {
    if (!isObject(item)) throw new FilterSyntaxError('格式不正确');
    const text = (name: string): string => scalarText(member(item, name)) ?? '';
    tokens.push(...brackets(text('Left')), { type: 'word', text: text('FieldName') });
    tokens.push(...comparison(text('Compare'), text('Value')), ...brackets(text('Right')));
    if (index < list.length - 1) tokens.push({ type: 'word', text: logic(text('Logic')) });
  }
  return tokens.length === 0 ? null : new Parser(tokens).whole();
}

const brackets = (text: string): Token[] =>
  [...text].filter((each) => each === '(' || each === ')').map((each) => ({ type: 'mark', text: each }));

/**
 * Returns the tokens of a Compare code: 67 text equals, 105 enum equals, 60 contains; the other codes are UNCONFIRMED, operator signs are
 * seen too.
 */
function comparison(code: string, value: string): Token[] {
  const literal: Token = { type: 'literal', value: { kind: 'text', text: value } };
  if (code === '67' || code === '105') return [{ type: 'mark', text: '=' }, literal];
  if (code === '60' || code.toLowerCase() === 'like') {
    const pattern = code === '60' ? `%${value.replace(/[[%_]/g, '[$&]')}%` : value;
    return [
      { type: 'word', text: 'like' },
      { type: 'literal', value: { kind: 'text', text: pattern } },
    ];
  }
  if (MARKS.slice(0, 7).includes(code)) return [{ type: 'mark', text: code }, literal];
  throw new FilterSyntaxError(`Compare ${code}`);
}

/** Returns the word of a Logic code: 0 is AND; the code of OR is UNCONFIRMED, 1 here. */
function logic(code: string): string {
  if (code === '' || code === '0' || /^and$/i.test(code)) return 'and';
  if (code === '1' || /^or$/i.test(code)) return 'or';
  throw new FilterSyntaxError(`Logic ${code}`);
}

function tokenize(source: string, doubling: boolean): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };
  while (at < source.length) {
    if (take(/\s+/y) !== null) continue;
    // {ts'2026-05-06 00:00:00'} is a date, N'…' a text.
    const dated = take(/\{ts\s*'[^']*'\s*\}/iy);
    if (dated !== null) {
      tokens.push({
        type: 'literal',
        value: { kind: 'text', text: dated.slice(dated.indexOf("'") + 1, dated.lastIndexOf("'")) },
      });
      continue;
    }
    const quoted = take(doubling ? /N?'(?:[^']|'')*'/y : /N?'[^']*'/y);
    if (quoted !== null) {
      const text = quoted.slice(quoted.indexOf("'") + 1, -1).replaceAll("''", "'");
      tokens.push({ type: 'literal', value: { kind: 'text', text } });
      continue;
    }
    const number = take(/-?\d+(?:\.\d+)?(?![\w.])/y);
    if (number !== null) {
      tokens.push({ type: 'literal', value: { kind: 'number', text: number } });
      continue;
    }
    const word = take(/[A-Za-z_][\w.]*/y);
    if (word !== null) {
      tokens.push({ type: 'word', text: word });
      continue;
    }
    const mark = MARKS.find((each) => source.startsWith(each, at));
    if (mark === undefined) throw new FilterSyntaxError(source.slice(at));
    at += mark.length;
    tokens.push({ type: 'mark', text: mark });
  }
  return tokens;
}

class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Condition {
    const condition = this.either();
    if (this.at < this.tokens.length) throw new FilterSyntaxError('多余的内容');
    return condition;
  }

  private either(): Condition {
    const parts = [this.both()];
    while (this.word('or')) parts.push(this.both());
    return parts.length === 1 && parts[0] ? parts[0] : { op: 'or', parts };
  }

  private both(): Condition {
    const parts = [this.single()];
    while (this.word('and')) parts.push(this.single());
    return parts.length === 1 && parts[0] ? parts[0] : { op: 'and', parts };
  }

  private single(): Condition {
    if (this.word('not')) return { op: 'not', part: this.single() };
    if (this.mark('(')) {
      const inner = this.either();
      this.expect(')');
      return inner;
    }
    // 1=1 is a usual "no filter".
    const constant = this.literal();
    if (constant) {
      this.expect('=');
      const other = this.mustLiteral();
      return { op: constant.text === other.text ? 'and' : 'or', parts: [] };
    }
    const token = this.tokens[this.at];
    if (token?.type !== 'word' || !/^[A-Za-z_][\w.]*$/.test(token.text)) throw new FilterSyntaxError('缺少字段');
    this.at += 1;
    return this.test(token.text);
  }

  private test(key: string): Condition {
    if (this.word('is')) {
      const not = this.word('not');
      if (!this.word('null')) throw new FilterSyntaxError('is');
      const blank: Condition = { op: 'blank', key };
      return not ? { op: 'not', part: blank } : blank;
    }
    if (this.word('not')) return { op: 'not', part: this.membership(key) };
    const token = this.tokens[this.at];
    if (token?.type !== 'mark') return this.membership(key);
    this.at += 1;
    const operator = token.text === '!=' ? '<>' : token.text;
    if (!isOperator(operator)) throw new FilterSyntaxError(operator);
    return { op: 'compare', key, operator, value: this.mustLiteral() };
  }

  private membership(key: string): Condition {
    if (this.word('like')) return { op: 'like', key, pattern: this.mustLiteral().text };
    if (!this.word('in')) throw new FilterSyntaxError('缺少比较符');
    this.expect('(');
    const values = [this.mustLiteral()];
    while (this.mark(',')) values.push(this.mustLiteral());
    this.expect(')');
    return { op: 'in', key, values };
  }

  private word(text: string): boolean {
    const token = this.tokens[this.at];
    if (token?.type !== 'word' || token.text.toLowerCase() !== text) return false;
    this.at += 1;
    return true;
  }

  private mark(text: string): boolean {
    const token = this.tokens[this.at];
    if (token?.type !== 'mark' || token.text !== text) return false;
    this.at += 1;
    return true;
  }

  private literal(): Literal | null {
    const token = this.tokens[this.at];
    if (token?.type !== 'literal') return null;
    this.at += 1;
    return token.value;
  }

  private mustLiteral(): Literal {
    const value = this.literal();
    if (!value) throw new FilterSyntaxError('缺少值');
    return value;
  }

  private expect(text: string): void {
    if (!this.mark(text)) throw new FilterSyntaxError(`缺少 ${text}`);
  }
}

const OPERATORS = ['=', '<>', '>', '>=', '<', '<='] as const;

const isOperator = (text: string): text is (typeof OPERATORS)[number] => OPERATORS.some((each) => each === text);
