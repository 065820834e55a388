import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { gone, seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';
import { rows, toStage } from './desk-page.js';

/** A save that fails leaves in its dialog what was typed, and says why; the next press does it. */
let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 12 } });
  await desk.office.admin.post('/api/runs');
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());
const WIDE = { width: 1440, height: 900 } as const;
const BROKEN = [/net::ERR_FAILED/];

it('of a mapping: the value and its choice stay until the row is there; of its removal too', async () => {
  const { page, allow, ...app } = await desk.open({ part: '映射维护', path: '/mapping', ...WIDE });
  BROKEN.forEach(allow);
  await page.getByRole('button', { name: '新增对应' }).click();
  const added = page.getByRole('dialog', { name: '新增对应' });
  await added.getByRole('textbox').first().fill('会务接待');
  await added.getByRole('combobox').fill('招待');
  await added.getByRole('option').first().click();
  await page.route('**/api/mapping/tables/*/rows', (route) => route.abort());
  await added.getByRole('button', { name: '保存并重新映射' }).click();
  await seen(added.getByRole('status').filter({ hasText: /没有/ }));
  await expect.poll(() => added.getByRole('textbox').first().inputValue()).toBe('会务接待');
  await app.mustBeSound();
  await page.unroute('**/api/mapping/tables/*/rows');
  await added.getByRole('button', { name: '保存并重新映射' }).click();
  await gone(added);
  await seen(page.getByRole('row').filter({ hasText: '会务接待' }));

  await page.route('**/api/mapping/tables/*/rows/*', (route) => route.abort());
  await page.getByRole('button', { name: '删除“会务接待”的对应' }).click();
  const removed = page.getByRole('dialog');
  await removed.getByRole('button', { name: '删除这个对应' }).click();
  await seen(removed.getByRole('status').filter({ hasText: /没有/ }));
  await page.unroute('**/api/mapping/tables/*/rows/*');
  await removed.getByRole('button', { name: '删除这个对应' }).click();
  await gone(page.getByRole('row').filter({ hasText: '会务接待' }));
});

it('of a reason: 挂起 says why nothing happened and keeps the words', async () => {
  const { page, allow, ...app } = await desk.open({ part: '审核', ...WIDE });
  BROKEN.forEach(allow);
  await toStage(page, '待审核');
  await rows(page).first().click();
  await page.getByRole('button', { name: /^挂起/ }).click();
  const dialog = page.getByRole('dialog', { name: /^挂起/ });
  const why = dialog.getByRole('textbox');
  await why.fill('等合同盖章，周五再看');
  await page.route('**/api/bills/*/hold', (route) => route.abort());
  await dialog.getByRole('button', { name: '挂起' }).last().click();
  await seen(dialog.getByRole('alert'));
  await expect.poll(() => why.inputValue()).toBe('等合同盖章，周五再看');
  await app.mustBeSound();
  await page.unroute('**/api/bills/*/hold');
  await dialog.getByRole('button', { name: '挂起' }).last().click();
  await gone(dialog);
  await toStage(page, '已挂起');
  await expect.poll(() => textOf(page.getByRole('region', { name: '单据详情' }))).toContain('等合同盖章，周五再看');
});
