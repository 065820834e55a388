import '../flow/at-ten.js';
import type { RecentByScheme } from '@dingdee/shared/bill';
import type { IntakeRun } from '@dingdee/shared/intake';
import type { MappingRowPage, MappingTables } from '@dingdee/shared/mapping';
import { formatAmount } from '@dingdee/shared/money';
import type { SchemeDetail, SchemeList } from '@dingdee/shared/scheme';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../flow/person.js';
import * as company from '../sandbox/company.js';
import { fenOf, gone, money, seen, textOf } from './browser.js';
import { agreedApprovals, type CompanyDesk, stageNow, startCompany } from './company-desk.js';
import { moreOf, rows, tab } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 40, clean: true }, leftOpen: ['市内交通', '外部培训', '快递'] });
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const costItemRows = async (q: string) =>
  (await desk.office.admin.get<MappingRowPage>(`/api/mapping/tables/costItem/rows?q=${encodeURIComponent(q)}`)).items;
const rowOf = (page: Page, key: string) =>
  page
    .getByRole('main')
    .getByRole('row')
    .filter({ has: page.getByRole('cell', { name: key, exact: true }) });

describe('the runs page', () => {
  it('collects when somebody presses 现在采集, and every approval it saw has a place: new, known, or not and why', async () => {
    const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/runs' });
    await seen(page.getByRole('heading', { level: 1, name: '采集' }));
    await page.getByRole('button', { name: '现在采集' }).click();
    const last = async () => (await desk.office.admin.get<{ items: IntakeRun[] }>('/api/runs?limit=20')).items;
    const runs = await until(last, (now) => now.length > 0 && now.every(({ state }) => state !== 'running'), 30_000);
    const created = runs.reduce((sum, run) => sum + run.created, 0);
    expect(created).toBe(agreedApprovals(desk).length);
    const list = page.getByRole('region', { name: '采集记录' });
    await seen(list.getByText(`新收 ${created} 条`));
    // Once more: all of them are known now.
    await page.getByRole('button', { name: '现在采集' }).click();
    await until(last, (now) => now.length === runs.length * 2 && now.every(({ state }) => state !== 'running'), 30_000);
    await seen(page.getByRole('button', { name: '现在采集' }));
    expect((await last()).reduce((sum, run) => sum + run.created, 0)).toBe(created);
    await list
      .getByRole('row')
      .filter({ hasText: `新收 ${created} 条` })
      .getByRole('button', { name: /^看 .*的采集$/ })
      .click();
    await seen(page.getByText(/^\d+ 条中 \d+ 条不采集，因为：$/));
    const skipped = runs.find((run) => run.created === created)?.skipped ?? [];
    expect(skipped.length).toBeGreaterThan(0);
    for (const { count, reason, amount } of skipped) {
      const line = page
        .getByRole('listitem')
        .filter({ hasText: reason })
        .filter({ hasText: `${count} 条` });
      await seen(line.filter({ hasText: amount === '0.00' ? '金额未知' : formatAmount(amount) }));
    }
    await app.picture('runs-1440');
  });

  it('shows to somebody who only looks, without the button', async () => {
    const { page, ...app } = await desk.open({ part: '查看', ...WIDE, path: '/runs' });
    await seen(page.getByRole('region', { name: '采集记录' }).getByText(/完成|新收/));
    await expect.poll(() => page.getByRole('button', { name: '现在采集' }).count()).toBe(0);
    await app.mustBeSound();
  });
});

