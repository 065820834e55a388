import type { CallBudget } from '@dingdee/shared/intake';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 12, clean: true }, settings: { DINGTALK_MONTHLY_CALLS: '5000' } });
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const answer = (change: Partial<CallBudget>) => async (given: CallBudget) => ({ ...given, ...change });

describe('the month’s calls on 采集', () => {
  it.each([
    { width: 1440, height: 900 },
    { width: 900, height: 640 },
  ])('show what was used and for what, how often is swept, how late a bill may appear ($width px)', async (size) => {
    const { page, ...app } = await desk.open({ part: '管理员', ...size, path: '/runs' });
    const card = page.getByRole('region', { name: '钉钉接口额度' });
    await seen(card.getByText('取审批详情'));
    const words = await textOf(card);
    expect(words).toMatch(/\/ 5,000 次，已用 \d+%/);
    expect(words).toMatch(/月底约 [\d,]+，\d+%/);
    expect(words).toMatch(/新审批补扫 每 [\d.]+ (分钟|小时|天)一次/);
    expect(words).toMatch(/最迟多久可见 近几天发起的 [\d.]+ (分钟|小时)/);
    await app.mustBeSound();
    await app.picture(`desk-intake-budget-${size.width}`);
  });

  it('say on the first day that they will not last, what happens then, and which plan would do', async () => {
    const { page, ...app } = await desk.open({ part: '管理员', width: 1440, height: 900, path: '/' });
    await page.route('**/api/runs/budget', async (route) => {
      const given = await (await route.fetch()).json();
      await route.fulfill({ json: await answer({ short: true, level: 'scarce', forecast: 12_860 })(given) });
    });
    await page.goto(new URL('/runs', page.url()).href);
    await seen(page.getByText('照现在的量，到月底约要 12,860 次，超过本月的 5,000 次。'));
    await seen(page.getByText(/从停下的地方补齐，不会漏。要一直采，请管理员在钉钉加额度/));
    await app.mustBeSound();
    await app.picture('desk-intake-budget-short');
  });

  it('stand in one card on the phone', async () => {
    const { page, ...app } = await desk.open({ part: '管理员', ...IPHONE, path: '/runs' });
    await seen(page.getByText('最迟多久可见'));
    await seen(page.getByText(/\/ 5,000 次，已用/));
    await app.mustBeSound();
    await app.picture('phone-intake-budget');
  });
});
