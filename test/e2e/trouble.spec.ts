import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { PushOrder, PushPreview } from '@dingdee/shared/push';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SHORT_WAITS } from '../flow/batch.js';
import { approveAll, collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import { applySwitches, defaultSwitches } from '../sandbox/switches.js';
import { gone, seen, textOf } from './browser.js';
import { agreedApprovals, type CompanyDesk, kingdeeBills, startCompany } from './company-desk.js';
import { currentRow, detail, groupRow } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;

/** Bills that stand still, as a person reads them who may push and nothing else. */
let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 5, clean: true }, settings: SHORT_WAITS });
  await collect(desk.office);
  await approveAll(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const bill = (id: string) => desk.office.admin.get<BillDetail>(`/api/bills/${id}`);
const approvalOf = ({ businessId }: BillSummary) =>
  agreedApprovals(desk).find((approval) => approval.businessId === businessId) ?? expect.fail(businessId);
async function nextBill(): Promise<BillSummary> {
  const [first] = await desk.office.pusher.all<BillSummary>('/api/bills?stage=push');
  return first ?? expect.fail('nothing to push');
}
async function pushed(one: BillSummary): Promise<BillDetail> {
  const items = [{ id: one.id, version: one.version }];
  const { token } = await desk.office.pusher.post<PushPreview>('/api/push-orders/preview', { items });
  await desk.office.pusher.post<PushOrder>('/api/push-orders', { token });
  return until(
    () => bill(one.id),
    ({ state }) => state !== 'approved' && state !== 'pushing',
  );
}

describe('a bill that Kingdee refused', () => {
  it('because of its base data tells the pusher who changes the value, and offers to push again once that was read anew', async () => {
    const one = await nextBill();
    const { baseData } = desk.stack.sandbox.state.kingdee;
    const item = approvalOf(one).expected.rows[0]?.costItemNumber ?? '';
    baseData.change('BD_Expense', item, { forbid: true });
    const refused = await pushed(one);
    baseData.change('BD_Expense', item, { forbid: false });
    await desk.office.admin.post('/api/base-data/refresh');
    expect(refused).toMatchObject({ state: 'failed', reached: 'none', action: 'pick-other' });
    const told = '请有“映射维护”角色的同事换一个可用的资料，或请金蝶管理员启用，再推送。';

    const { page, ...app } = await desk.open({ part: '推送', ...WIDE, path: `/bills/${one.id}?stage=trouble` });
    await seen(detail(page).getByText(told));
    await seen(currentRow(page).getByText('找映射维护'));
    await seen(detail(page).getByRole('button', { name: '再推送' }));
    await expect.poll(() => page.getByText('补映射', { exact: true }).count()).toBe(0);
    await expect.poll(() => detail(page).getByRole('button', { name: '换一个值' }).count()).toBe(0);
    await app.mustBeSound();
    const phone = await desk.open({ part: '推送', ...IPHONE, path: `/bills/${one.id}` });
    await seen(phone.page.getByText(told));
    await seen(phone.page.getByRole('button', { name: '再推送' }));
    await phone.mustBeSound();

    const own = await desk.open({ part: '映射维护', ...WIDE, path: `/bills/${one.id}?stage=trouble` });
    await seen(currentRow(own.page).getByText('补映射'));
    await seen(detail(own.page).getByRole('button', { name: '换一个值' }));
    await own.mustBeSound();
  });

  it('because of a closed period suggests no other value', async () => {
    const { switches } = desk.stack.sandbox.state.ctx;
    applySwitches(switches, { kingdee: { closedThrough: '2099-12-31' } });
    const refused = await pushed(await nextBill());
    applySwitches(switches, defaultSwitches());
    expect(refused).toMatchObject({ trouble: { class: 'period' }, reached: 'none', action: 'continue' });
  });
});

describe('a halted bill whose approval was changed', () => {
  it('offers its withdrawal and no way on, in the list, on the desk and on the phone, and is void afterwards', async () => {
    const { ctx, dingtalk } = desk.stack.sandbox.state;
    applySwitches(ctx.switches, { kingdee: { workflowHolds: true } });
    const one = await nextBill();
    await pushed(one);
    applySwitches(ctx.switches, defaultSwitches());
    dingtalk.amend(approvalOf(one), 'MODIFY');
    await collect(desk.office);
    const amended = await until(
      () => bill(one.id),
      ({ trouble }) => trouble?.class === 'amended',
    );
    const says = '审批改过或撤销了，不能再继续：先撤回并删除金蝶里的单据，这张随后自动作废。';
    const head = '审批改过或撤销，要先从金蝶撤回';

    const { page, ...app } = await desk.open({ part: '推送', ...WIDE, path: `/bills/${one.id}?stage=trouble` });
    await seen(detail(page).getByText(says));
    await seen(groupRow(page, head));
    await expect.poll(() => groupRow(page, head).getByTitle(head).count()).toBe(1);
    await seen(currentRow(page).getByText('撤回', { exact: true }));
    const withdraw = detail(page).getByRole('button', { name: '撤回并删除…' });
    await seen(withdraw);
    expect(
      await detail(page)
        .getByRole('button', { name: /^(继续|再推送|交给金蝶处理)$/ })
        .count(),
    ).toBe(0);
    await app.mustBeSound();

    const phone = await desk.open({ part: '推送', ...IPHONE, path: `/bills/${one.id}` });
    await seen(phone.page.getByText(says));
    await seen(phone.page.getByRole('button', { name: '撤回并删除…' }));
    await expect.poll(() => phone.page.getByRole('button', { name: /^(继续|交给金蝶处理)$/ }).count()).toBe(0);
    await phone.mustBeSound();

    await withdraw.click();
    const sheet = page.getByRole('dialog', { name: `撤回并删除 ${amended.kingdeeNo}` });
    await seen(sheet.getByText(`金蝶里的 ${amended.kingdeeNo} 将被撤销提交并删除，这张随后自动作废。`));
    expect(await textOf(sheet)).not.toContain('重推');
    await app.mustBeSound();
    await sheet.getByRole('button', { name: '撤回并删除', exact: true }).click();
    await gone(sheet);
    await until(
      () => bill(one.id),
      ({ state }) => state === 'superseded',
    );
    expect(kingdeeBills(desk).map(({ number }) => number)).not.toContain(amended.kingdeeNo);
  });
});

describe('an approval that was cancelled', () => {
  it('is void for everybody: on the desk, on the phone, and for its applicant, who reads why', async () => {
    const one = await nextBill();
    const approval = approvalOf(one);
    const cancelled = desk.stack.sandbox.state.dingtalk.amend(approval, 'REVOKE');
    await collect(desk.office);
    await until(
      () => bill(one.id),
      ({ state }) => state === 'superseded',
    );
    const why = `审批已被 ${cancelled.businessId} 撤销`;

    const { page, ...app } = await desk.open({ part: '推送', ...WIDE, path: `/bills/${one.id}?stage=archived` });
    await seen(detail(page).getByText(why));
    expect((await textOf(detail(page))).match(/撤销/g)).toHaveLength(1);
    await seen(detail(page).getByText('已作废').first());
    await app.mustBeSound();
    const phone = await desk.open({ part: '推送', ...IPHONE, path: `/bills/${one.id}` });
    await seen(phone.page.getByText(why));
    expect((await textOf(phone.page.getByRole('main'))).match(/撤销/g)).toHaveLength(1);
    await phone.mustBeSound();

    const own = await desk.open({ part: approval.originatorUserid, ...IPHONE, path: '/me' });
    const line = own.page.getByRole('listitem').filter({ hasText: `${why}，这张不再付款。` });
    await seen(line.getByText('已作废', { exact: true }));
    expect(await textOf(line)).not.toContain('财务审核中');
    await own.mustBeSound();
  });
});
