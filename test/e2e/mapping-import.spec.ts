import { readFileSync } from 'node:fs';
import type { StageTotals } from '@dingdee/shared/bill';
import type { MappingRowPage } from '@dingdee/shared/mapping';
import type { Page } from 'playwright-core';
import { readSheet } from 'read-excel-file/node';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import * as company from '../sandbox/company.js';
import { gone, seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;
const LABELS = company.expenseTypes.map(({ label }) => label.trim());
const HEADER = ['组织', '来源值', '金蝶编码'];

/** 映射 → 导出, change the file, 导入, look at the differences, 应用. */
let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 8, clean: true }, leftOpen: LABELS.slice(1) });
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const xlsx = (rows: readonly (readonly string[])[]): Promise<Buffer> =>
  writeXlsxFile(rows.map((row) => row.map((value) => (value === '' ? null : value)))).toBuffer();
const numberOf = (key: string) => company.expenseTypes.find(({ label }) => label.trim() === key)?.costItemNumber ?? '';
const open = (size: { width: number; height: number } = WIDE) =>
  desk.open({ part: '映射维护', ...size, path: '/mapping/costItem' });
const choose = (page: Page, buffer: Buffer, name = '费用项目.xlsx') =>
  page.getByLabel('选一个表格文件（.xlsx）').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
const waiting = async () => {
  const { states } = await desk.office.admin.get<StageTotals>('/api/bills/stages');
  return states.find(({ state }) => state === 'needs-mapping')?.count ?? 0;
};

it.each([WIDE, NARROW])(
  'the differences name the cell of each error, and nothing is applied while one is undecided ($width px)',
  async (size) => {
    const { page, ...app } = await open(size);
    await choose(
      page,
      await xlsx([
        HEADER,
        ['', '招待', 'CI-NO'],
        ['', '新的值', numberOf(company.expenseTypes[0]?.label.trim() ?? '')],
      ]),
    );
    await seen(page.getByRole('heading', { name: '导入差异' }));
    await seen(page.getByText('金蝶没有费用项目 CI-NO'));
    await expect.poll(() => textOf(page.locator('main'))).toMatch(/C2.*招待.*没有.*CI-NO/s);
    expect(await page.getByRole('button', { name: '应用 1 处改动' }).isDisabled()).toBe(true);
    await seen(page.getByText('还有 1 处错误没处理'));
    await app.mustBeSound();
    await app.picture(`desk-mapping-import-${size.width}`);
    const [wrong] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '下载错误行' }).click(),
    ]);
    expect(wrong.suggestedFilename()).toBe('费用项目_错误行.xlsx');
    expect((await readSheet(readFileSync(await wrong.path()))).map(([, key]) => key)).toEqual(['来源值', '招待']);
    await page.getByRole('button', { name: '放弃' }).click();
    await gone(page.getByRole('heading', { name: '导入差异' }));
    expect(
      (await desk.office.admin.get<{ items: { code: string; rows: number }[] }>('/api/mapping/tables')).items.find(
        ({ code }) => code === 'costItem',
      )?.rows,
    ).toBe(1);
  },
);

