import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { ChangedForm, FormList } from '@dingdee/shared/form-change';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { FormEdit } from '../sandbox/dingtalk/change-form.js';
import { REIMBURSEMENT as ids } from '../sandbox/dingtalk/form.js';
import { billsOf, detailOf, newApprovals, type RunningOffice, startOffice } from './batch.js';
import { approveAll, collect, pushAll } from './office.js';
import { until } from './person.js';

/** Whoever may edit a form in DingTalk can neither turn a payment nor make one vanish by what a control is called. */
let run: RunningOffice;
let code: string;
let seed = 700;

beforeAll(async () => {
  run = await startOffice({
    settings: {
      SWEEP_INTERVAL_MS: '0',
      LOOK_BACK_INTERVAL_MS: '0',
      FORM_CHECK_INTERVAL_MS: '0',
      SOURCE_RECHECK: 'off',
    },
  });
  code = run.stack.sandbox.dingtalk.processCodes.费用报销 ?? '';
});
afterAll(() => run?.stack.close());

const edit = (...edits: FormEdit[]) => {
  for (const one of edits) run.stack.sandbox.state.dingtalk.changeForm(code, one);
};
const form = async (): Promise<ChangedForm> => {
  const [only] = (await run.office.admin.get<FormList>('/api/forms')).items;
  return only ?? expect.fail('no form');
};
const check = async (): Promise<ChangedForm> => {
  await run.office.admin.post(`/api/forms/${code}/check`);
  return form();
};
const accept = async (): Promise<void> => {
  const { foundAt } = await form();
  await run.office.admin.post(`/api/forms/${code}/accept`, { foundAt, reason: '看过了，按现在的表单来' });
};
const made = (count = 3): SandboxApproval[] => {
  seed += 1;
  return newApprovals(run, { count, seed, fresh: true });
};
const details = (approvals: readonly SandboxApproval[]): Promise<BillDetail[]> =>
  Promise.all(approvals.map((one) => detailOf(run, one)));
const allIn = (approvals: readonly SandboxApproval[], state: string) =>
  until(
    () => details(approvals),
    (found) => found.every((each) => each.state === state),
  );
const billOf = async ({ businessId }: SandboxApproval): Promise<BillSummary | undefined> =>
  (await run.office.admin.all<BillSummary>('/api/bills')).find((bill) => bill.businessId === businessId);
const filterBy = async (filter: SchemeDetail['content']['filter']): Promise<void> => {
  const { version, content } = await run.office.admin.get<SchemeDetail>(`/api/schemes/${run.office.schemeId}`);
  await run.office.admin.put(`/api/schemes/${run.office.schemeId}/content`, {
    version,
    content: { ...content, filter },
  });
};

describe('the control of the payee’s account under another name', () => {
  it('stops what was launched since: nobody is paid by an account that was typed in for something else', async () => {
    await check();
    edit({ do: 'rename', id: ids.recipient, label: '备用金还款账号' });
    // Before anybody has read the form: whoever passes it has seen that it goes by another name, and says why.
    const early = made(2);
    await collect(run.office);
    for (const { issues } of await allIn(early, 'ready'))
      expect(issues).toMatchObject([
        { level: 'amber', code: 'other-name', message: expect.stringContaining('叫“备用金还款账号”') },
      ]);
    const found = await check();
    await allIn(early, 'needs-mapping');
    expect(found.changes.map(({ kind, stops }) => [kind, stops])).toEqual([['renamed', true]]);
    const launched = made();
    await collect(run.office);
    const bills = await allIn(launched, 'needs-mapping');
    for (const { issues } of bills)
      expect(issues.filter(({ level }) => level === 'red')).toMatchObject([
        { code: 'form-changed', message: expect.stringContaining('“收款账号”改名成了“备用金还款账号”') },
      ]);
    // A value that a reviewer sets on the bill is no look at the form.
    const [bill = expect.fail('no bill')] = bills;
    const fix = { path: 'header.remark', targetNumber: '核对过', scope: 'bill' };
    await run.office.reviewer.post('/api/mapping/fixes', { billId: bill.id, version: bill.version, ...fix });
    await allIn(launched, 'needs-mapping');
    await approveAll(run.office);
    await pushAll(run.office);
    for (const one of launched) expect(billsOf(run, one)).toEqual([]);
    await accept();
    for (const { issues } of await allIn([...early, ...launched], 'ready')) expect(issues).toEqual([]);
  });
});

describe('a control by which is chosen what is collected', () => {
  it('is known by its id: under another name it leaves nobody out who was collected before', async () => {
    await filterBy([{ from: 'field:报销类别', is: 'filled' }]);
    edit({ do: 'rename', id: ids.category, label: '报销大类' });
    const launched = made();
    await collect(run.office);
    await allIn(launched, 'ready');
  });

  it('that is gone leaves nobody out while no administrator has looked: each has a bill, and it says why it stands still', async () => {
    await check();
    await accept();
    edit({ do: 'remove', id: ids.category });
    const launched = made();
    await collect(run.office);
    // Nobody knows yet that the form was changed: what decides cannot be read, and that is said.
    for (const { issues } of await allIn(launched, 'needs-mapping'))
      expect(issues.map(({ code: each }) => each)).toContain('filter-unread');
    await check();
    await collect(run.office);
    for (const one of launched) expect(await billOf(one), one.businessId).toBeDefined();
    const bills = await allIn(launched, 'needs-mapping');
    for (const { issues } of bills) expect(issues.map(({ code: each }) => each)).toContain('form-changed');
  });
});
