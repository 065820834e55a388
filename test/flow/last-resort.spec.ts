import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  collectAndApprove,
  commentsSettled,
  confirmPush,
  IMPATIENT,
  mustBeOnce,
  newApprovals,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
  startOffice,
  wholeWay,
} from './batch.js';
import { until } from './person.js';
import { FLOW_SECRET } from './stack.js';

/** A fault of the program that nobody catches, brought in from outside by a module that is loaded before it: at SIGUSR2. */
const faulty = (fault: string): Record<string, string> => {
  const source = `process.on('SIGUSR2', () => { ${fault} });`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(source)}` };
};

let run: RunningOffice;
beforeAll(async () => {
  // Its end is looked at, with modules preloaded.
  run = await startOffice({ world: 'process', settings: { ...SHORT_WAITS, ...IMPATIENT } });
  // Kingdee is known to keep our number in each organisation: until then one bill would go alone.
  newApprovals(run, { count: 8, seed: 500 });
  await collectAndApprove(run);
  await orderSettled(run, await confirmPush(run));
});
afterEach(() => run.stack.sandbox.state.ctx.faults.clear());
afterAll(() => run?.stack.close());

const exited = () =>
  until(
    async () => run.stack.exitCode(),
    (code) => code !== null,
    20_000,
  );
const fatal = (): string[] =>
  run.stack
    .log()
    .split('\n')
    .filter((line) => line.includes('"level":"fatal"'));

describe('a fault that nobody catches', () => {
  it.each([
    ['thrown', `setTimeout(() => { throw new Error('broken ${FLOW_SECRET} thrown'); });`, 501],
    ['a promise', `void Promise.reject(new Error('broken ${FLOW_SECRET} a promise'));`, 502],
  ] as const)(
    '(%s) ends the process with code 1 and one fatal line; the bill that is out is in doubt, and the next process books it once',
    async (kind, fault, seed) => {
      await run.stack.restart(faulty(fault));
      const batch = newApprovals(run, { count: 3, seed });
      await collectAndApprove(run);
      run.stack.sandbox.state.ctx.faults.add({ system: 'kingdee', kind: 'slow', api: '.BatchSave.', delayMs: 8_000 });
      const order = await confirmPush(run);
      await until(
        async () => run.stack.sandbox.state.ctx.faults.fired,
        (fired) => fired === 1,
      );
      const before = run.stack.log().length;
      run.stack.signal('SIGUSR2');
      expect(await exited()).toBe(1);
      const told = fatal().filter((line) => line.includes(`broken [隐去] ${kind}`));
      expect(told).toHaveLength(1);
      expect(JSON.parse(told[0] ?? '{}')).toMatchObject({
        context: 'process',
        stack: expect.stringContaining('Error'),
      });
      expect(run.stack.log()).not.toContain(FLOW_SECRET);
      expect(run.stack.log().slice(before)).toContain('停止时金蝶还没有回答 3 笔');
      await run.stack.restart();
      await orderSettled(run, order);
      await commentsSettled(run);
      mustBeOnce(run, batch);
    },
  );

  it('again while the process ends does not keep it', async () => {
    await run.stack.restart(faulty(`setInterval(() => { throw new Error('again'); }, 1);`));
    run.stack.signal('SIGUSR2');
    expect(await exited()).toBe(1);
    await run.stack.restart();
    const batch = newApprovals(run, { count: 1, seed: 503 });
    await wholeWay(run);
    mustBeOnce(run, batch);
  });
});
