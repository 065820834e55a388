import type { Statement, StatementEntry, StatementRun } from '@dingdee/shared/statement';
import { levelOf } from '@dingdee/shared/statement';
import type { Person } from '../flow/person.js';
import { until } from '../flow/person.js';
import { type Books, type SumOfDays, toFen } from './books.js';
import type { Planted } from './plantings.js';

/** Days that are balanced at the same time. */
const AT_ONCE = 4;
const SIDES = ['dingtalk', 'ledger', 'kingdee'] as const;

/** The statement of each of the books' days, made by the server. @param by may start one. */
export const balanceBooks = ({ days }: Books, by: Person): Promise<Statement[]> => balanceDays(days, by);

export async function balanceDays(days: readonly string[], by: Person): Promise<Statement[]> {
  const all: Statement[] = [];
  for (let start = 0; start < days.length; start += AT_ONCE) {
    const some = days.slice(start, start + AT_ONCE);
    for (const day of some) await by.post<StatementRun>('/api/statements', { day });
    for (const day of some)
      all.push(
        await until(
          () => by.get<Statement>(`/api/statements/${day}`),
          ({ running }) => running === null,
          600_000,
        ),
      );
  }
  return all;
}

const inWords = ({ day, gap, bucket, of }: Planted): string => `${day} ${gap} ${bucket} ${of}`;

/** What the statements name: every difference with its bill. */
async function namedBy(statements: readonly Statement[], by: Person): Promise<string[]> {
  const named: string[] = [];
  for (const { day, run, buckets } of statements)
    for (const { gap, bucket } of buckets) {
      const entries = await by.all<StatementEntry>(
        `/api/statement-runs/${run?.id}/entries?gap=${gap}&bucket=${bucket}`,
      );
      named.push(
        ...entries.map(({ billNo, processInstanceId }) =>
          inWords({ day, gap, bucket, of: billNo ?? processInstanceId ?? '' }),
        ),
      );
    }
  return named;
}

/** In one and not in the other, however often each is there. */
function missing(of: readonly string[], from: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const each of from) left.set(each, (left.get(each) ?? 0) + 1);
  return of.filter((each) => {
    const n = left.get(each) ?? 0;
    left.set(each, n - 1);
    return n <= 0;
  });
}

/**
 * What is wrong about these statements: a planted difference that is not where it belongs, one that nobody planted, a day whose sums are not
 * those of the three ledgers, a bridge that does not carry. Nothing: they hold.
 */
export async function complaintsOf(
  books: Books,
  statements: readonly Statement[],
  planted: readonly Planted[],
  by: Person,
): Promise<string[]> {
  const named = await namedBy(statements, by);
  const wanted = planted.map(inWords);
  const sides: Record<(typeof SIDES)[number], SumOfDays> = {
    dingtalk: await books.named(),
    ledger: await books.inLedger(),
    kingdee: books.inKingdee(),
  };
  return [
    ...missing(wanted, named).map((each) => `not named: ${each}`),
    ...missing(named, wanted).map((each) => `not planted: ${each}`),
    ...statements.flatMap((statement) => [
      ...sumsOf(statement, sides),
      ...bridgesOf(statement),
      ...levelsOf(statement, planted),
    ]),
  ];
}

function sumsOf({ day, run }: Statement, sides: Record<(typeof SIDES)[number], SumOfDays>): string[] {
  if (!run) return [`${day}: nothing has run`];
  if (run.problem !== null) return [`${day}: ${run.problem}`];
  return SIDES.flatMap((side) => {
    const own = sides[side].get(day) ?? { n: 0, fen: 0n };
    const [count, fen] = [run[side].count, toFen(run[side].amount)];
    return count === own.n && fen === own.fen
      ? []
      : [`${day} ${side}: the statement says ${count} and ${fen} 分, the ledger itself ${own.n} and ${own.fen}`];
  });
}

const sumOf = (amounts: readonly string[]): bigint => amounts.reduce((sum, amount) => sum + toFen(amount), 0n);

/** From left to right, and over the lines. */
function bridgesOf({ day, run, buckets, lines }: Statement): string[] {
  if (!run) return [];
  const wrong: string[] = [];
  for (const [gap, from, to] of [
    ['source', run.dingtalk, run.ledger],
    ['target', run.ledger, run.kingdee],
  ] as const) {
    const own = buckets.filter((each) => each.gap === gap);
    if (toFen(from.amount) + sumOf(own.map(({ amount }) => amount)) !== toFen(to.amount))
      wrong.push(`${day} ${gap}: the names do not add up to what lies between`);
    if (from.count + own.reduce((sum, { count }) => sum + count, 0) !== to.count)
      wrong.push(`${day} ${gap}: the counts of the names do not add up`);
  }
  for (const side of SIDES)
    if (sumOf(lines.map((line) => line[side].amount)) !== toFen(run[side].amount))
      wrong.push(`${day} ${side}: the lines do not add up`);
  return wrong;
}

/** Red, and to be looked at, is what was planted so and nothing else. */
function levelsOf({ day, run }: Statement, planted: readonly Planted[]): string[] {
  const own = (level: string) =>
    new Set(planted.filter((each) => each.day === day && levelOf(each.gap, each.bucket) === level).map(({ of }) => of))
      .size;
  return [
    ...(run?.red.count === own('red') ? [] : [`${day}: ${run?.red.count} red, planted ${own('red')}`]),
    ...(run?.look === own('look') ? [] : [`${day}: ${run?.look} to be looked at, planted ${own('look')}`]),
  ];
}
