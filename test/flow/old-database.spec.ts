import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import {
  billsOf,
  closeSound,
  commentsSettled,
  detailOf,
  orderSettled,
  type RunningOffice,
  SHORT_WAITS,
} from './batch.js';
import { type OldWorld, putOldDatabase, putOldWorld } from './old-database.js';
import { Person, until } from './person.js';
import { startStack } from './stack.js';
import { runVerify } from './verify-command.js';

/** An installation of 25 November 2026 goes on with today's program from where its process was killed. */
interface Row {
  id: string;
  process_instance_id: string;
  state_kind: BillDetail['state'];
  reached: string;
  withdrawing: unknown;
  amount_minor: unknown;
  content_hash: string | null;
  approved_by: string | null;
  approved_hash: string | null;
}
const FACTS =
  'id, process_instance_id, state_kind, reached, withdrawing, amount_minor, content_hash, approved_by, approved_hash';
/** States in which nothing moves by itself. */
const AT_REST = [
  'approved',
  'excluded',
  'failed',
  'handled-outside',
  'held',
  'needs-mapping',
  'ready',
  'reversal-needed',
  'superseded',
  'written-back',
];

let run: RunningOffice;
let world: OldWorld;
let source: DataSource;
let before: Row[];
let inKingdee: Map<string, string>;

beforeAll(async () => {
  const stack = await startStack({
    sandbox: { approvals: 0 },
    settings: SHORT_WAITS,
    database: 'empty',
    before: async (url, sandbox) => {
      await putOldDatabase(url);
      world = putOldWorld(sandbox, url);
      source = await openDataSource(dataSourceOptions(url, 'read'));
      before = await source.query(`SELECT ${FACTS} FROM bill`);
      inKingdee = new Map(sandbox.state.kingdee.ledger.report().map(({ thirdBillNo, id }) => [thirdBillNo, `${id}`]));
    },
  });
  const [admin, reviewer, pusher] = await Promise.all(world.people.map((userId) => Person.login(stack, userId)));
  if (!admin || !reviewer || !pusher) throw new Error('somebody is missing');
  run = { stack, office: { admin, reviewer, pusher, schemeId: world.schemeId } };
});
afterAll(() => closeSound(run, () => source?.destroy()));

const was = (...states: readonly string[]) => before.filter(({ state_kind }) => states.includes(state_kind));
const approvalOf = ({ process_instance_id }: Row): SandboxApproval => {
  const found = world.approvals.find(({ instanceId }) => instanceId === process_instance_id);
  if (!found) throw new Error(`DingTalk does not hold ${process_instance_id}`);
  return found;
};
const reaches = (row: Row, ...states: BillDetail['state'][]): Promise<BillDetail> =>
  until(
    () => detailOf(run, approvalOf(row)),
    ({ state }) => states.includes(state),
  );
/** Status of each bill that Kingdee holds for it. */
const statusOf = (row: Row) => billsOf(run, approvalOf(row)).map(({ status }) => status);

it('has a bill in each of the fourteen states', () => {
  expect(new Set(before.map(({ state_kind }) => state_kind)).size).toBe(14);
});

it('keeps state, amount and approval of every bill in which nothing moves by itself', async () => {
  const now: Row[] = await source.query(`SELECT ${FACTS} FROM bill`);
  const resting = was(...AT_REST);
  expect(resting.length).toBeGreaterThan(AT_REST.length);
  for (const row of resting) expect(now.find(({ id }) => id === row.id)).toEqual(row);
  expect(now.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
  const sums = (rows: readonly Row[]) => rows.map(({ id, amount_minor }) => `${id} ${amount_minor}`).sort();
  expect(sums(now)).toEqual(sums(before));
});

it('maps what had just been collected, and comments what was booked and not yet commented', async () => {
  for (const row of was('collected')) await reaches(row, 'ready');
  for (const row of was('booked')) {
    await reaches(row, 'written-back');
    expect(approvalOf(row).comments.length).toBe(1);
  }
});

it('finds the bills that were saved without an answer, and books each as the one that Kingdee has', async () => {
  const lost = [...was('in-doubt'), ...was('pushing')].filter(
    (row) => !Number(row.withdrawing) && inKingdee.has(row.process_instance_id),
  );
  expect(lost.length).toBe(2);
  for (const row of lost) {
    await reaches(row, 'written-back');
    expect(billsOf(run, approvalOf(row)).map(({ id, status }) => `${id} ${status}`)).toEqual([
      `${inKingdee.get(row.process_instance_id)} C`,
    ]);
  }
});

it('sends what had been confirmed and never left, once', async () => {
  const [row, ...others] = was('pushing').filter(({ process_instance_id }) => !inKingdee.has(process_instance_id));
  if (!row) throw new Error('no such bill');
  expect(others).toEqual([]);
  await reaches(row, 'written-back');
  expect(statusOf(row)).toEqual(['C']);
});

it('ends the withdrawal that was on its way: the bill is gone from Kingdee, and open here', async () => {
  const [row] = was('pushing').filter(({ withdrawing }) => Number(withdrawing) === 1);
  if (!row) throw new Error('no such bill');
  expect((await reaches(row, 'ready')).approvedBy).toBeNull();
  expect(statusOf(row)).toEqual([]);
});

it('what was approved then is pushed now: one audited bill with its sum and one comment', async () => {
  const items = [];
  for (const row of was('approved')) {
    const { id, version, approvedBy } = await detailOf(run, approvalOf(row));
    expect(approvedBy).not.toBeNull();
    items.push({ id, version });
  }
  const { pusher } = run.office;
  const preview = await pusher.post<PushPreview>('/api/push-orders/preview', { items });
  expect(preview.eligible.count).toBe(items.length);
  await orderSettled(run, await pusher.post<PushOrder>('/api/push-orders', { token: preview.token }));
  await commentsSettled(run);
  for (const row of was('approved')) {
    const approval = approvalOf(row);
    expect(billsOf(run, approval).map(({ status, total }) => `${status} ${total}`)).toEqual([
      `C ${approval.expected.total}`,
    ]);
    expect(approval.comments.length).toBe(1);
  }
});

it('holds no second bill and no second comment of anything, and agrees with Kingdee but for what was changed there', async () => {
  for (const row of before) {
    expect([row.state_kind, statusOf(row).length]).toEqual([row.state_kind, expect.toSatisfy((n: number) => n <= 1)]);
    expect(approvalOf(row).comments.length).toBeLessThanOrEqual(1);
  }
  for (const row of was('failed', 'written-back', 'reversal-needed'))
    if (inKingdee.has(row.process_instance_id))
      expect(billsOf(run, approvalOf(row)).map(({ id }) => `${id}`)).toEqual([inKingdee.get(row.process_instance_id)]);
  // The one that somebody had changed in Kingdee still waits for a person.
  const changed = was('reversal-needed').flatMap((row) => billsOf(run, approvalOf(row)).map(({ number }) => number));
  const { output } = await runVerify(run.stack);
  expect(output.split('\n').filter((line) => line.startsWith('✗'))).toEqual(
    changed.map((number) => `✗ 金蝶里的金额与审核过的不同：${number}`),
  );
});