describe('the mapping page', () => {
  it('tells which values are missing, with count, sum and suggestion, and taking one frees its bills', async () => {
    const before = await until(
      () => stageNow(desk, 'mapping'),
      ({ count }) => count > 0,
      30_000,
    );
    const { page, ...app } = await desk.open({ part: '映射维护', ...WIDE, path: '/mapping' });
    // One card, with the organisations named: one choice serves all that may use it.
    const value = page.getByRole('article').filter({ hasText: /市内交通.*云杉科技（杭州）/ });
    await seen(value.getByText('差旅费-市内交通'));
    const { items } = await desk.office.admin.get<MappingTables>('/api/mapping/tables');
    const missing = items.find(({ code }) => code === 'costItem')?.unmapped;
    await seen(page.getByRole('complementary', { name: '映射表' }).getByText(`${missing} 未映射`));
    await app.picture('mapping-1440');
    const button = value.getByRole('button', { name: /^采用，重新映射 \d+ 笔$/ });
    const freed = Number(/\d+/.exec(await textOf(button))?.[0]);
    await button.click();
    await gone(value);
    expect((await costItemRows('市内交通'))[0]).toMatchObject({ key: '市内交通', targetName: '差旅费-市内交通' });
    expect((await stageNow(desk, 'mapping')).count).toBeLessThan(before.count);
    expect((await stageNow(desk, 'mapping')).count).toBeGreaterThanOrEqual(before.count - freed);
    await app.mustBeSound();
  });

  it('lets another entry be searched for a value without a fitting suggestion', async () => {
    const { page, ...app } = await desk.open({ part: '映射维护', ...WIDE, path: '/mapping/costItem' });
    const value = page.getByRole('article').filter({ hasText: /外部培训.*云杉科技（杭州）/ });
    await value.getByRole('button', { name: '另选…' }).click();
    const dialog = page.getByRole('dialog', { name: '“外部培训”对应到' });
    await dialog.getByRole('combobox', { name: '费用项目' }).fill('培训');
    await dialog.locator('[role=listbox][aria-busy=false]').getByRole('option', { name: /外训/ }).click();
    await app.mustBeSound();
    await dialog.getByRole('button', { name: '保存并重新映射' }).click();
    await gone(value);
    expect((await costItemRows('外部培训'))[0]?.targetName).toBe('培训费-外训');
    await app.mustBeSound();
  });

  it('adds a row by hand, finds it, changes it and removes it again', async () => {
    const { page, ...app } = await desk.open({ part: '映射维护', ...WIDE, path: '/mapping/costItem' });
    await page.getByRole('button', { name: '新增对应' }).click();
    const added = page.getByRole('dialog', { name: '新增对应' });
    await added.getByRole('textbox').first().fill('驻场补贴');
    await added.getByRole('combobox').fill('CI0006');
    await added
      .locator('[role=listbox][aria-busy=false]')
      .getByRole('option', { name: /CI0006/ })
      .click();
    await added.getByRole('button', { name: '保存并重新映射' }).click();
    await gone(added);
    await page.getByRole('searchbox', { name: '搜索' }).fill('驻场');
    await seen(rowOf(page, '驻场补贴'));
    await expect.poll(() => textOf(rowOf(page, '驻场补贴'))).toContain('CI0006');
    await app.mustBeSound();

    await page.getByRole('button', { name: '改 驻场补贴' }).click();
    const changed = page.getByRole('dialog', { name: '“驻场补贴”对应到' });
    await changed.getByRole('combobox').fill('CI0005');
    await changed.getByRole('combobox').press('Enter');
    await changed.getByRole('button', { name: '保存并重新映射' }).click();
    await seen(rowOf(page, '驻场补贴').getByText('CI0005'));

    await page.getByRole('button', { name: '删除“驻场补贴”的对应' }).click();
    const removed = page.getByRole('dialog', { name: '删除“驻场补贴”的对应' });
    await seen(removed.getByText('已通过和已入账的不受影响'));
    await app.mustBeSound();
    await removed.getByRole('button', { name: '删除这个对应' }).click();
    await seen(page.getByText('没有找到，换个词试试'));
    expect(await costItemRows('驻场补贴')).toEqual([]);
    await app.mustBeSound();
  });

  it('shows every table without an account number in full, and only shows to those who may not change it', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: '/mapping' });
    const tables = page.getByRole('complementary', { name: '映射表' }).locator('a[href*="/mapping/"]');
    await seen(tables);
    await seen(page.getByText('你没有“映射维护”角色，这里只能看。'));
    for (const link of await tables.all()) {
      await link.click();
      await until(
        () => page.locator('main [aria-busy=true]').count(),
        (busy) => busy === 0,
        30_000,
      );
      await app.mustBeSound();
    }
    await expect.poll(() => page.getByRole('button', { name: /新增对应|采用|另选/ }).count()).toBe(0);
  });
});