it('a number from a day on is a row beside the old one, and says since when it counts; so does what became of it', async () => {
  const [key = ''] = LABELS;
  const old = numberOf(key);
  const other = company.expenseTypes.find(({ costItemNumber }) => costItemNumber !== old)?.costItemNumber ?? '';
  const { page, ...app } = await open();
  await page.getByRole('button', { name: `改 ${key}`, exact: true }).click();
  const dialog = page.getByRole('dialog', { name: `“${key}”对应到` });
  await dialog.getByRole('combobox').fill(other);
  await dialog.getByRole('combobox').press('Enter');
  await dialog.getByLabel('生效日期').fill('2031-01-01');
  await seen(dialog.getByText('钉钉里 2031-01-01 起通过的审批用新的，更早的仍用原来的。'));
  await dialog.getByRole('button', { name: '保存并重新映射' }).click();
  await gone(dialog);
  const row = page.getByRole('row').filter({ hasText: key });
  await seen(row.filter({ hasText: '2031-01-01 起' }).filter({ hasText: other }));
  await seen(row.filter({ hasText: old }));
  await row
    .filter({ hasText: '2031-01-01 起' })
    .getByRole('button', { name: `“${key}”的改动` })
    .click();
  await seen(page.getByRole('dialog').getByText('2031-01-01 起'));
  await app.mustBeSound();
  await app.close();
  const phone = await desk.open({ part: '映射维护', width: 390, height: 844, path: '/mapping/costItem' });
  await seen(phone.page.getByText('2031-01-01 起'));
  await phone.mustBeSound();
  const { items } = await desk.office.admin.get<MappingRowPage>('/api/mapping/tables/costItem/rows');
  const dated = items.find(({ fromDay }) => fromDay !== undefined);
  expect(dated).toMatchObject({ key, targetNumber: other, fromDay: '2031-01-01' });
  await desk.office.admin.raw('DELETE', `/api/mapping/tables/costItem/rows/${dated?.id}`);
});

it('a file that cannot be read says why, on the page of the table', async () => {
  const { page, ...app } = await open();
  app.allow(/status of 422/);
  await choose(page, Buffer.from('来源值,金蝶编码'), '表.csv');
  await seen(page.getByText('不是 .xlsx 表格文件', { exact: false }));
  await app.mustBeSound();
});

it('exported, filled in and brought back, a table has the bills that waited for it ready; it can be taken back', async () => {
  const before = await waiting();
  expect(before).toBeGreaterThan(0);
  const { page, ...app } = await open();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '导出', exact: true }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^费用项目映射_v\d+\.xlsx$/);
  const [, ...rows] = await readSheet(readFileSync(await download.path()));
  const missing = rows.filter(([, , number]) => number === null);
  expect(missing.length).toBeGreaterThan(0);
  const filled = rows.map(([org, key]) => [String(org ?? ''), String(key), numberOf(String(key))]);
  await choose(page, await xlsx([HEADER, ...filled, ['', '错行', 'CI-NO']]));
  await seen(page.getByRole('heading', { name: '导入差异' }));
  await page.getByRole('button', { name: '不导这行' }).click();
  const apply = page.getByRole('button', { name: `应用 ${missing.length} 处改动` });
  await apply.focus();
  await page.keyboard.press('Enter');
  await seen(page.getByText(/^已导入 \d+ 处改动，重新映射 \d+ 笔：变为待审核/));
  await gone(page.getByRole('heading', { name: '导入差异' }));
  expect(await waiting()).toBe(0);
  await app.mustBeSound();
  await page.getByRole('button', { name: '导入记录' }).click();
  await seen(page.getByText(`新增 ${missing.length}，修改 0，移除 0`));
  await page.getByRole('button', { name: '整个撤回' }).click();
  await seen(page.getByText(/已撤回$/));
  expect(await waiting()).toBe(before);
  await app.mustBeSound();
});

it.each([WIDE, NARROW])(
  'the check of all tables names what one press does, and the finding is gone after it ($width px)',
  async (size) => {
    const key = `写法（${size.width}）`;
    const [one, other] = [numberOf(LABELS[0] ?? ''), numberOf(LABELS[4] ?? '')];
    for (const row of [
      { key, targetNumber: one },
      { key: key.normalize('NFKC'), targetNumber: other },
    ])
      await desk.office.admin.put('/api/mapping/tables/costItem/rows', { rows: [row] });
    const { page, ...app } = await open(size);
    await page.getByRole('link', { name: /^映射体检/ }).click();
    await seen(page.getByRole('heading', { level: 1, name: '映射体检' }));
    const line = page.getByRole('row').filter({ has: page.getByRole('cell', { name: key, exact: true }) });
    await seen(line.getByText(/只差写法，对应不同/));
    await app.mustBeSound();
    await app.picture(`desk-mapping-check-${size.width}`);
    await line.getByRole('button', { name: `换成 ${other}` }).press('Enter');
    await gone(line);
    await app.mustBeSound();
  },
);

