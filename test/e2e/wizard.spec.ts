import type { BillPage } from '@dingdee/shared/bill';
import type { SchemeDetail, SchemeList } from '@dingdee/shared/scheme';
import type { SetupState } from '@dingdee/shared/site-setup';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { Person, until } from '../flow/person.js';
import { type Stack, startStack } from '../flow/stack.js';
import * as company from '../sandbox/company.js';
import { closeAll, closeSoundly, type Entry, gone, type OpenApp, openApp, personOf, seen, textOf } from './browser.js';
import { launch } from './launch.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;

/** An installation on its first day: nobody has set up anything. */
let stack: Stack;
let browser: Browser;
const apps: OpenApp[] = [];
beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({ sandbox: { approvals: 6, clean: true } }), launch()]);
  stack.sandbox.state.gateway.appUrl = stack.url;
});
afterEach(() => closeSoundly(apps.splice(0)));
afterAll(() =>
  closeAll(
    () => browser?.close(),
    () => stack?.close(),
  ),
);

const open = async (entry: Omit<Entry, 'part'>): Promise<OpenApp> => {
  const app = await openApp(browser, stack.sandbox, { part: '管理员', ...entry });
  apps.push(app);
  return app;
};
const admin = () => Person.login(stack, personOf(stack.sandbox, '管理员').userid);
/** What the accountant keeps in Excel: each expense of the form with its number in Kingdee. */
const costItems = (): Promise<Buffer> =>
  writeXlsxFile([
    ['组织', '来源值', '金蝶编码'],
    ...company.expenseTypes.map(({ label, costItemNumber }) => [null, label.trim(), costItemNumber]),
  ]).toBuffer();
const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name });

