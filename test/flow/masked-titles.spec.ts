import type { DayApprovals } from '@dingdee/shared/completeness';
import type { FilterPreview } from '@dingdee/shared/filter';
import type { IntakeRun } from '@dingdee/shared/intake';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';

const ACCOUNT = '6217001234567894321';
/** DingTalk lets a form put any of its controls into the title. */
const TITLE = `李四的付款 ${ACCOUNT}`;
const REFUSED = '审批未通过（已拒绝）';

let run: RunningOffice;
let runs: IntakeRun[];
beforeAll(async () => {
  run = await startOffice({ settings: { SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0' } });
  await collect(run.office);
  const made = run.stack.sandbox.state.dingtalk.generate({ count: 60, seed: 8500, clean: true, fresh: true });
  const refused = made.filter(({ result }) => result === 'refuse');
  expect(refused.length).toBeGreaterThan(0);
  for (const one of refused) one.title = TITLE;
  runs = await collect(run.office);
});
afterAll(() => run?.stack.close());

it('an account in the title of an approval that is left out is masked wherever a viewer finds it', async () => {
  const { office } = run;
  const reason = encodeURIComponent(REFUSED);
  const [last] = runs.filter(({ skipped }) => skipped.some((one) => one.reason === REFUSED));
  const lists = [
    await office.pusher.get<DayApprovals>(`/api/runs/left-out/approvals?reason=${reason}`),
    await office.pusher.get<DayApprovals>(`/api/runs/${last?.id}/left-out?reason=${reason}`),
    await office.reviewer.post<FilterPreview>(`/api/schemes/${office.schemeId}/filter-preview`, { filter: [] }),
  ];
  for (const { items } of lists) {
    const titles = items.map(({ title }) => title ?? '');
    expect(titles.filter((title) => title.includes('李四')).length).toBeGreaterThan(0);
    expect(titles.filter((title) => title.includes(ACCOUNT))).toEqual([]);
  }
});
