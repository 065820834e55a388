import type { SchemeDetail, SchemeList } from '@dingdee/shared/scheme';
import type { ExportedScheme } from '@dingdee/shared/scheme-file';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { gone, seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';
import { moreOf } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;

/** From the market to a scheme that collects; and schemes out of a file and into one. */
let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 3, clean: true, supplierForm: true } });
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const schemes = async () => (await desk.office.admin.get<SchemeList>('/api/schemes')).items;

it('from the list to an enabled scheme for payments to suppliers takes eight actions, each on what is in sight', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/schemes' });
  let actions = 0;
  const click = async (locator: Locator) => {
    actions += 1;
    await locator.click();
  };
  const choose = async (locator: Locator, label: string | RegExp) => {
    actions += 1;
    const value = await locator.locator('option', { hasText: label }).first().getAttribute('value');
    await locator.selectOption(value);
  };
  await click(page.getByRole('link', { name: '模板市场' }));
  await seen(page.getByRole('heading', { name: '模板市场' }));
  await click(page.getByRole('button', { name: /^付款申请 → 付款单（供应商）/ }));
  await choose(page.getByLabel('钉钉表单'), '供应商付款申请');
  await seen(page.getByText('没有对上 1 个，都不是必需的'));
  const matches = page.getByRole('region', { name: '对上你们的控件' });
  const words = await textOf(matches);
  expect(words).toMatch(/开户行.*不用它时：对方开户行只从收款账户里取/s);
  expect(words).toMatch(/付款明细.*采购明细.*别名/s);
  expect(words).toMatch(/收款账户.*收款账户.*同名/s);
  await expect
    .poll(() => textOf(page.getByRole('button', { name: /^付款申请 → 付款单（供应商）/ })))
    .toContain('13 / 14');
  await app.mustBeSound();
  await app.picture('desk-market-1440');
  await click(page.getByRole('button', { name: '不用 开户行' }));
  await choose(page.getByLabel('付款组织'), /^101/);
  await click(page.getByRole('button', { name: '使用模板' }));
  const sheet = page.getByRole('dialog', { name: /^启用 付款申请/ });
  await seen(sheet.getByRole('button', { name: '启用', exact: true }));
  await click(sheet.getByRole('checkbox'));
  await click(sheet.getByRole('button', { name: '启用', exact: true }));
  await gone(sheet);
  expect(actions).toBe(8);
  const made = (await schemes()).find(({ formName }) => formName === '供应商付款申请');
  expect(made).toMatchObject({ state: 'on', template: 'request-to-paybill', orgNumber: '101' });
  const { unmatched, content } = await desk.office.admin.get<SchemeDetail>(`/api/schemes/${made?.id}`);
  expect([unmatched, content.detail.table]).toEqual([[], '采购明细']);
});

it('a table chosen by hand brings its own columns, and one that is not used says that the whole is one row', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...NARROW, path: '/schemes/market' });
  await page.getByRole('button', { name: /^付款申请 → 付款单（供应商）/ }).click();
  await page.getByLabel('钉钉表单').selectOption({ label: '付款申请' });
  await seen(page.getByText('不用它时：整张申请算一行，金额取付款总额'));
  await app.mustBeSound();
  await page.getByLabel('付款明细 用表单的哪个控件').selectOption({ label: '银行信息　明细表' });
  await seen(page.getByText('不用它时：明细没有金额，每一张都会停下'));
  await page.getByRole('button', { name: '不用 付款明细' }).click();
  await gone(page.getByText('不用它时：明细没有金额，每一张都会停下'));
  await app.mustBeSound();
  await app.picture('desk-market-900');
});

it('the market is there for whoever may look, and makes nothing for them', async () => {
  const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: '/schemes/market' });
  await seen(page.getByText('要 12 个控件'));
  await expect.poll(() => page.getByRole('button', { name: '使用模板' }).count()).toBe(0);
  await app.mustBeSound();
});

it('a scheme is exported with what is only of this site in view, and imported with its differences before anything changes', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/schemes' });
  const { schemeId } = desk.office;
  const own = (await schemes()).find(({ id }) => id === schemeId);
  await moreOf(page, own?.name);
  await page.getByRole('button', { name: `导出 ${own?.name}` }).click();
  const out = page.getByRole('dialog', { name: /^导出 / });
  await seen(out.getByText('规则里没有只在你们这里用得上的值。'));
  await app.mustBeSound();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    out.getByRole('link', { name: '保存文件' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.json$/);
  await gone(out);
  const { file } = await desk.office.admin.get<ExportedScheme>(`/api/schemes/${schemeId}/export`);
  const give = (given: unknown) =>
    page.getByLabel('选方案文件').setInputFiles({
      name: '方案.json',
      mimeType: 'application/json',
      buffer: Buffer.from(typeof given === 'string' ? given : JSON.stringify(given)),
    });

  await page.getByRole('button', { name: '导入方案' }).click();
  const dialog = page.getByRole('dialog', { name: '从文件导入方案' });
  await give({ ...file, version: 7 });
  await seen(dialog.getByText(/是更新的格式（第 7 版）/));
  expect(await dialog.getByRole('button', { name: '存为草稿' }).isDisabled()).toBe(true);
  await give({ ...file, content: { ...file.content, billNoPrefix: 'BX' } });
  await dialog.getByLabel('导入成').selectOption(schemeId);
  await seen(dialog.getByText('和现在的方案差 1 处'));
  await expect.poll(() => textOf(dialog)).toMatch(/单据编号开头.*DD.*BX/s);
  await app.mustBeSound();
  await app.picture('desk-scheme-import-1440');
  expect((await schemes()).find(({ id }) => id === schemeId)?.currentVersion).toBe(own?.currentVersion);
  await dialog.getByRole('button', { name: '存成新版本' }).click();
  await gone(dialog);
  expect((await schemes()).find(({ id }) => id === schemeId)?.currentVersion).toBe((own?.currentVersion ?? 0) + 1);
});
