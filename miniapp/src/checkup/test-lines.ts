import type { CheckLine } from '@dingdee/shared/check-up';

/** What one press of 测试连接 found. */
export interface Tested {
  asked: number;
  /** The log-in was refused: nothing behind it was asked. */
  shut: boolean;
  red: number;
  amber: number;
  unknown: number;
  /** When it was done, and how long it took; ms. */
  at: number;
  ms: number;
}

/**
 * Asks the lines of one card alone: those for the way in first, then the others, one at a time as the server takes them, and none where there is no way in.
 * @throws whatever `ask` throws first; what was answered until then stands.
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