describe('the members page', () => {
  it('gives a role to somebody who had none, and at their next look the desk is theirs', async () => {
    const known = new Set(desk.stack.sandbox.identities.map(({ userid }) => userid));
    const person = company.employees.find(({ userid }) => !known.has(userid));
    const visitor = await desk.open({ part: person?.userid ?? '', ...WIDE });
    await seen(visitor.page.getByRole('heading', { name: '我的审批' }));

    const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/members' });
    await seen(page.getByText(person?.userid ?? ''));
    const row = page.getByRole('row').filter({ hasText: person?.userid });
    await row.locator('label').filter({ hasText: '审核' }).click();
    await seen(page.getByText(`已保存 ${person?.name} 的角色`));
    await expect.poll(() => row.getByRole('checkbox', { name: `${person?.name} 审核` }).isChecked()).toBe(true);
    await app.picture('members-1440');

    await visitor.page.reload();
    await seen(rows(visitor.page));
    await expect
      .poll(() => textOf(tab(visitor.page, '待审核')))
      .toContain(String((await stageNow(desk, 'review')).count));
    await visitor.mustBeSound();
  });

  it('is not offered to anybody else', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(rows(page));
    await expect.poll(() => page.getByRole('link', { name: '成员' }).count()).toBe(0);
    await app.mustBeSound();
  });
});

