import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import { applySwitches } from '../sandbox/switches.js';
import { gone, seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;

/** The rules of a scheme by clicks, beside what they make of real approvals. */
let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 22, clean: true },
    settings: { SWEEP_INTERVAL_MS: '0', LOOK_BACK_INTERVAL_MS: '0' },
    leftOpen: ['现场实施', '加班工作餐'],
  });
  applySwitches(desk.stack.sandbox.state.ctx.switches, { kingdee: { moreOwnFields: 'header' } });
  await desk.office.admin.post('/api/base-data/refresh');
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const scheme = () => desk.office.admin.get<SchemeDetail>(`/api/schemes/${desk.office.schemeId}`);
const rulesPath = () => `/schemes/${desk.office.schemeId}/rules`;
const open = (size: typeof WIDE | typeof NARROW) => desk.open({ part: '管理员', ...size, path: rulesPath() });

describe('an administrator', () => {
  it('changes the remark and what a look-up falls back on by clicks, sees the values change, saves one version, and the next bill has it', async () => {
    const before = await scheme();
    const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/schemes' });
    await page
      .getByRole('link', { name: /的规则$/ })
      .first()
      .click();
    const target = page.getByRole('region', { name: /^金蝶/ });
    const editor = page.getByRole('region', { name: /备注 规则/ });
    await seen(editor.getByText('最近 20 条审批'));
    await seen(page.getByRole('region', { name: /^钉钉/ }).getByText('报销类别'));
    await app.mustBeSound();
    await app.picture('desk-rules-1440');

    // The remark is made of the applicant and a word.
    const drops = editor.getByRole('button', { name: /^删掉 / });
    for (let left = await drops.count(); left > 0; left -= 1) await drops.first().click();
    await editor.getByRole('button', { name: /^全部 \d+ 个/ }).click();
    await editor.getByRole('button', { name: '发起人', exact: true }).click();
    await editor.getByLabel('中间的文字').last().fill('的报销');
    await seen(target.getByRole('button', { name: /备注/ }).getByText(/的报销$/));
    await seen(editor.getByText(/\d+ 按规则/));

    // What the table does not know becomes one cost item.
    await target.getByRole('button', { name: /费用项目/ }).click();
    const costItem = page.getByRole('region', { name: /费用项目 规则/ });
    await seen(costItem.getByText(/\d+ 没有值/));
    await costItem.getByRole('radio', { name: /用默认值/ }).check();
    await costItem.getByRole('button', { name: /用默认值/ }).click();
    await costItem.getByRole('combobox', { name: '选费用项目' }).fill('CI0001');
    await costItem
      .getByRole('option', { name: /CI0001/ })
      .first()
      .click();
    await seen(costItem.getByText(/\d+ 用默认/));
    await gone(costItem.getByText(/\d+ 没有值/));
    await seen(page.getByText('改了 2 个字段，还没有存'));
    await page.getByRole('button', { name: `存为 v${before.currentVersion + 1}` }).click();
    await seen(page.getByText(`已存为 v${before.currentVersion + 1}。`));
    await app.mustBeSound();
    await page.getByRole('link', { name: '看版本' }).click();
    await seen(page.getByRole('button', { name: /v2.*现在用的/ }));
    await seen(page.getByText(/〔发起人〕的报销/));
    await expect.poll(() => textOf(page.locator('main'))).toMatch(/备注.*〔发起人〕的报销/);
    const after = await scheme();
    expect(after.currentVersion).toBe(before.currentVersion + 1);

    desk.stack.sandbox.state.dingtalk.generate({ count: 3, seed: 77, clean: true });
    const old = new Set((await desk.office.admin.all<BillSummary>('/api/bills')).map(({ id }) => id));
    await collect(desk.office);
    const fresh = await until(
      () => desk.office.admin.all<BillSummary>('/api/bills'),
      (all) => all.some(({ id, state }) => !old.has(id) && state !== 'collected'),
    );
    for (const { id } of fresh.filter((bill) => !old.has(bill.id))) {
      const bill = await desk.office.admin.get<BillDetail>(`/api/bills/${id}`);
      expect(bill.header.find(({ path }) => path === 'header.remark')?.value).toBe(`${bill.originatorName}的报销`);
    }
  });

  it('moves rules within their level by the keyboard, and adds one that comes first', async () => {
    const { page, ...app } = await open(WIDE);
    const target = page.getByRole('region', { name: /^金蝶/ });
    await target.getByRole('button', { name: /对方账户名称/ }).click();
    const editor = page.getByRole('region', { name: /对方账户名称 规则/ });
    await editor.getByRole('tab', { name: /例外规则/ }).click();
    await seen(editor.getByText(/取“收款账号”的户名/));
    const first = editor.getByRole('button', { name: '改第 1 条' });
    await expect.poll(() => textOf(first)).toMatch(/户名/);
    await first.focus();
    await page.keyboard.press('Alt+ArrowDown');
    await until(
      () => textOf(editor.getByRole('button', { name: '改第 1 条' })),
      (text) => /发起人/.test(text),
    );
    await page.keyboard.press('Alt+ArrowUp');
    await until(
      () => textOf(editor.getByRole('button', { name: '改第 1 条' })),
      (text) => /户名/.test(text),
    );
    await seen(page.getByText('还没有改动'));
    await editor.getByRole('button', { name: '+ 加一条规则' }).click();
    await editor.getByRole('button', { name: '+ 加一个条件' }).click();
    await editor.getByLabel('写什么').fill('公司');
    await seen(editor.getByText(/当 .* 为“.*：固定 公司/));
    await app.mustBeSound();
    await app.picture('desk-rules-list-1440');
    page.on('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: '放弃改动' }).click();
    await seen(page.getByText('还没有改动'));
  });

  it('is shown where an expression is wrong, and may not write one for who is paid', async () => {
    const { page, ...app } = await open(WIDE);
    const target = page.getByRole('region', { name: /^金蝶/ });
    const editor = page.getByRole('region', { name: / 规则$/ });
    await target
      .getByRole('button', { name: /往来单位 / })
      .first()
      .click();
    await seen(editor.getByRole('button', { name: '查映射表' }));
    await expect.poll(() => editor.getByRole('button', { name: '表达式' }).count()).toBe(0);
    await target.getByRole('button', { name: /行备注/ }).click();
    await editor.getByRole('button', { name: '表达式' }).click();
    await editor.getByRole('textbox', { name: '表达式' }).fill('field["报销类别"] + 1');
    await seen(editor.getByText(/第 17 个字起，数字要写在引号里/));
    await seen(editor.getByText('还没有改好，下面是上一次的写法算出来的'));
    expect(await page.getByRole('button', { name: /^存为 v/ }).isDisabled()).toBe(true);
    await editor.getByRole('textbox', { name: '表达式' }).fill('"类别：" + field["报销类别"]');
    await seen(editor.getByText(/表达式要有至少一个例子/));
    await seen(target.getByRole('button', { name: /行备注/ }).getByText(/^类别：/));
    await editor.getByRole('button', { name: /用现在这条审批做例子/ }).click();
    await gone(editor.getByText(/表达式要有至少一个例子/));
    await until(
      () => page.getByRole('button', { name: /^存为 v/ }).isEnabled(),
      (enabled) => enabled,
    );
    await app.mustBeSound();
    await app.picture('desk-rules-expression-1440');
    await page.getByRole('button', { name: '放弃改动' }).click();
  });

  it.each([WIDE, NARROW])(
    'counts how often each rule of a field gave a value in 12 months, for exactly the rules on screen ($width px)',
    async (size) => {
      const { page, ...app } = await open(size);
      const editor = page.getByRole('region', { name: / 规则$/ });
      await page.getByRole('region', { name: /^金蝶/ }).getByRole('button', { name: /备注/ }).first().click();
      await editor.getByRole('tab', { name: /例外规则/ }).click();
      const count = editor.getByRole('button', { name: '数 12 个月用过几次' });
      await editor.getByRole('button', { name: '+ 加一条规则' }).click();
      await editor.getByLabel('写什么').fill(`年终 ${size.width}`);
      await count.click();
      await seen(editor.getByText(/^\d{4}-\d\d-\d\d 至 \d{4}-\d\d-\d\d，\d+ 张单据，.+ 数的$/));
      await seen(editor.getByText('12 个月'));
      const bills = await desk.office.admin.all<BillSummary>('/api/bills');
      await seen(editor.locator('.sum').getByText(String(bills.length), { exact: true }));
      await app.mustBeSound();
      await app.picture(`desk-rules-year-${size.width}`);
      await editor.getByRole('button', { name: '删掉第 1 条' }).click();
      await seen(count);
      await expect.poll(() => page.getByText('还没有改动').count()).toBe(1);
    },
  );

  it('adds a field of the company’s own and takes it away again; one that Kingdee demands stays', async () => {
    const { page, ...app } = await open(WIDE);
    const target = page.getByRole('region', { name: /^金蝶/ });
    const editor = page.getByRole('region', { name: / 规则$/ });
    await target.getByRole('button', { name: '+ 加一个字段' }).first().click();
    await target.getByLabel('加哪个字段').selectOption({ label: '备忘（文本）' });
    await editor.getByRole('button', { name: '+ 写一条规则' }).click();
    await editor.getByRole('button', { name: '固定值' }).click();
    await editor.getByLabel('写什么').fill('<img src=x onerror=alert(1)>');
    await seen(target.getByRole('button', { name: /备忘/ }).getByText('<img src=x onerror=alert(1)>'));
    await expect.poll(() => page.locator('img[src="x"]').count()).toBe(0);
    await editor.getByRole('button', { name: '去掉这个字段' }).click();
    await seen(page.getByText('还没有改动'));
    await target.getByRole('button', { name: /业务日期/ }).click();
    await seen(editor.getByText(/金蝶必填/));
    await expect.poll(() => editor.getByRole('button', { name: '去掉这个字段' }).count()).toBe(0);
    expect(app.errors).toEqual([]);
  });

  it.each([WIDE, NARROW])(
    'chooses which day a date is by where it lands, and what a closed period does ($width px)',
    async (size) => {
      const { page, ...app } = await open(size);
      const editor = page.getByRole('region', { name: / 规则$/ });
      const target = page.getByRole('region', { name: /^金蝶/ });
      await target.getByRole('button', { name: /业务日期/ }).click();
      const earliest = editor.getByRole('radio', { name: /费用发生日期，最早一行/ });
      await seen(editor.getByText(/\d+ 条(都在)? ?\d+ 月/).first());
      await earliest.check();
      await seen(page.getByText('改了 1 个字段，还没有存'));
      await expect.poll(() => editor.getByRole('radio', { name: /审批完成那天/ }).isChecked()).toBe(false);
      await editor.getByRole('radio', { name: /改到下一个开着的期间的第一天/ }).check();
      await seen(editor.getByText(/目前没有哪个月被拒绝过/));
      await seen(target.getByText(/原值 · 费用发生日期/).first());
      await gone(editor.getByText(/还没有改好/));
      await app.mustBeSound();
      await app.picture(`desk-rules-date-${size.width}`);
      await editor.getByRole('radio', { name: /推送当天/ }).check();
      await seen(editor.getByText(/第二天按新的日期重新映射，要再审核一次/));
      await seen(target.getByText(/规则 · 推送当天/).first());
      await gone(editor.getByText(/还没有改好/));
      await app.mustBeSound();
      await app.picture(`desk-rules-push-day-${size.width}`);
      await page.getByRole('button', { name: '放弃改动' }).click();
    },
  );

  it.each([WIDE, NARROW])('sees all that was tried as finished bills, problems first ($width px)', async (size) => {
    const { page, ...app } = await open(size);
    await page.getByRole('button', { name: /^试运行 \d+ 条$/ }).click();
    const list = page.getByRole('region', { name: /^试运行/ });
    await seen(list.getByText(/就绪|缺值/));
    const paper = page.getByRole('region', { name: '生成的单据' });
    await seen(paper.getByText('付款单'));
    const rows = list.getByRole('button', { name: /就绪|要人看|缺值|不采集/ });
    const words = await rows.allInnerTexts();
    const rank = words.map((text) => ['缺值', '要人看', '不采集', '就绪'].findIndex((word) => text.includes(word)));
    expect(rank).toEqual([...rank].sort());
    await rows.last().click();
    await until(
      () => rows.last().getAttribute('aria-current'),
      (current) => current === 'true',
    );
    await app.mustBeSound();
    await app.picture(`desk-rules-trial-${size.width}`);
  });
});

it('of two who change the same rules the later is told who was faster, keeps what was typed, and saves on top of it', async () => {
  const { page, ...app } = await open(WIDE);
  app.allow(/status of 409/);
  const editor = page.getByRole('region', { name: /备注 规则/ });
  await editor.getByLabel('中间的文字').last().fill('，我写的');
  await seen(page.getByText('改了 1 个字段，还没有存'));
  const there = await scheme();
  const comment = { label: '行备注', required: false, rules: [{ kind: 'constant' as const, value: '别人写的' }] };
  await desk.office.admin.put(`/api/schemes/${desk.office.schemeId}/content`, {
    version: there.version,
    content: { ...there.content, rows: { ...there.content.rows, comment } },
  });
  await page.getByRole('button', { name: /^存为 v/ }).click();
  await seen(page.getByText(new RegExp(`存了 v${there.currentVersion + 1}，改了 行备注。你的改动没有存，都还在。`)));
  await page.getByRole('button', { name: '接着在它上面改' }).click();
  await page.getByRole('button', { name: `存为 v${there.currentVersion + 2}` }).click();
  await seen(page.getByText(`已存为 v${there.currentVersion + 2}。`));
  const { content } = await scheme();
  expect(content.rows.comment?.rules).toEqual(comment.rules);
  expect(JSON.stringify(content.header.remark?.rules)).toContain('，我写的');
  await app.mustBeSound();
});

it('on a narrow desk the editor takes the place of the approval, and Esc gives it back', async () => {
  const { page, ...app } = await open(NARROW);
  const target = page.getByRole('region', { name: /^金蝶/ });
  await target.getByRole('button', { name: /费用项目/ }).click();
  await seen(page.getByRole('region', { name: /费用项目 规则/ }).getByText(/最近 20 条审批，/));
  await expect.poll(() => page.getByRole('region', { name: /^钉钉/ }).count()).toBe(0);
  await app.mustBeSound();
  await app.picture('desk-rules-900');
  await page.keyboard.press('Escape');
  await seen(page.getByRole('region', { name: /^钉钉/ }));
  await app.mustBeSound();
});

it('whoever may not save is offered no rules, and is told so at the address itself', async () => {
  const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: rulesPath() });
  await seen(page.getByText('规则由管理员修改。'));
  app.allow(/status of 403/);
  await page.getByRole('link', { name: '方案' }).first().click();
  await seen(page.getByRole('link', { name: /的版本$/ }));
  await expect.poll(() => page.getByRole('link', { name: /的规则$/ }).count()).toBe(0);
});
