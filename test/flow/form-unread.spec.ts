import type { ChangedForm, FormList } from '@dingdee/shared/form-change';
import type { Status } from '@dingdee/shared/status';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { REIMBURSEMENT as ids } from '../sandbox/dingtalk/form.js';
import { newApprovals, type RunningOffice, startOffice } from './batch.js';
import { collect } from './office.js';

/** A form that DingTalk does not let us read: its approvals show what they can. All of them are from after the change: the newest tells. */
let run: RunningOffice;
let code: string;
beforeAll(async () => {
  run = await startOffice({
    settings: { SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0', FORM_CHECK_INTERVAL_MS: '0' },
  });
  code = run.stack.sandbox.dingtalk.processCodes.费用报销 ?? '';
});
afterAll(() => run?.stack.close());

const check = async (): Promise<ChangedForm> => {
  await run.office.admin.post(`/api/forms/${code}/check`);
  const { items } = await run.office.admin.get<FormList>('/api/forms');
  return items[0] ?? expect.fail('no form');
};
const told = ({ changes }: ChangedForm) =>
  changes.map(({ kind, before, after, stops }) => `${kind} ${(before ?? after)?.label}${stops ? ' stops' : ''}`);

it('where its definition may not be read, approvals tell what they can, and it is said that this is not all', async () => {
  const { dingtalk, ctx } = run.stack.sandbox.state;
  expect(await check()).toMatchObject({ changes: [], seenIn: 'definition' });
  dingtalk.changeForm(code, { do: 'rename', id: ids.category, label: '报销大类' });
  dingtalk.changeForm(code, { do: 'retype', id: ids.adminType, componentType: 'TextField' });
  ctx.faults.add({ system: 'dingtalk', kind: 'permission-denied', api: 'forms/schemas', times: 9 });
  newApprovals(run, { count: 2, seed: 61, fresh: true });
  await collect(run.office);
  const found = await check();
  expect(found).toMatchObject({ seenIn: 'details', problem: expect.stringContaining('没有权限读这张表单') });
  expect(told(found)).toEqual(['retyped 行政报销类型 stops', 'renamed 报销类别']);
  // The connection as a whole is not called broken for it.
  expect((await run.office.admin.get<Status>('/api/status')).dingtalk.state).toBe('ok');
  ctx.faults.clear();
  await run.office.admin.post(`/api/forms/${code}/accept`, {
    foundAt: found.foundAt,
    reason: '看过了，按现在的表单来',
  });
  expect(await check()).toMatchObject({ problem: null, seenIn: 'definition', changes: [] });
});
