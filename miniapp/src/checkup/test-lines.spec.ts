import type { CheckLine } from '@dingdee/shared/check-up';
import { expect, it } from 'vitest';
import { byCause } from './by-cause.js';
import { plainText, connectionWords as words } from './connection-words.js';
import { testLines } from './test-lines.js';

const answer = (line: string, state: CheckLine['state']): CheckLine => ({
  line,
  state,
  system: 'kingdee',
  group: '',
  title: line,
  asked: '',
  came: '',
  means: '',
  fix: null,
  at: 1,
  ms: 1,
  consent: null,
  step: null,
});
const card = { doors: ['door'], lines: ['a', 'b', 'c', 'd', 'e'] };

it('asks the door first, then every line once, one at a time, and counts what came', async () => {
  const asked: string[] = [];
  const done: number[] = [];
  let now = 0;
  let most = 0;
  const states: Readonly<Record<string, CheckLine['state']>> = { b: 'red', c: 'amber', d: 'unknown' };
  const tested = await testLines(
    card,
    async (line) => {
      asked.push(line);
      now += 1;
      most = Math.max(most, now);
      await Promise.resolve();
      now -= 1;
      return answer(line, states[line] ?? 'green');
    },
    (n) => done.push(n),
    () => 1_000,
  );
  expect(asked[0]).toBe('door');
  expect([asked, most]).toEqual([['door', 'a', 'b', 'c', 'd', 'e'], 1]);
  expect(done).toEqual([1, 2, 3, 4, 5, 6]);
  expect(tested).toEqual({ asked: 6, shut: false, red: 1, amber: 1, unknown: 1, at: 1_000, ms: 0 });
  expect(words.tested(tested)).toContain('通，问了 6 项，1 项要处理，1 项要留意，1 项还不知道');
});

it('asks nothing behind a door that is shut, and says so', async () => {
  const asked: string[] = [];
  const tested = await testLines(
    card,
    async (line) => {
      asked.push(line);
      return answer(line, 'red');
    },
    () => undefined,
  );
  expect(asked).toEqual(['door']);
  expect(words.tested(tested)).toMatch(/^登录没有成功，其余没有问/);
});

it('copies a text of the document without its marks', () => {
  expect(plainText('填 `https://a/?b`，**都**填，见[运维](operations.md#x)')).toBe('填 https://a/?b，都填，见运维');
});

it('puts lines of one cause together, in the order of the first', () => {
  const line = (name: string, means: string) => ({ ...answer(name, 'amber'), means });
  const causes = byCause([line('a', 'x'), line('b', 'y'), line('c', 'x')]);
  expect(causes.map(({ means, lines }) => [means, lines.map((each) => each.line)])).toEqual([
    ['x', ['a', 'c']],
    ['y', ['b']],
  ]);
});
