import { describe, it } from 'vitest';
import { until } from './person.js';
import { expectWithdrawn, faultsOf, halted, press, pushedAgain, run, where } from './withdrawals.js';

/** 撤回并删除 where the server dies: it looks, and the bill is gone, or there once. */
// It is killed.
where.world = 'process';

describe('a server that is killed in the middle of a withdrawal', () => {
  it.each([
    ['hang', '.CancelAssign.'],
    ['slow', '.CancelAssign.'],
    ['slow-commit', '.Delete.'],
    ['slow', '.Delete.'],
    ['slow', '.ExecuteBillQuery.'],
  ] as const)(
    '(%s at %s) looks first after the restart, and ends with the bill gone, then with one',
    async (kind, api) => {
      const approval = await halted('submitted');
      faultsOf().add({ system: 'kingdee', kind, api, delayMs: 1500 });
      await press(approval, 'withdraw');
      await until(
        async () => faultsOf().list(),
        (armed) => armed.length === 0,
      );
      await run.stack.kill();
      await run.stack.restart();
      await expectWithdrawn(approval);
      await pushedAgain(approval);
    },
  );
});
