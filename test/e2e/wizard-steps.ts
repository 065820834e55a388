import type { Locator, Page } from 'playwright-core';
import writeXlsxFile from 'write-excel-file/node';
import { printed, ROOT_DEPARTMENT } from '../flow/office.js';
import { until } from '../flow/person.js';
import * as company from '../sandbox/company.js';
import { gone, seen, textOf } from './browser.js';

/** Steps of 接入向导 as an administrator clicks through them, for specs that are not only about the wizard. */
export const button = (page: Page | Locator, name: string | RegExp): Locator => page.getByRole('button', { name });
export const choose = async (list: Locator, label: string | RegExp): Promise<void> => {
  const value = await list.locator('option', { hasText: label }).first().getAttribute('value');
  await list.selectOption(value);
};

/** Step 1: chooses the form, the template and the answers about the site, after the check-up is finished. */
export async function toSource(page: Page, form: string, template: string, site: readonly string[]): Promise<void> {
  await button(page, /^重测 \d+ 项/).waitFor({ timeout: 60_000 });
  await choose(page.getByLabel('钉钉表单'), form);
  await choose(page.getByLabel('从哪个模板开始'), template);
  await choose(page.getByLabel('默认付款组织'), /^101/);
  for (const answer of site) await page.getByLabel(answer).click();
  await button(page, '下一步：数据源').click();
}

/** Step 2: waits for the trial of every approval. */
export async function toMapping(page: Page): Promise<void> {
  await button(page, '下一步：映射').click();
  await seen(page.getByText(/^还有 \d+ 个值没有对应$/));
}

/** Imports a table that the accountant keeps in Excel, if any of its values is missing. */
export async function imported(page: Page, code: string, lines: readonly (readonly [string, string])[]): Promise<void> {
  const name = await textOf(page.getByLabel('导入映射表').locator(`option[value=${code}]`));
  if ((await page.getByRole('region', { name, exact: true }).count()) === 0) return;
  await page.getByLabel('导入映射表').selectOption(code);
  const rows = lines.map(([key, number]) => [null, key, number]);
  const buffer = await writeXlsxFile([['组织', '来源值', '金蝶编码'], ...rows]).toBuffer();
  await page
    .getByLabel('选一个表格文件（.xlsx）')
    .setInputFiles({ name: `${code}.xlsx`, mimeType: 'application/octet-stream', buffer });
  const diff = page.getByRole('heading', { name: '导入差异' });
  await seen(diff);
  await button(page, /^应用 \d+ 处改动$/).click();
  await gone(diff);
}
/** Which company pays for whom. */
const payers = (): [string, string][] => [
  ...company.departments.flatMap((each) => printed(each).map((key): [string, string] => [key, each.orgNumber])),
  [ROOT_DEPARTMENT, '101'],
];
const departments = (): [string, string][] => [
  ...company.departments.flatMap((each) => printed(each).map((key): [string, string] => [key, each.number])),
  [ROOT_DEPARTMENT, company.departments[0]?.number ?? ''],
];

/** Steps 3 and 4: accepts the suggestions with the same name, chooses the rest, and enables the scheme. */
export async function toFirstBill(page: Page): Promise<void> {
  await imported(
    page,
    'costItem',
    company.expenseTypes.map(({ label, costItemNumber }) => [label.trim(), costItemNumber]),
  );
  await imported(page, 'department', departments());
  await imported(page, 'payOrg', payers());
  const same = button(page, /^采用 \d+ 个同名的$/);
  // Accepted rows may lead to further suggestions with the same name.
  for (let rounds = 0; rounds < 5 && (await same.count()) > 0; rounds += 1) {
    const before = (await same.allInnerTexts())[0] ?? '';
    await same.click();
    await until(
      async () => (await same.allInnerTexts())[0] ?? '',
      (now) => now !== before,
    );
  }
  // A person has to choose the account that pays.
  const accounts = page.getByRole('region', { name: '银行账号' });
  if ((await accounts.count()) > 0) {
    await accounts.getByText('工行杭州高新支行基本户').first().click();
    await button(accounts, /^采用/).first().click();
  }
  await enableDraft(page);
}

/** Step 3 where one company pays for all: imports the cost items, then takes over what is suggested until nothing is left. */
export async function toSuggested(page: Page): Promise<void> {
  await imported(
    page,
    'costItem',
    company.expenseTypes.map(({ label, costItemNumber }) => [label.trim(), costItemNumber]),
  );
  const values = page.getByRole('region', { name: '没有对应的值' });
  const left = async () =>
    Number(/\d+/.exec(await textOf(page.getByRole('button', { name: /^没有对应的值/ })))?.[0] ?? 0);
  const accounts = page.getByRole('region', { name: '银行账号' });
  await accounts.getByText('工行杭州高新支行基本户').first().click();
  const all = await left();
  await button(accounts, /^采用/).first().click();
  await until(left, (now) => now < all);
  const same = button(page, /^采用 \d+ 个同名的$/);
  const one = values.getByRole('button', { name: '采用', exact: true });
  for (let before = await left(); before > 0; before = await left()) {
    await same.or(one).first().click();
    const known = before;
    await until(left, (now) => now < known);
  }
}

/** Steps 3 and 4, once every value has its row: enables the scheme. */
export async function enableDraft(page: Page): Promise<void> {
  await seen(page.getByText(/条审批要查的，映射表里都有$/));
  await button(page, '下一步：启用').click();
  const since = page.getByLabel('从哪天完成的审批开始收');
  await since.fill((await since.getAttribute('min')) ?? '');
  const known = page.getByRole('checkbox', { name: /项我看过了，照样启用$/ });
  const go = button(page, '启用，开始采集');
  // A new reading may show further findings to accept.
  await until(async () => {
    if ((await known.count()) > 0 && !(await known.isChecked())) await known.check();
    return go.isEnabled();
  }, Boolean);
  await go.click();
  await seen(page.getByRole('heading', { name: '第一张单据在队列里了' }));
}

export const OWN_FIELD = 'F_ABCD_Project';
/** Makes a mapping table of the company's own on the page 映射, for values that only this form has. */
export async function ownTable(page: Page): Promise<void> {
  await button(page, '新建表').click();
  const dialog = page.getByRole('dialog', { name: '新建映射表' });
  await dialog.getByLabel('名称').fill('项目');
  await dialog.getByLabel('来源值是审批里的什么').fill('研发项目');
  await choose(dialog.getByLabel('对应到金蝶的'), '研发项目');
  await button(dialog, '保存').click();
  await gone(dialog);
}

/** Step 3: adds the company's own field in Kingdee by its name, and a rule that looks up this table, saved as the draft's next version. */
export async function ownField(page: Page): Promise<void> {
  const target = page.getByRole('region', { name: /^金蝶/ });
  await button(target, '+ 加一个字段').last().click();
  await choose(target.getByLabel('加哪个字段'), /^研发项目（辅助资料.*金蝶必录/);
  const editor = page.getByRole('region', { name: '研发项目 规则' });
  await button(editor, '+ 写一条规则').click();
  await button(editor, '查映射表').click();
  await choose(editor.getByLabel('拿什么去查'), '研发项目');
  await choose(editor.getByLabel('查哪张表'), /^项目/);
  await seen(editor.getByRole('checkbox', { name: '必填：没有值就停下，让人补', checked: true }));
  const save = button(page, /^存为 v\d+$/);
  const [version] = /v\d+/.exec(await textOf(save)) ?? [];
  await save.click();
  await seen(page.getByText(`草稿 ${version}`));
  await button(page, /^没有对应的值/).click();
}
