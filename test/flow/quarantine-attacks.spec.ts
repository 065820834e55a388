import type { Backfill, Quarantined } from '@dingdee/shared/backfill';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dataSourceOptions, openDataSource } from '../../server/src/schema/data-source.js';
import { employees } from '../sandbox/company.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { REIMBURSEMENT as ids } from '../sandbox/dingtalk/form.js';
import { bookByHand, itemsOf, looked, pastApprovals, settled, start } from './backfill-parts.js';
import { billsOf, closeSound, detailOf, type RunningOffice, SHORT_WAITS, setSwitches, startOffice } from './batch.js';
import { approveAll, collect, pushAll } from './office.js';
import { until } from './person.js';

/** Ways to a second payment, or to one that nobody makes, through what a back-fill brought: counted in Kingdee's ledger. */
let run: RunningOffice;
let past: SandboxApproval[];
let batch: Backfill;
let other: Backfill;
/** Came to light with the second back-fill. */
let late: SandboxApproval;

beforeAll(async () => {
  // The spec writes to its database beside it.
  run = await startOffice({ world: 'process', settings: { ...SHORT_WAITS, SOURCE_RECHECK: 'off' } });
  await collect(run.office);
  past = pastApprovals(run, 16, 5100);
  alike(at(1), at(0));
  // A site at work: of an organisation without any payment bill nothing could be concluded.
  for (const org of ['101', '102']) bookByHand(kingdee(), ofOrg(org), { total: '7.77' });
  batch = await looked(run.office.admin, (await start(run)).id);
  const more = pastApprovals(run, 2, 5200);
  [late = expect.fail('no approvals')] = more;
  alike(late, at(2));
  other = await looked(run.office.admin, (await start(run)).id);
});
beforeEach(() => setSwitches(run, { dingtalk: { lateEdits: true } }));
afterAll(() => closeSound(run));

const at = (n: number): SandboxApproval => past[n] ?? expect.fail('too few approvals');
const kingdee = () => run.stack.sandbox.state.kingdee;
const personOf = ({ originatorUserid }: SandboxApproval) =>
  employees.find(({ userid }) => userid === originatorUserid) ?? expect.fail('nobody of the company applied');
const ofOrg = (org: string): SandboxApproval =>
  past.find((one) => personOf(one).orgNumber === org) ?? expect.fail(`nobody of ${org} applied`);
async function sql(statement: string): Promise<void> {
  const source = await openDataSource(dataSourceOptions(run.stack.databaseUrl));
  try {
    await source.query(statement);
  } finally {
    await source.destroy();
  }
}
const itemOf = async (approval: SandboxApproval, group: 'look' | 'found' | 'decided', id = batch.id) =>
  (await itemsOf(run.office.admin, id, group)).find(({ businessId }) => businessId === approval.businessId) ??
  expect.fail(`${approval.businessId} is not in ${group}`);
const decide = (what: 'release' | 'opening', items: readonly Quarantined[], more: object = {}, id = batch.id) =>
  run.office.reviewer.raw('POST', `/api/backfills/${id}/${what}`, {
    group: items[0]?.finding === 'paid' ? 'found' : 'look',
    ids: items.map(({ approvalId }) => approvalId),
    count: items.length,
    amount: fromFen(items.reduce((sum, { total }) => sum + toFen(total ?? ('0.00' as Amount)), 0n)),
    ...more,
  });
const lookAgain = async (id = batch.id): Promise<void> => {
  await run.office.reviewer.post(`/api/backfills/${id}/look`);
  await looked(run.office.admin, id);
};
/** The same applicant and sum, as a rent is every month. */
function alike(one: SandboxApproval, { values, expected, originatorUserid, deptId, deptName }: SandboxApproval): void {
  Object.assign(one, { values, expected, originatorUserid, deptId, deptName });
}
const said = async (answer: Promise<Response>): Promise<string> => {
  const response = await answer;
  return `${response.status} ${((await response.json()) as { detail?: string }).detail ?? ''}`;
};

