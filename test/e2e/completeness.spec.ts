import '../flow/at-ten.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { gone, seen, textOf } from './browser.js';
import { agreedApprovals, type CompanyDesk, startCompany } from './company-desk.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;

let desk: CompanyDesk;
let bad: string;
beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 12, clean: true },
    settings: { SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0' },
  });
  await collect(desk.office);
  const { ctx, dingtalk } = desk.stack.sandbox.state;
  const before = new Set(dingtalk.state.approvals.all());
  dingtalk.generate({ count: 2, seed: 9, clean: true });
  const [one] = agreedApprovals(desk).filter((each) => !before.has(each));
  if (!one) throw new Error('no approval');
  for (const each of dingtalk.state.approvals.all()) if (each !== one && !before.has(each)) each.deleted = true;
  bad = one.instanceId;
  ctx.faults.add({ system: 'dingtalk', kind: 'http-500', api: 'workflow/processInstances', times: 0 });
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

describe('a day on which one approval is missing', () => {
  it('is said on every page of the desk, and on 采集 which one it is, why, and what to do', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: '/' });
    const notice = page.getByText(/1 条审批钉钉列出了，还没有进台账/);
    await seen(notice);
    await page.getByRole('link', { name: '看是哪几条' }).click();
    const days = page.getByRole('region', { name: '每天是否完整' });
    await seen(days);
    const row = days.getByRole('row', { name: /今天/ });
    await expect.poll(() => textOf(row)).toContain('有缺');
    await days.getByRole('button', { name: /未解释的审批/ }).click();
    await seen(days.getByText(bad));
    await seen(days.getByText(/下一步：.*再读/));
    await app.mustBeSound();
    await app.picture('desk-days-short-1440');
  });

  it('fits a narrow desk, and stands above the list on the phone', async () => {
    const narrow = await desk.open({ part: '查看', ...NARROW, path: '/runs' });
    await seen(narrow.page.getByRole('region', { name: '每天是否完整' }).getByText('有缺'));
    await narrow.mustBeSound();
    const phone = await desk.open({ part: '审核', ...IPHONE, path: '/runs' });
    await seen(phone.page.getByText(/1 条审批钉钉列出了/));
    await phone.mustBeSound();
  });

  it('is whole again once 现在采集 has read it, and what was left out can be looked through', async () => {
    desk.stack.sandbox.state.ctx.faults.clear();
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: '/runs' });
    await seen(page.getByText(/1 条审批钉钉列出了/));
    await page.getByRole('button', { name: '现在采集' }).click();
    const days = page.getByRole('region', { name: '每天是否完整' });
    await gone(days.getByText('有缺'));
    const leftOut = days.getByRole('button', { name: /不采集的审批/ });
    if ((await leftOut.count()) > 0) {
      await leftOut.first().click();
      await seen(days.getByText(/条不采集，因为/));
    }
    await app.mustBeSound();
    await app.picture('desk-days-1440');
  });
});
