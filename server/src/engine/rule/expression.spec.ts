import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileExpression, ExpressionError, IllegibleTextError } from './expression.js';

const texts: Readonly<Record<string, string>> = {
  'field:费用归属项目': '研发平台',
  'field:合计': '1,234.50',
  'field:空': '',
  'row:报销金额（元）': '80',
  'row:日期': '2026年1月2日',
  'instance:title': '王芳提交的费用报销',
};
const run = (cel: string): string => compileExpression(cel).run((ref) => texts[ref] ?? '');
const refusal = (cel: string): string => {
  try {
    compileExpression(cel);
  } catch (error) {
    if (error instanceof ExpressionError) return error.sentence;
    throw error;
  }
  return expect.fail(`${cel} was accepted`);
};

describe('an expression', () => {
  it.each([
    ['field["费用归属项目"] == "研发平台" ? "CI002" : "CI001"', 'CI002'],
    ['field["费用归属项目"].startsWith("研发") && !(row["日期"] == "") ? "甲" : "乙"', '甲'],
    ['field["费用归属项目"] in ["市场", "研发平台"] ? "a" : "b"', 'a'],
    ['field["空"] == "" ? instance["title"] : field["空"]', '王芳提交的费用报销'],
    ['"项目：" + field["费用归属项目"].trim() + "／" + row["报销金额（元）"]', '项目：研发平台／80'],
    ['amountAbove(field["合计"], "1000") ? "大额" : "小额"', '大额'],
    ['amountAtLeast(row["报销金额（元）"], "80.00") ? "是" : "否"', '是'],
    ['dateBefore(row["日期"], "2026-01-03") ? "早" : "晚"', '早'],
  ])('%s chooses, compares and joins', (cel, result) => {
    expect(run(cel)).toBe(result);
  });

  it.each([
    ['field["合计"] + 1', '数字要写在引号里'],
    ['field["合计"] * field["空"]', '表达式不计算'],
    ['-field["合计"]', '表达式不计算'],
    ['field["合计"] > "9"', '文字不分大小'],
    ['field["合计"].matches("(a+)+$") ? "a" : "b"', '不认识“matches”'],
    ['["a"].map(x, x + x)[0]', '只能这样取值'],
    ['["a"].exists(x, x == "a") ? "a" : "b"', '不认识“exists”'],
    ['cel.bind(x, field["空"], x + x)', '不认识“bind”'],
    ['dyn(field["空"])', '不认识“dyn”'],
    ['int(field["合计"]) == int("3") ? "a" : "b"', '不认识“int”'],
    ['field', '只能这样取值'],
    ['field.a', '只能这样取值'],
    ['has(field.a) ? "a" : "b"', '不认识“has”'],
    ['field[row["日期"]]', '只能这样取值'],
    ['other["a"]', '只能这样取值'],
    ['field["  "]', '1 到 200 个字'],
    ['instance["password"]', '审批没有“password”'],
    ['{"a": "b"}["a"]', '只能这样取值'],
    ['b"abc"', '数字要写在引号里'],
    ['null', '数字要写在引号里'],
    ['field["空"] == ""', '结果要是文字'],
    ['["a", "b"]', '结果要是文字'],
    ['field["空"] == "" ? "a" : ["b"]', '不是同一种内容'],
    ['field["空"] ? "a" : "b"', '不是同一种内容'],
    ['field["空"', '写法不对'],
    ['"a', '写法不对'],
    ['', '写法不对'],
  ])('%s is refused in words that say what to write instead', (cel, words) => {
    expect(refusal(cel)).toContain(words);
  });

  it.each([
    ['too deep', `${'('.repeat(60)}"a"${')'.repeat(60)}`, '表达式太大'],
    ['too many parts', Array.from({ length: 150 }, () => '"a"').join('+'), '表达式太大'],
    ['too long a list', `[${'"a",'.repeat(60)}"a"] == [] ? "a" : "b"`, '表达式太大'],
    ['too long', `"${'长'.repeat(1000)}"`, '最多 1000 个'],
  ])('that is %s is refused', (_, cel, words) => {
    expect(refusal(cel)).toContain(words);
  });

  it('says at which character it goes wrong', () => {
    expect(() => compileExpression('field["合计"] == "a" ? "b" : 3')).toThrow(expect.objectContaining({ at: 28 }));
  });

  it('does not compare what is no amount or no date, and says which text that is', () => {
    for (const cel of ['amountAbove("一百", "1") ? "a" : "b"', 'dateAfter("明天", "2026-01-01") ? "a" : "b"'])
      expect(() => run(cel)).toThrow(IllegibleTextError);
    expect(() => run('amountAbove("1.005", "1") ? "a" : "b"')).toThrow(expect.objectContaining({ text: '1.005' }));
  });

  it('names everything it reads, each once, and can be written for other names', () => {
    const { refs, renamed } = compileExpression(
      'field["合计"] == field["空"] ? row["日期"] : "field[\'合计\']" + field["合计"]',
    );
    expect(refs).toEqual(['field:合计', 'field:空', 'row:日期']);
    const other = renamed((ref) => (ref === 'field:合计' ? 'field:合"计' : ref));
    expect(other).toBe('field["合\\"计"] == field["空"] ? row["日期"] : "field[\'合计\']" + field["合\\"计"]');
    expect(compileExpression(other).refs).toEqual(['field:合"计', 'field:空', 'row:日期']);
  });

  it('takes no text of more than 2,000 characters', () => {
    const { run: long } = compileExpression('field["备注"]');
    expect(long(() => '长'.repeat(2000))).toHaveLength(2000);
    expect(() => long(() => '长'.repeat(2001))).toThrow(IllegibleTextError);
  });
});

