import { expect, it } from 'vitest';
import { randomNumbers } from '../approvals-for-spec.js';
import { compileExpression, ExpressionError, IllegibleTextError, LONGEST_EXPRESSION } from './expression.js';

/** What is accepted ends by itself, and soon: at most 5 ms of processor time for reading it and running it, on the longest texts. */
const LONGEST_MS = 5;
const COUNT = 10_000;

const { below, pick } = randomNumbers(20_261_127);
const NAMES = ['费用归属项目', '报销类别', '总金额', '说明', '日期'];
const TEXTS = ['研发平台', '1,234.50', '2026年1月2日', '', '差旅费-市内交通', '长'.repeat(120), 'ab'.repeat(60)];
const literal = (): string => JSON.stringify(pick(TEXTS));
const reading = (): string => `${pick(['field', 'row'])}[${JSON.stringify(pick(NAMES))}]`;
function text(deep: number): string {
  const kind = deep <= 0 ? below(2) : below(6);
  if (kind === 0) return literal();
  if (kind === 1) return reading();
  if (kind === 2) return `(${text(deep - 1)} + ${text(deep - 1)})`;
  if (kind === 3) return `${reading()}.trim()`;
  return `(${condition(deep - 1)} ? ${text(deep - 1)} : ${text(deep - 1)})`;
}
function condition(deep: number): string {
  const kind = deep <= 0 ? below(4) : below(9);
  if (kind === 0) return `${reading()} == ${literal()}`;
  if (kind === 1)
    return `${reading()}.${pick(['startsWith', 'endsWith', 'contains'])}(${pick([literal(), reading()])})`;
  if (kind === 2) return `amountAbove(${pick(['field["总金额"]', '"80"'])}, "1000")`;
  if (kind === 3) return 'dateBefore(field["日期"], "2026-01-03")';
  if (kind === 4) return `${reading()} in [${Array.from({ length: 1 + below(40) }, literal).join(', ')}]`;
  if (kind === 5) return `!(${condition(deep - 1)})`;
  return `(${condition(deep - 1)} ${pick(['&&', '||'])} ${condition(deep - 1)})`;
}

/** The longest that is let in; what is searched for stands nowhere in it, but nearly so everywhere. */
const LONG = 'ab'.repeat(1000);
const READINGS: Readonly<Record<string, string>> = {
  总金额: '1,234.50',
  日期: '2026-03-01',
  说明: LONG,
  报销类别: LONG,
};
const read = (ref: string): string => READINGS[ref.slice(ref.indexOf(':') + 1)] ?? '研发平台';

/** At the limits of the grammar, by hand. */
function largest(): string[] {
  const repeated = (one: string, between: string): string => {
    let whole = one;
    while (whole.length + between.length + one.length + 20 < LONGEST_EXPRESSION) whole += between + one;
    return whole;
  };
  const deep = (depth: number): string => `${'('.repeat(depth)}field["说明"]${')'.repeat(depth)}`;
  return [
    repeated('row["说明"]', ' + '),
    `${repeated('row["说明"].contains(row["报销类别"] + "c")', ' || ')} ? "甲" : "乙"`,
    `${repeated('row["说明"].endsWith("ba")', ' || ')} ? "甲" : "乙"`,
    `${repeated('amountAbove(field["总金额"], "9999")', ' || ')} ? "甲" : "乙"`,
    `field["说明"] in [${repeated('"a"', ',')}] ? "甲" : "乙"`,
    deep(24),
    deep(400),
  ];
}

/** ms for reading and running it as if for the first time; null where it is refused. `blanks` make it another text. */
function once(cel: string, blanks: number): number | null {
  const began = process.cpuUsage();
  try {
    compileExpression(cel + ' '.repeat(blanks)).run(read);
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    if (!(error instanceof IllegibleTextError)) throw error;
  }
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

it('10,000 generated expressions and the largest of each kind are refused, or read and run within 5 ms of processor time', () => {
  const texts = [...largest(), ...Array.from({ length: COUNT }, () => text(1 + below(9)))];
  let accepted = 0;
  const slow: string[] = [];
  for (const cel of texts) {
    const ms = once(cel, 0);
    if (ms === null) continue;
    accepted += 1;
    if (ms <= LONGEST_MS) continue;
    // What the heap's cleaning did to one of them is not its own.
    const best = Math.min(...[1, 2, 3].map((blanks) => once(cel, blanks) ?? 0));
    if (best > LONGEST_MS) slow.push(`${best} ms: ${cel}`);
  }
  expect(slow).toEqual([]);
  expect(accepted).toBeGreaterThan(COUNT / 2);
}, 60_000);
