import type { BillSummary } from '@dingdee/shared/bill';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { collect, fillTables } from '../flow/office.js';
import { seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';
import { moreOf } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;

/** What rules would have made of a past period, from the list of schemes and from the rules themselves. */
let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 60, clean: true } });
  await fillTables(desk.office);
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const addressOf = () => `/schemes/${desk.office.schemeId}/simulate`;

it('the version in use is run over the last month from the list of schemes, and shows zero difference', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/schemes' });
  await moreOf(page);
  await page.getByRole('link', { name: /^推演 / }).click();
  await seen(page.getByText('还没有推演过'));
  await page.getByRole('button', { name: '开始推演' }).click();
  await seen(page.getByRole('heading', { name: '零差异' }));
  const words = await textOf(page.locator('main'));
  expect(words).toMatch(/没有一张会不同.*重跑，内容和存下的一字不差/s);
  expect(words).toContain('按这一项，金额没有变化');
  await app.mustBeSound();
  await app.picture('desk-simulate-zero-1440');
});

it('what is being changed in the rules is run before it is saved, and nothing of it is saved', async () => {
  const { office } = desk;
  const path = `/api/schemes/${office.schemeId}`;
  const { currentVersion } = await office.admin.get<SchemeDetail>(path);
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: `/schemes/${office.schemeId}/rules` });
  const editor = page.getByRole('region', { name: /备注 规则/ });
  await editor.getByLabel('中间的文字').last().fill('推演试一试');
  await seen(page.getByText('改了 1 个字段，还没有存'));
  await page.getByRole('button', { name: '推演', exact: true }).click();
  await seen(page.getByRole('heading', { name: '零差异' }));
  await page.getByRole('button', { name: '重新推演' }).click();
  await seen(page.getByRole('heading', { name: /张里有 \d+ 张会不同/ }));
  await seen(page.getByText('推演试一试').first());
  await expect.poll(() => textOf(page.locator('main'))).toContain(`没存的内容（存了是 v${currentVersion + 1}）`);
  await app.mustBeSound();
  await app.picture('desk-simulate-draft-1440');
  expect((await office.admin.get<SchemeDetail>(path)).currentVersion).toBe(currentVersion);
});

it.each([WIDE, NARROW])('each bill that would be different is one press away ($width px)', async (size) => {
  const { page, ...app } = await desk.open({ part: '管理员', ...size, path: addressOf() });
  await seen(page.getByRole('heading', { name: /张里有 \d+ 张会不同/ }));
  await seen(page.getByText('推演试一试').first());
  await app.mustBeSound();
  await app.picture(`desk-simulate-${size.width}`);
  const bills = await desk.office.admin.all<BillSummary>('/api/bills');
  const link = page.getByRole('link', { name: /^打开 / }).first();
  const name = (await link.getAttribute('aria-label')) ?? '';
  await link.click();
  await page.waitForURL(/\/bills\//);
  const opened = bills.find(({ id }) => page.url().includes(id));
  expect(name).toContain(opened?.businessId ?? 'none');
});

it('who may not change rules sees the result, and that an administrator starts it', async () => {
  const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: addressOf() });
  await seen(page.getByRole('heading', { name: /张里有 \d+ 张会不同/ }));
  await expect.poll(() => page.getByRole('button', { name: /推演/ }).count()).toBe(0);
  await app.mustBeSound();
});
