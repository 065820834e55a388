import '../flow/at-ten.js';
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
  ])(
    'show what was used and for what, how the month ends, what happens as they are used, how often is swept ($width px)',
    async (size) => {
      const { page, ...app } = await desk.open({ part: '管理员', ...size, path: '/runs' });
      const card = page.getByRole('region', { name: '钉钉接口额度' });
      await seen(card.getByText('取审批详情'));
      const words = await textOf(card);
      expect(words).toMatch(/\/ 5,000 次，已用 \d+%/);
      expect(words).toMatch(/月底约 [\d,]+，\d+%/);
      expect(words).toMatch(/3,500 次起.*4,500 次起.*留 500 次给回写.*停止采集到 \d\d-01/s);
      // The parts of the bar add up to what was used.
      const purposes = card.getByRole('table', { name: '按用途看' });
      const cells = (await purposes.locator('tbody tr td:nth-child(2)').allInnerTexts()).map((text) =>
        Number(text.replace(/,/g, '')),
      );
      const shares = (await purposes.locator('tbody tr td:nth-child(3)').allInnerTexts()).map((text) =>
        Number.parseInt(text, 10),
      );
      const total = Number((await textOf(purposes.locator('tfoot td').nth(1))).replace(/,/g, ''));
      expect(cells.reduce((sum, n) => sum + n, 0)).toBe(total);
      expect(shares.reduce((sum, n) => sum + n, 0)).toBe(100);
      const ways = page.getByRole('region', { name: '从哪条路到的' });
      await expect.poll(() => textOf(ways)).toMatch(/新审批补扫.*每 [\d.]+ (分钟|小时|天)一次/s);
      await app.mustBeSound();
      await app.picture(`desk-intake-budget-${size.width}`);
    },
  );

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

  it('stand in one card on the phone, with whether today is complete and how fresh that is', async () => {
    const { page, ...app } = await desk.open({ part: '管理员', ...IPHONE, path: '/runs' });
    const card = page.getByRole('region', { name: '今天是否完整' });
    await seen(card.getByText('钉钉审批完成'));
    await seen(card.getByText(/最迟 .+可见|通常几秒可见/));
    await seen(card.getByText(/\/ 5,000 次，已用/));
    await app.mustBeSound();
    await app.picture('phone-intake-budget');
  });
});
