import { readFileSync } from 'node:fs';
import type { OpenPage } from '@dingdee/shared/api-token';
import type { BillPage, StageTotals } from '@dingdee/shared/bill';
import { formatAmount } from '@dingdee/shared/money';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { collect, fillTables } from '../flow/office.js';
import { gone, seen } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;

/** 数据: what is on the page is counted and summed as on the desk, comes out as a file, and is read by a token. */
let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 40, clean: true } });
  await fillTables(desk.office);
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

it('the page says the sum of the desk, narrows it, and its file holds what is on screen', async () => {
  const { admin } = desk.office;
  const { collected } = await admin.get<StageTotals>('/api/bills/stages');
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE });
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '数据' }).click();
  await seen(page.getByText(`${collected.count} 行，金额合计 ¥${formatAmount(collected.amount)}`));
  await seen(page.getByText('与审核台一致'));
  await app.mustBeSound();
  await app.picture('desk-data-1440');

  await page.getByLabel('金额从').fill('1000');
  const large = await admin.get<BillPage>('/api/bills?minAmount=1000.00');
  await seen(page.getByText(`${large.total} 行，金额合计 ¥${formatAmount(large.sum)}`));
  await page.getByRole('checkbox', { name: /^审批编号/ }).uncheck();
  await page.getByRole('button', { name: '导出' }).click();
  const sheet = page.getByRole('dialog', { name: '导出' });
  await sheet.getByRole('radio', { name: /^CSV/ }).check();
  await sheet.getByRole('button', { name: '开始导出' }).click();
  const link = sheet.getByRole('link', { name: /^取文件/ });
  await seen(link);
  await app.mustBeSound();
  await app.picture('desk-data-export-1440');
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toMatch(/^单据_\d{8}-\d{4}\.csv$/);
  const [head = '', ...lines] = readFileSync(await download.path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(head).toMatch(/^\uFEFF单据编号,收款人,/);
  expect(lines).toHaveLength(large.total);
});

it.each([WIDE, NARROW])('every dataset is looked at, column by column ($width px)', async (size) => {
  const { page, ...app } = await desk.open({ part: '管理员', ...size, path: '/data' });
  for (const name of ['明细行', '审批', '推送回执', '额度', '映射', '审计', '单据']) {
    await page.getByRole('navigation', { name: '数据集' }).getByRole('link', { name }).click();
    await seen(page.getByRole('heading', { level: 1, name }));
    await seen(page.getByRole('status').filter({ hasText: / 行/ }));
    await app.mustBeSound();
  }
});

it('a token is shown once, reads what it was made for, and not after it is revoked', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/data/bills' });
  await page.getByRole('button', { name: '接口' }).click();
  const sheet = page.getByRole('dialog', { name: '接口' });
  await seen(sheet.getByText('还没有令牌'));
  await app.picture('desk-data-open-1440');
  await sheet.getByRole('button', { name: '新令牌' }).click();
  await sheet.getByLabel('名称，让人看得出谁在用').fill('经营分析看板');
  await expect.poll(() => sheet.getByRole('checkbox', { checked: true }).count()).toBe(0);
  await sheet.getByRole('checkbox', { name: /^单据/ }).check();
  await sheet.getByRole('button', { name: '建立令牌' }).click();
  await seen(sheet.getByRole('heading', { name: '令牌建好了，只显示这一次' }));
  const token = (await sheet.locator('code').first().textContent()) ?? '';
  await app.mustBeSound();
  const read = () =>
    fetch(`${desk.stack.url}/api/open/v1/bills?limit=500`, { headers: { authorization: `Bearer ${token}` } });
  const { collected } = await desk.office.admin.get<StageTotals>('/api/bills/stages');
  expect(((await (await read()).json()) as OpenPage).items).toHaveLength(collected.count);
  await sheet.getByRole('button', { name: '我已存好，关掉' }).click();
  await gone(sheet.getByText(token));
  await seen(sheet.getByText('经营分析看板'));
  await sheet.getByRole('button', { name: '停用' }).click();
  await sheet.getByRole('button', { name: '确定停用' }).click();
  await seen(sheet.getByText('已停用'));
  expect((await read()).status).toBe(401);
});

it('who may only look is told whom to ask, and is offered nothing else', async () => {
  const { page, ...app } = await desk.open({ part: '映射维护', ...WIDE, path: '/data' });
  await seen(page.getByText('与审核台一致'));
  await page.getByRole('button', { name: '导出' }).click();
  const sheet = page.getByRole('dialog', { name: '导出' });
  await seen(sheet.getByText('导出要审核、推送、管理或审计角色；这里可以看。'));
  await expect.poll(() => sheet.getByRole('button', { name: '开始导出' }).count()).toBe(0);
  await app.mustBeSound();
  await expect
    .poll(() => page.getByRole('navigation', { name: '数据集' }).getByRole('link', { name: '审计' }).count())
    .toBe(0);
});