describe('one payment that somebody made by hand', () => {
  it('explains one approval, also when Kingdee is asked again after that one was closed: the other is still to be paid', async () => {
    const number = bookByHand(kingdee(), at(0));
    await lookAgain();
    const two = [...(await itemsOf(run.office.admin, batch.id, 'found'))];
    expect(two.map(({ kingdeeNo }) => kingdeeNo)).toEqual([number]);
    expect((await decide('opening', two)).status).toBe(200);
    await settled(run.office.admin, batch.id);
    await lookAgain();
    expect(await itemsOf(run.office.admin, batch.id, 'found')).toEqual([]);
    const left = two[0]?.businessId === at(0).businessId ? at(1) : at(0);
    const item = await itemOf(left, 'look');
    expect(item).toMatchObject({ finding: 'taken', kingdeeNo: null });
    expect(await said(decide('opening', [item]))).toMatch(/^422 .*没有找到对应的付款单/);
  });

  it('explains one of two that different back-fills brought', async () => {
    const number = bookByHand(kingdee(), at(2));
    await lookAgain();
    await lookAgain(other.id);
    const found = [
      ...(await itemsOf(run.office.admin, batch.id, 'found')),
      ...(await itemsOf(run.office.admin, other.id, 'found')),
    ];
    expect(found.map(({ kingdeeNo }) => kingdeeNo)).toEqual([number]);
    expect(await itemOf(late, 'look', other.id)).toMatchObject({ finding: 'taken' });
  });

  it('explains none without a word where two looks have found it at one moment', async () => {
    const { kingdeeNo } = await itemOf(at(2), 'found');
    const { approvalId } = await itemOf(late, 'look', other.id);
    await sql(
      `UPDATE backfill_item SET finding = 'paid', kingdee_no = '${kingdeeNo}' WHERE approval_id = '${approvalId}'`,
    );
    const item = await itemOf(late, 'found', other.id);
    expect(await said(decide('opening', [item], {}, other.id))).toMatch(/^422 .*也对上了别的审批/);
    await lookAgain(other.id);
    expect(await itemOf(late, 'look', other.id)).toMatchObject({ finding: 'taken' });
  });
});

describe('what is released', () => {
  it('was looked for in Kingdee lately: what it held the day before yesterday says nothing of a payment since', async () => {
    await sql(`UPDATE backfill SET looked_at = looked_at - 172800000 WHERE batch_id = '${batch.id}'`);
    const item = await itemOf(at(3), 'look');
    expect(item).toMatchObject({ finding: 'none' });
    expect(await said(decide('release', [item]))).toMatch(/^422 .*先“再查金蝶”/);
    // Paid by hand in between.
    bookByHand(kingdee(), at(3));
    await lookAgain();
    expect(await itemOf(at(3), 'found')).toMatchObject({ finding: 'paid' });
  });

  it('against Kingdee’s word needs a reason that says something, as every other decision does', async () => {
    const item = await itemOf(at(3), 'found');
    for (const reason of ['....', '。。。。', '1111'])
      for (const what of ['release', 'opening'] as const) {
        const answer = await said(decide(what, [item], { reason }));
        expect(`${reason} ${answer}`).toContain(`${reason} 400 `);
      }
    expect(await itemOf(at(3), 'found')).toMatchObject({ state: 'waiting' });
  });

  it('is not lost because a trip that it names was deleted in DingTalk', async () => {
    at(4).attachedInstanceIds.push(at(5).instanceId);
    at(5).deleted = true;
    expect((await decide('release', [await itemOf(at(4), 'look')])).status).toBe(200);
    await settled(run.office.admin, batch.id);
    expect(await itemOf(at(4), 'decided')).toMatchObject({ state: 'released', billId: expect.any(String) });
  });

  it('is paid as the approval stands now, not as it stood when the back-fill met it, and both are shown', async () => {
    const account = { holder: '钱多多', number: '6217009999000011117', bank: '招商银行杭州分行' };
    run.stack.sandbox.state.dingtalk.editLate(at(6), new Map([[ids.recipient, { kind: 'recipient', account }]]));
    expect((await decide('release', [await itemOf(at(6), 'look')])).status).toBe(200);
    await settled(run.office.admin, batch.id);
    const bill = await until(
      () => detailOf(run, at(6)),
      ({ state }) => state === 'ready',
    );
    expect(bill.issues).toContainEqual(expect.objectContaining({ code: 'source-edited', level: 'amber' }));
    expect(bill.sourceEdit?.lines.map(({ label }) => label)).toEqual(['收款账号']);
    await approveAll(run.office);
    await pushAll(run.office);
    const [paid, ...more] = billsOf(run, at(6));
    expect([JSON.stringify(paid?.rows).includes(account.number), more]).toEqual([true, []]);
    expect(billsOf(run, at(4))).toHaveLength(1);
  });

  it('by two people at one moment is one bill and one payment', async () => {
    const item = await itemOf(at(7), 'look');
    const body = { group: 'look', ids: [item.approvalId], count: 1, amount: item.total };
    const path = `/api/backfills/${batch.id}`;
    const answers = await Promise.all([
      run.office.reviewer.raw('POST', `${path}/release`, body),
      run.office.admin.raw('POST', `${path}/release`, body),
      run.office.admin.raw('POST', `${path}/opening`, { ...body, reason: '已经在线下付过' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    await settled(run.office.admin, batch.id);
    const { state } = await detailOf(run, at(7));
    expect(['collected', 'needs-mapping', 'ready', 'handled-outside']).toContain(state);
  });
});
