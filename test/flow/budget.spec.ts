import './at-ten.js';
import type { CallBudget } from '@dingdee/shared/intake';
import type { Status } from '@dingdee/shared/status';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningOffice, startOffice } from './batch.js';
import { until } from './person.js';

const LISTS = /instanceIds\/query$/;
const OF_APPROVALS = /instanceIds\/query$|\/processInstances$|\/comments$/;

/** As DingTalk counted them. */
const calls = (run: RunningOffice, which: RegExp): number =>
  run.stack.sandbox.state.ctx.calls
    .report()
    .dingtalk.filter(({ api }) => which.test(api))
    .reduce((sum, { total }) => sum + total, 0);
const budget = (run: RunningOffice) => run.office.admin.get<CallBudget>('/api/runs/budget');
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const start = (monthly: number) =>
  startOffice({
    sandbox: { approvals: 40 },
    settings: {
      SWEEP_INTERVAL_MS: '400',
      LOOK_BACK_INTERVAL_MS: '1200',
      DINGTALK_MONTHLY_CALLS: String(monthly),
    },
  });

const running: RunningOffice[] = [];
afterEach(() => Promise.all(running.splice(0).map((run) => run.stack.close())));

describe('the month’s calls', () => {
  it('where they are plenty, are spent on sweeps as often as is set; what is said to be used is what DingTalk counted', async () => {
    const run = await start(100_000_000);
    running.push(run);
    await until(
      async () => calls(run, LISTS),
      (n) => n >= 5,
      20_000,
    );
    expect(await budget(run)).toMatchObject({ level: 'ample', short: false, spent: false, headEveryMs: 400 });
    const said = await until(
      async () => {
        const before = calls(run, OF_APPROVALS);
        const { byPurpose } = await budget(run);
        const used = byPurpose
          .filter(({ purpose }) => ['list', 'look-back', 'detail', 'comment'].includes(purpose))
          .reduce((sum, each) => sum + each.used, 0);
        return { before, used, after: calls(run, OF_APPROVALS) };
      },
      // Five lists may be there before most of what they name is read.
      ({ before, used, after }) => used > 30 && before <= used && used <= after,
      30_000,
    );
    expect(said.used).toBeLessThanOrEqual(said.after);
  });

  it('where what is left is needed for comments, are not spent on sweeps however often these are set, and everybody is told', async () => {
    const run = await start(40);
    running.push(run);
    // An approval is read where its comment can be written, and its bill be asked about, as well.
    await until(
      () => budget(run),
      ({ used, kept }) => used >= 15 && kept,
      20_000,
    );
    const before = calls(run, LISTS);
    await sleep(3_000);
    expect(calls(run, LISTS) - before).toBeLessThanOrEqual(1);
    const { headEveryMs, limit } = await budget(run);
    expect(limit).toBe(40);
    expect(headEveryMs ?? 0).toBeGreaterThanOrEqual(6 * 3_600_000);
    const { quota, nextRunAt } = await run.office.admin.get<Status>('/api/status');
    expect(quota.used).toBeGreaterThanOrEqual(15);
    expect(nextRunAt ?? 0).toBeGreaterThan(Date.now() + 2.5 * 3_600_000);
    // 现在采集 is a person's decision and works all the same.
    await run.office.admin.post('/api/runs', {});
    await until(
      async () => calls(run, LISTS),
      (n) => n > before,
    );
  });
});