/** Expressions as somebody might write them, right and wrong ones. */
const leaf = fc.oneof(
  fc.constantFrom(
    'field["甲"]',
    'row["乙"]',
    'instance["title"]',
    '""',
    '"研发"',
    'true',
    '1',
    'field',
    'x',
    'null',
    '2.5',
  ),
  fc.string({ maxLength: 12 }).map((text) => JSON.stringify(text)),
);
const { tree } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 7, withCrossShrink: true },
    leaf,
    fc
      .tuple(tie('tree'), fc.constantFrom('==', '!=', '+', '&&', '||', 'in', '<', '*', '-'), tie('tree'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie('tree'), tie('tree'), tie('tree')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc
      .tuple(tie('tree'), fc.constantFrom('startsWith', 'contains', 'endsWith', 'matches', 'map', 'all'), tie('tree'))
      .map(([a, m, b]) => `${a}.${m}(${b})`),
    fc
      .tuple(fc.constantFrom('amountAbove', 'dateBefore', 'size', 'string'), tie('tree'), tie('tree'))
      .map(([f, a, b]) => `${f}(${a}, ${b})`),
    fc.array(tie('tree'), { maxLength: 6 }).map((items) => `[${items.join(', ')}]`),
    tie('tree').map((a) => `!(${a})`),
    tie('tree').map((a) => `(${a}).trim()`),
  ),
}));

describe('10,000 generated expressions', () => {
  it('are each refused in words, or end with a text no longer than what they read allows, the same each time', () => {
    // The largest texts that are let in.
    const read = (ref: string): string => (ref === 'instance:title' ? '2026-01-02' : '一'.repeat(2000));
    let accepted = 0;
    fc.assert(
      fc.property(tree, (cel) => {
        let expression: ReturnType<typeof compileExpression>;
        try {
          expression = compileExpression(cel);
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError);
          return;
        }
        accepted += 1;
        const outcome = (): string => {
          try {
            return expression.run(read);
          } catch (error) {
            expect(error).toBeInstanceOf(IllegibleTextError);
            return 'illegible';
          }
        };
        const first = outcome();
        expect(outcome()).toBe(first);
        expect(first.length).toBeLessThanOrEqual(1000 + 200 * 2000);
        for (const ref of expression.refs) expect(['field:甲', 'row:乙', 'instance:title']).toContain(ref);
      }),
      { numRuns: 10_000 },
    );
    expect(accepted).toBeGreaterThan(300);
  });
});