describe('the schemes page', () => {
  it('says which form becomes which bill, for which organisation and how far', async () => {
    const { page, ...app } = await desk.open({ part: '查看', ...WIDE, path: '/schemes' });
    const row = page.getByRole('row').filter({ hasText: '费用报销' });
    await seen(row);
    await expect.poll(() => textOf(row)).toContain('保存、提交、审核');
    await expect.poll(() => textOf(row)).toContain('启用');
    const { items } = await desk.office.admin.get<RecentByScheme>('/api/bills/by-scheme');
    const recent = items.find(({ schemeId }) => schemeId === desk.office.schemeId);
    expect(recent?.collected.count).toBeGreaterThan(0);
    for (const part of [recent?.collected, recent?.booked])
      await seen(row.getByText(new RegExp(`^${part?.count} 笔$`)));
    await expect.poll(() => textOf(row)).toContain(money(fenOf(recent?.collected.amount ?? '')));
    // 看到 ＝ 不采集 ＋ 采集: one approval makes one bill here.
    const cells = async () => (await row.getByRole('cell').allInnerTexts()).map((text) => Number.parseInt(text, 10));
    await expect
      .poll(async () => {
        const [, , , , , finished = Number.NaN, leftOut = Number.NaN, collected] = await cells();
        return [finished - leftOut, collected];
      })
      .toEqual([recent?.collected.count, recent?.collected.count]);
    await seen(page.getByRole('columnheader', { name: /^近 30 天，\d\d-\d\d 至 \d\d-\d\d$/ }));
    await expect.poll(() => page.getByRole('button', { name: '用模板建方案' }).count()).toBe(0);
    await app.mustBeSound();
  });

  it('is where the administrator of an empty desk begins: template, form and organisation make a scheme that collects', async () => {
    const { page, ...app } = await desk.open({ part: '管理员', ...WIDE });
    await seen(rows(page));
    // As it was before the first scheme.
    await page.route('**/api/schemes', (route) => route.fulfill({ json: { items: [] } }));
    await page.goto(page.url().replace(/\/\?.*$/, '/?stage=archived'));
    await seen(page.getByRole('heading', { name: '还没有方案' }));
    await app.mustBeSound();
    await page.unroute('**/api/schemes');
    await page.getByRole('link', { name: '去建方案' }).click();
    await page.getByRole('link', { name: '回到方案' }).click();
    await page.getByRole('button', { name: '用模板建方案' }).click();
    const dialog = page.getByRole('dialog', { name: '用模板建方案' });
    await dialog.getByLabel('钉钉表单').selectOption({ label: '付款申请' });
    await dialog.getByLabel('付款组织').selectOption('102');
    await app.mustBeSound();
    await dialog.getByRole('button', { name: '用这个模板，存为草稿' }).click();
    await gone(dialog);
    const sheet = page.getByRole('dialog', { name: /^启用 .*付款申请/ });
    await seen(sheet.getByText(/^应付金额没有来源：表单里没有/));
    expect(await sheet.getByRole('button', { name: '启用', exact: true }).isDisabled()).toBe(true);
    await app.mustBeSound();
    await page.setViewportSize({ width: 900, height: 640 });
    await app.mustBeSound();
    await page.setViewportSize(WIDE);
    await sheet.getByRole('button', { name: '再看看' }).click();
    await gone(sheet);
    const row = page.getByRole('row').filter({ hasText: '付款申请' });
    await expect.poll(() => textOf(row)).toContain('草稿');
    const { items } = await desk.office.admin.get<SchemeList>('/api/schemes');
    expect(items.find(({ formName }) => formName === '付款申请')).toMatchObject({ state: 'draft', orgNumber: '102' });
    await moreOf(page, '付款申请');
    await page.getByRole('button', { name: /^删除 .*付款申请/ }).click();
    await page.getByRole('button', { name: '删除这个方案' }).click();
    await gone(row);
    await app.mustBeSound();
  });

  it('switches a scheme off with what waits in view, says why it cannot be deleted, and on again with what it lacks read', async () => {
    const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/schemes' });
    app.allow(/409/);
    await moreOf(page, '费用报销');
    const remove = page.getByRole('button', { name: /^删除 .*费用报销/ });
    expect(await remove.isDisabled()).toBe(true);
    await expect.poll(() => remove.getAttribute('title')).toContain('不能删除。不再采集的，停用就行');
    await page.getByRole('button', { name: /^停用 .*费用报销/ }).click();
    const off = page.getByRole('dialog', { name: /^停用 / });
    await seen(off.getByText(/^\d+ 笔 ¥[\d,.]+$/));
    await off.getByRole('button', { name: '表单在改，先停一停' }).click();
    await app.mustBeSound();
    await off.getByRole('button', { name: '停用', exact: true }).click();
    await gone(off);
    const row = page.getByRole('row').filter({ hasText: '费用报销' });
    await seen(row.getByText('停用', { exact: true }));
    await moreOf(page, '费用报销');
    await page.getByRole('button', { name: /^启用 .*费用报销/ }).click();
    const on = page.getByRole('dialog', { name: /^启用 / });
    const go = on.getByRole('button', { name: '启用', exact: true });
    await seen(go);
    // The company has three organisations: who pays for departments without a row is read and accepted.
    const knew = on.getByRole('checkbox', { name: /项我看过了/ });
    await seen(knew);
    expect(await go.isDisabled()).toBe(true);
    await knew.check();
    await app.mustBeSound();
    await go.click();
    await gone(on);
    await seen(row.getByText('启用', { exact: true }));
    // What it lacks can be looked at while it is on: nothing is enabled from there.
    await moreOf(page, '费用报销');
    await page.getByRole('button', { name: /^看缺什么：.*费用报销/ }).click();
    const look = page.getByRole('dialog', { name: /^看缺什么 / });
    await seen(look.getByRole('button', { name: '再看一次' }));
    await expect.poll(() => look.getByRole('button', { name: '启用', exact: true }).count()).toBe(0);
    await app.mustBeSound();
    await look.getByRole('button', { name: '关闭', exact: true }).last().click();
    await gone(look);
    await app.mustBeSound();
  });

  it('asks on the first enabling from which day to collect: today unless chosen, and an earlier day says what it takes in', async () => {
    const { admin } = desk.office;
    const [old] = (await admin.get<SchemeList>('/api/schemes')).items.filter(({ state }) => state === 'on');
    if (!old) throw new Error('no scheme is on');
    await admin.post(`/api/schemes/${old.id}/disable`, { version: old.version, reason: '换成新的方案' });
    const draft = await admin.post<SchemeDetail>('/api/schemes', {
      template: 'expense-to-paybill',
      processCode: old.processCode,
      orgNumber: '101',
      name: '报销新方案',
    });
    const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: `/schemes?enable=${draft.id}` });
    const sheet = page.getByRole('dialog', { name: '启用 报销新方案' });
    const day = sheet.getByLabel('从哪天完成的审批开始收');
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
    await seen(sheet.getByText('更早完成的记为期初，不推送。'));
    await expect.poll(() => day.inputValue()).toBe(ago(0));
    await expect.poll(() => sheet.getByText('会收进').count()).toBe(0);
    await day.fill(ago(200));
    const go = sheet.getByRole('button', { name: '启用', exact: true });
    const knew = sheet.getByRole('checkbox', { name: /项我看过了/ });
    await seen(knew);
    await knew.check();
    await seen(sheet.getByText(/^选 .* 之间的一天。$/));
    expect(await go.isDisabled()).toBe(true);
    await day.fill(ago(20));
    await seen(
      sheet.getByText(/^会收进 .* 起完成的审批，包括已用别的方式付过的；付过的请记为“线下已处理”，不要通过。$/),
    );
    await app.mustBeSound();
    await page.setViewportSize({ width: 900, height: 640 });
    await app.mustBeSound();
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/enable-900.png` });
    await page.setViewportSize(WIDE);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/enable-1440.png` });
    await go.click();
    await gone(sheet);
    const { state, content } = await admin.get<SchemeDetail>(`/api/schemes/${draft.id}`);
    expect([state, content.cutOverDate]).toEqual(['on', ago(20)]);
  });
});
