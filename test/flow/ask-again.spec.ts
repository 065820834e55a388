import type { BillPage, BillSummary, ReasonGroups } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logInAgain, newApprovals, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';
import { until } from './person.js';

const SECOND_ASK = '发票抬头和付款方不一样';
let run: RunningOffice;
beforeAll(async () => {
  run = await startOffice({ settings: { ASK_UNANSWERED_DAYS: '0' } });
  newApprovals(run, { count: 8, seed: 6802, clean: true });
  await collect(run.office);
});
afterAll(() => run?.stack.close());

const reviewer = () => run.office.reviewer;
const late = () => reviewer().get<BillPage>('/api/bills?stage=held&risk=unanswered');
const detail = (id: string) => reviewer().get<BillDetail>(`/api/bills/${id}`);
const offered = async (id: string) => (await detail(id)).actions.find(({ action }) => action === 'ask-applicant');
const commentsOf = (instanceId: string) =>
  run.stack.sandbox.state.dingtalk.state.approvals.all().find((one) => one.instanceId === instanceId)?.comments ?? [];

it('an applicant who does not answer is a reason of its own with the way on: asked again, once more on the approval, and waited for anew', async () => {
  const [asked, held] = await reviewer().all<BillSummary>('/api/bills?stage=review');
  if (!asked || !held) throw new Error('too few bills');
  await reviewer().post(`/api/bills/${held.id}/hold`, { version: held.version, reason: '等一等再看' });
  await reviewer().post(`/api/bills/${asked.id}/ask-applicant`, { version: asked.version, reason: '请补一张发票' });
  const page = await late();
  expect(page.items.map(({ id }) => id)).toEqual([asked.id]);
  expect(page.items[0]?.unansweredSince).toBe(page.items[0]?.stateSince);
  const { items } = await reviewer().get<ReasonGroups>('/api/bills/groups?stage=held&by=risk');
  expect(items.find(({ key }) => key === 'risk:unanswered')).toMatchObject({ count: 1, amount: asked.amount });

  // What a person holds for another reason is not asked about without being let go.
  expect(await offered(held.id)).toMatchObject({ fits: false, whyNot: { code: 'bill/already-held' } });
  expect(await offered(asked.id)).toMatchObject({ fits: true });
  const { processInstanceId, version } = await detail(asked.id);
  await until(
    async () => commentsOf(processInstanceId),
    (all) => all.length === 1,
  );
  const seen = { version, reason: SECOND_ASK };
  const again = await reviewer().post<BillSummary>(`/api/bills/${asked.id}/ask-applicant`, seen);
  expect(again).toMatchObject({ state: 'held', version: version + 1, reason: SECOND_ASK });
  expect(again.stateSince).toBeGreaterThan(page.items[0]?.stateSince ?? 0);
  // Pressed twice it is asked once.
  expect((await reviewer().refused('POST', `/api/bills/${asked.id}/ask-applicant`, seen)).code).toBe('bill/stale');
  const told = await until(
    async () => commentsOf(processInstanceId),
    (all) => all.length === 2,
  );
  expect(told[1]?.text).toContain(SECOND_ASK);
});

it('within the days that an applicant has nothing is said', async () => {
  await run.stack.restart({ ASK_UNANSWERED_DAYS: '3' });
  await logInAgain(run);
  const all = await reviewer().all<BillSummary>('/api/bills?stage=held');
  expect(all).toHaveLength(2);
  expect(all.map(({ unansweredSince }) => unansweredSince)).toEqual([undefined, undefined]);
  expect((await late()).total).toBe(0);
});