it.each([WIDE, NARROW])(
  'a row tells its past, and its last change is taken back with the effect told before ($width px)',
  async (size) => {
    const key = `有过去（${size.width}）`;
    const [one, other] = [numberOf(LABELS[0] ?? ''), numberOf(LABELS[4] ?? '')];
    for (const targetNumber of [one, other])
      await desk.office.admin.put('/api/mapping/tables/costItem/rows', { rows: [{ key, targetNumber }] });
    const { page, ...app } = await open(size);
    const line = page.getByRole('row').filter({ has: page.getByText(key, { exact: true }) });
    await line.getByRole('button', { name: `“${key}”的改动` }).press('Enter');
    const dialog = page.getByRole('dialog');
    await seen(dialog.getByText(/手工改/).first());
    await dialog.getByRole('button', { name: '撤回', exact: true }).press('Enter');
    await seen(dialog.getByText('还没通过的，重新映射'));
    await app.mustBeSound();
    await app.picture(`desk-mapping-past-${size.width}`);
    await dialog.getByRole('button', { name: '撤回，重新映射 0 笔' }).press('Enter');
    await seen(page.getByText('已撤回这次改动，重新映射 0 笔'));
    await seen(dialog.getByText(/撤回$/));
    await app.mustBeSound();
    await page.keyboard.press('Escape');
    await expect.poll(() => textOf(line)).toContain(one);
    // A row that is gone has its past in that of the table.
    await line.getByRole('button', { name: `删除“${key}”的对应` }).press('Enter');
    await page.getByRole('button', { name: '删除这个对应' }).press('Enter');
    await gone(line);
    await page.getByRole('button', { name: '改动记录', exact: true }).last().press('Enter');
    const last = dialog.getByRole('listitem').first();
    await expect.poll(() => textOf(last)).toMatch(new RegExp(`${key}.*删除`, 's'));
    await last.getByRole('button', { name: '撤回', exact: true }).press('Enter');
    await dialog.getByRole('button', { name: '撤回，重新映射 0 笔' }).press('Enter');
    await seen(line);
    await app.mustBeSound();
  },
);

it('a table of one’s own is made on the page, and removed again while nothing uses it', async () => {
  const { page, ...app } = await open();
  await page.getByRole('button', { name: '新建表' }).click();
  await page.getByLabel('名称', { exact: true }).fill('项目表');
  await page.getByLabel('来源值是审批里的什么').fill('项目');
  await page.getByLabel('对应到金蝶的').selectOption('department');
  await app.mustBeSound();
  await page.getByRole('button', { name: '保存', exact: true }).press('Enter');
  await seen(page.getByRole('heading', { level: 1, name: '项目表' }));
  await page.getByRole('button', { name: '改这张表' }).click();
  await page.getByRole('button', { name: '删除这张表' }).click();
  // Removed, but the page has not been told: a list that was read just before still has it, and its rows would be asked for.
  const listed = await page.evaluate<unknown>(
    "fetch('/api/mapping/tables').then(function (answer) { return answer.json(); })",
  );
  let lists = 0;
  await page.route('**/api/mapping/tables', async (route) => {
    lists += 1;
    await route.fulfill({ json: listed });
  });
  await page.route('**/api/mapping/tables/*', async (route) => {
    const response = await route.fetch();
    await until(async () => lists, Boolean);
    await page.unroute('**/api/mapping/tables');
    // Asked for right after the list, if at all.
    await page.evaluate('new Promise(function (done) { setTimeout(done, 500); })');
    await route.fulfill({ response });
  });
  await page.getByRole('button', { name: '确定删除，连同里面的对应' }).click();
  await gone(page.getByRole('link', { name: /^项目表/ }));
  await app.mustBeSound();
});
