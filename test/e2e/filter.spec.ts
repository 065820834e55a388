import type { SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { gone, seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';
import { moreOf } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 20, clean: true },
    settings: { SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0' },
  });
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const scheme = () => desk.office.admin.get<SchemeDetail>(`/api/schemes/${desk.office.schemeId}`);

it('an administrator sees what a condition would leave out before it is saved, and what stays', async () => {
  const before = await scheme();
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/schemes' });
  await moreOf(page);
  await page.getByRole('button', { name: /的采集条件$/ }).click();
  const dialog = page.getByRole('dialog');
  const preview = dialog.getByRole('region', { name: '预览' });
  await seen(preview.getByText(/\d+ 条中|全部采集/));
  await seen(dialog.getByText('这两条不能去掉'));
  await dialog.getByRole('button', { name: /加一个条件/ }).click();
  await dialog.getByLabel('第 1 个条件看什么').selectOption({ label: '总金额' });
  await dialog.getByLabel('第 1 个条件怎样比').selectOption({ label: '大于' });
  await seen(preview.getByText('先把条件填完'));
  await dialog.getByLabel('第 1 个条件比什么').fill('20000');
  await dialog.getByLabel('第 1 个条件比什么').blur();
  await seen(preview.getByText('不符合采集条件：总金额 大于 20000'));
  await expect.poll(() => textOf(preview)).toMatch(/\d+ 条中 \d+ 条不采集，因为：/);
  await seen(preview.getByText(/已经有单据：照常审核、付款/));
  await app.mustBeSound();
  await app.picture('desk-filter-1440');
  await dialog.getByRole('button', { name: '保存，成为新版本' }).click();
  await gone(dialog);
  const after = await scheme();
  expect(after.currentVersion).toBe(before.currentVersion + 1);
  expect(after.content.filter).toEqual([{ from: 'field:总金额', is: 'more', value: '20000' }]);
});

it('whoever keeps the mappings may look and not save, on a narrow desk too', async () => {
  const { page, ...app } = await desk.open({ part: '映射维护', ...NARROW, path: '/schemes' });
  await moreOf(page);
  await page.getByRole('button', { name: /的采集条件$/ }).click();
  const dialog = page.getByRole('dialog');
  await seen(dialog.getByText('采集条件由管理员修改。'));
  await seen(dialog.getByRole('region', { name: '预览' }).getByText(/不采集，因为|全部采集/));
  await expect.poll(() => dialog.getByRole('button', { name: '保存，成为新版本' }).count()).toBe(0);
  await app.mustBeSound();
});
