import type { SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;

/** What each version of a scheme changed, and the way back to one. */
let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 6, clean: true } });
  await collect(desk.office);
  const path = `/api/schemes/${desk.office.schemeId}`;
  const { version, content } = await desk.office.admin.get<SchemeDetail>(path);
  const costItem = {
    label: '费用项目',
    required: true,
    rules: [{ kind: 'lookup', table: 'costItem', key: 'row:费用明细', default: 'CI0099' }],
  };
  const rows = { ...content.rows, costItem, comment: { label: '行备注', required: false, rules: [] } };
  await desk.office.admin.put(`${path}/content`, { version, content: { ...content, rows } });
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const addressOf = () => `/schemes/${desk.office.schemeId}/versions`;

it('from the list of schemes one comes to the versions, and sees what the newest changed, rule by rule', async () => {
  const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: '/schemes' });
  await page
    .getByRole('link', { name: /的版本$/ })
    .first()
    .click();
  await seen(page.getByRole('heading', { name: /的版本$/ }));
  await seen(page.getByText('2 处改动'));
  const words = await textOf(page.locator('main'));
  expect(words).toMatch(/v2.*费用项目、行备注.*现在用的/s);
  expect(words).toMatch(/费用项目.*查映射表“费用项目”.*按“费用明细”查映射表“费用项目”，查不到用 CI0099/s);
  await page.getByRole('button', { name: /从模板建/ }).click();
  await seen(page.getByText('要回到这一版，请管理员来按。'));
  await expect.poll(() => page.getByRole('button', { name: /^回到 v/ }).count()).toBe(0);
  await app.mustBeSound();
});

it.each([WIDE, NARROW])('an older version is shown with what going back to it means ($width px)', async (size) => {
  const { page, ...app } = await desk.open({ part: '管理员', ...size, path: addressOf() });
  await page.getByRole('button', { name: /从模板建/ }).click();
  await seen(page.getByRole('heading', { name: '回到 v1 会怎样' }));
  await seen(page.getByRole('row', { name: /待审核 .* 重新映射$/ }));
  await seen(page.getByText('存一份 v3，内容和 v1 一样'));
  await app.mustBeSound();
  await app.picture(`desk-scheme-versions-${size.width}`);
});

it('a version is called by an administrator what they say, beside its number; whoever reviews only reads it', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: addressOf() });
  await page.getByRole('button', { name: '起个名称' }).click();
  await page.getByRole('textbox', { name: 'v2 的名称' }).fill('查不到用默认值');
  await page.getByRole('button', { name: '存', exact: true }).click();
  await seen(page.getByRole('button', { name: /v2 查不到用默认值/ }));
  await seen(page.getByText('v2 查不到用默认值（现在用的）'));
  await app.mustBeSound();
  const reader = await desk.open({ part: '审核', ...NARROW, path: addressOf() });
  await seen(reader.page.getByText('v2 查不到用默认值（现在用的）'));
  await expect.poll(() => reader.page.getByRole('button', { name: '改名称' }).count()).toBe(0);
  await reader.mustBeSound();
});

it('an administrator goes back by one press: the old content is the newest version, and those between stay', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: addressOf() });
  await page.getByRole('button', { name: /从模板建/ }).click();
  await page.getByRole('button', { name: /^回到 v1/ }).click();
  await seen(page.getByRole('button', { name: /v3.*现在用的/ }));
  await seen(page.getByText('已存为 v3，内容和 v1 一样。'));
  await expect.poll(() => page.getByRole('button', { name: /^v\d/ }).count()).toBe(3);
  await page.getByLabel('和哪一版比').selectOption('1');
  await seen(page.getByText('这两版的内容一样'));
  await app.mustBeSound();
});