it('from an empty installation to the first bill in the queue: four steps, fewer than forty actions, nothing to read but words', async () => {
  const { page, ...app } = await open({ ...WIDE });
  let actions = 0;
  const texts: string[] = [];
  const looked = async () => texts.push(await textOf(page.locator('body')));
  const click = async (locator: Locator) => {
    await looked();
    actions += 1;
    await locator.click();
  };
  const choose = async (locator: Locator, label: string | RegExp) => {
    actions += 1;
    const value = await locator.locator('option', { hasText: label }).first().getAttribute('value');
    await locator.selectOption(value);
  };
  await click(page.getByRole('link', { name: '去建方案' }));
  await seen(page.getByRole('heading', { name: '从审批到第一张付款单' }));
  await seen(page.getByRole('region', { name: '金蝶云星空' }).getByText('登录金蝶'));
  await button(page, /^重测 \d+ 项/).waitFor({ timeout: 60_000 });
  await choose(page.getByLabel('钉钉表单'), '费用报销');
  await choose(page.getByLabel('默认付款组织'), /^101/);
  await click(page.getByLabel('只用付款单'));
  await click(page.getByLabel('已付记录：钱已经付了'));
  await click(page.getByLabel('没有启用'));
  await seen(page.getByText(/^表单读得到/));
  await app.mustBeSound();
  await app.picture('desk-wizard-1-1440');
  await click(button(page, '下一步：数据源'));
  await seen(page.getByText('6 条试过'));
  await app.mustBeSound();
  await app.picture('desk-wizard-2-1440');
  await click(button(page, '下一步：映射'));
  await seen(page.getByText(/^还有 \d+ 个值没有对应$/));
  await app.mustBeSound();
  await app.picture('desk-wizard-3-1440');
  // The cost items come as the table that the accountant has.
  await page.getByLabel('导入映射表').selectOption('costItem');
  actions += 2;
  await page
    .getByLabel('选一个表格文件（.xlsx）')
    .setInputFiles({ name: '费用项目.xlsx', mimeType: 'application/octet-stream', buffer: await costItems() });
  await seen(page.getByRole('heading', { name: '导入差异' }));
  await app.mustBeSound();
  await click(button(page, /^应用 \d+ 处改动$/));
  await gone(page.getByRole('heading', { name: '导入差异' }));
  await gone(page.getByRole('region', { name: '费用项目' }));
  // Which of several accounts pays is for a person to say.
  const accounts = page.getByRole('region', { name: '银行账号' });
  await click(accounts.getByText('工行杭州高新支行基本户').first());
  const left = async () =>
    Number(/\d+/.exec(await textOf(page.getByRole('button', { name: /^没有对应的值/ })))?.[0] ?? 0);
  const withAccount = await left();
  await click(accounts.getByRole('button', { name: /^采用/ }).first());
  // A count read before the list is would lead to a press of what is gone by then.
  await until(left, (now) => now < withAccount);
  // One press takes over what is called the same; what is only called alike at its end is looked at, one by one.
  const same = button(page, /^采用 \d+ 个同名的$/);
  const one = page.getByRole('region', { name: '没有对应的值' }).getByRole('button', { name: '采用', exact: true });
  for (let before = await left(); before > 0; before = await left()) {
    // Which of the two is there may change until the press: what was taken over before is still being read.
    await click(same.or(one).first());
    const known = before;
    await until(left, (now) => now < known);
  }
  await seen(page.getByText('6 条审批要查的，映射表里都有'));
  await click(button(page, '下一步：启用'));
  await seen(page.getByRole('heading', { name: '启用前定好' }));
  await seen(page.getByLabel('从哪天完成的审批开始收'));
  await seen(page.getByText('6 条 就绪'));
  actions += 1;
  await page
    .getByLabel('从哪天完成的审批开始收')
    .fill((await page.getByLabel('从哪天完成的审批开始收').getAttribute('min')) ?? '');
  await click(page.getByRole('checkbox', { name: /项我看过了，照样启用$/ }));
  await app.mustBeSound();
  await app.picture('desk-wizard-4-1440');
  await click(button(page, '启用，开始采集'));
  await seen(page.getByRole('heading', { name: '第一张单据在队列里了' }));
  await app.mustBeSound();
  await app.picture('desk-wizard-done-1440');
  await click(page.getByRole('link', { name: '打开这张单据' }));
  await seen(page.getByRole('region', { name: '单据详情' }));
  await looked();
  expect(actions).toBeLessThan(40);
  expect(texts.filter((text) => /FPAYBILLENTRY|[{[]"|"[A-Za-z]+":/.test(text))).toEqual([]);
  const person = await admin();
  // The others are on their way still.
  const review = await until(
    () => person.get<BillPage>('/api/bills?stage=review'),
    ({ items }) => items.length === 6,
    30_000,
  );
  expect(review.items.map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => 'ready'));
});

it('what was answered once stands with the schemes, and can be answered anew', async () => {
  const { page, ...app } = await open({ ...WIDE, path: '/schemes' });
  await seen(page.getByText('只用付款单'));
  await app.mustBeSound();
  await app.picture('desk-schemes-1440');
  await button(page, '改账务做法').click();
  await page.getByLabel('启用了，用复制的单据类型').check();
  await page.getByLabel('付款单的单据类型编码').fill('FKDLX09');
  await app.mustBeSound();
  await button(page, '保存').press('Enter');
  await seen(page.getByText('启用了，用复制的单据类型 付款单的单据类型编码 FKDLX09'));
  await app.mustBeSound();
});

it('left in the middle, a draft goes on in another window at the step where it was left, with what was chosen', async () => {
  const left = await open({ ...WIDE, path: '/schemes/new' });
  await left.page.getByLabel('钉钉表单').selectOption({ label: '付款申请' });
  await left.page.getByLabel('从哪个模板开始').selectOption({ label: '借款申请 → 付款单（员工）' });
  await left.page.getByLabel('默认付款组织').selectOption('101');
  const begun = async () => (await (await admin()).get<SetupState>('/api/setup')).begun;
  await until(begun, (now) => now?.orgNumber === '101');
  await left.close();
  // At another computer what was chosen stands there, before there is any draft.
  const on = await open({ ...WIDE, path: '/schemes/new' });
  await until(
    () => on.page.getByLabel('默认付款组织').inputValue(),
    (now) => now === '101',
  );
  await expect
    .poll(() => textOf(on.page.getByLabel('从哪个模板开始').locator('option:checked')))
    .toBe('借款申请 → 付款单（员工）');
  await button(on.page, '下一步：数据源').click();
  await button(on.page, '+ 加一个条件').click();
  expect(await begun()).toBeNull();
  await on.page.getByLabel('第 1 个条件怎样比').selectOption({ label: '不为空' });
  await button(on.page, '下一步：映射').click();
  await seen(button(on.page, '下一步：启用'));
  await on.close();

  const { page, ...app } = await open({ ...NARROW, path: '/schemes' });
  await seen(page.getByRole('link', { name: /^继续设置（第 3 步） / }));
  await app.mustBeSound();
  await app.picture('desk-schemes-900');
  await page.getByRole('link', { name: /^继续设置（第 3 步） / }).click();
  await seen(button(page, '下一步：启用'));
  await expect.poll(() => textOf(page.locator('[aria-current=step]'))).toBe('3 映射');
  await seen(page.getByText(/^1 条里 \d 条就绪$/));
  await app.mustBeSound();
  await app.picture('desk-wizard-3-900');
  await button(page, '上一步').click();
  await seen(page.getByLabel('第 1 个条件怎样比'));
  await app.mustBeSound();
  await app.picture('desk-wizard-2-900');
  await button(page, '对接内容').click();
  await seen(page.getByText('表单和模板定了就不换', { exact: false }));
  await app.mustBeSound();
  await app.picture('desk-wizard-1-900');
  const { items } = await (await admin()).get<SchemeList>('/api/schemes');
  const draft = items.find(({ state }) => state === 'draft');
  const { content } = await (await admin()).get<SchemeDetail>(`/api/schemes/${draft?.id}`);
  expect(content.header.billType?.rules).toEqual([{ kind: 'constant', value: 'FKDLX09' }]);
  expect(content.filter).toHaveLength(1);
  await button(page, '4 启用').click();
  await seen(page.getByRole('heading', { name: '启用前定好' }));
  await seen(page.getByRole('heading', { name: '试运行 最近 1 条审批' }));
  await seen(page.getByText('处理好才能启用').first());
  await app.mustBeSound();
  await app.picture('desk-wizard-4-900');
});

it('begun without a template, each field that Kingdee wants is named until it has a rule, and nobody goes on before', async () => {
  const person = await admin();
  const made = await person.post<SchemeDetail>('/api/schemes', {
    template: 'blank-to-paybill',
    processCode: stack.sandbox.dingtalk.processCodes.费用报销,
    orgNumber: '101',
  });
  await person.put(`/api/schemes/${made.id}/setup-step`, { step: 3 });
  const { page, ...app } = await open({ ...WIDE, path: `/schemes/${made.id}/setup` });
  await seen(page.getByText(/^还有 \d+ 个必填字段没有规则：单据类型、业务日期、往来单位类型等/));
  expect(await button(page, '下一步：启用').isDisabled()).toBe(true);
  await button(page, '写单据类型的规则').click();
  await seen(page.getByRole('region', { name: '单据类型 规则' }));
  await app.mustBeSound();
  await app.picture('desk-wizard-blank-1440');
  await person.raw('DELETE', `/api/schemes/${made.id}`, { version: made.version });
});

it('a phone shows the schemes with their state, and changes nothing', async () => {
  const { page, ...app } = await open({ width: 390, height: 844, platform: 'ios', path: '/runs' });
  await page.getByRole('link', { name: '方案', exact: true }).click();
  await seen(page.getByRole('region', { name: /费用报销/ }).getByText('启用', { exact: true }));
  await seen(page.getByText('草稿，设到第 4 步'));
  await seen(page.getByText('只用付款单'));
  await expect.poll(() => page.locator('main').getByRole('button').count()).toBe(0);
  await app.mustBeSound();
  await app.picture('phone-schemes');
  // Its rules, and the tables that they look up: in words, searchable, and nothing to press that changes them.
  await page
    .getByRole('region', { name: /费用报销/ })
    .getByRole('link', { name: /^看规则/ })
    .first()
    .click();
  await seen(page.getByRole('region', { name: '单据头' }).getByText('业务日期'));
  await app.mustBeSound();
  await app.picture('phone-rules');
  await page.goBack();
  await page.getByRole('link', { name: '看映射表' }).click();
  await page.getByRole('link', { name: /^费用项目/ }).click();
  await page.getByLabel('在这张表里找').fill('zhusu');
  await until(
    () => page.getByRole('list', { name: '费用项目' }).getByRole('listitem').allInnerTexts(),
    (rows) => rows.length > 0 && rows.every((row) => /住宿/.test(row)),
  );
  await app.mustBeSound();
  await app.picture('phone-mapping');
  await expect.poll(() => page.locator('main').getByRole('button').count()).toBe(0);
  await page.goto(page.url().replace(/\/(schemes|mapping).*$/, '/schemes/new'));
  await seen(page.getByText('这一页在电脑上'));
  await app.mustBeSound();
});
