import type { CheckLine } from '@dingdee/shared/check-up';

/** Result of one press of 测试连接. */
export interface Tested {
  asked: number;
  /** The log-in was refused, so no line behind it was tested. */
  shut: boolean;
  red: number;
  amber: number;
  unknown: number;
  /** Time and duration of the test, in ms. */
  at: number;
  ms: number;
}

/**
 * Tests the lines of one card: first the lines of the log-in, then the others, one at a time as the server requires. If the log-in is refused, the
 * others are skipped.
 * @throws the first error of `ask`; earlier answers are kept
 */
export async function testLines(
  { doors, lines }: { doors: readonly string[]; lines: readonly string[] },
  ask: (line: string) => Promise<CheckLine>,
  told: (done: number) => void,
  now: () => number = Date.now,
): Promise<Tested> {
  const began = now();
  const found: CheckLine[] = [];
  const one = async (line: string): Promise<void> => {
    found.push(await ask(line));
    told(found.length);
  };
  for (const door of doors) await one(door);
  const shut = found.some(({ state }) => state === 'red');
  for (const line of shut ? [] : lines) await one(line);
  const number = (state: CheckLine['state']) => found.filter((line) => line.state === state).length;
  return {
    asked: found.length,
    shut,
    red: number('red'),
    amber: number('amber'),
    unknown: number('unknown'),
    at: now(),
    ms: now() - began,
  };
}
