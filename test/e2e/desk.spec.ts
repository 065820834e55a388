import type { BillSummary, ReasonGroups } from '@dingdee/shared/bill';
import { STAGE_WORDS, STAGES } from '@dingdee/shared/bill-state';
import type { MappingRowPage } from '@dingdee/shared/mapping';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { collect, settled } from '../flow/office.js';
import { until } from '../flow/person.js';
import { costItems, expenseTypes } from '../sandbox/company.js';
import { fenOf, gone, money, seen, sums, textOf } from './browser.js';
import { agreedApprovals, type CompanyDesk, kingdeeBills, stageNow, startCompany } from './company-desk.js';
import {
  bringGroup,
  confirmApproval,
  currentRow,
  detail,
  grid,
  groupRow,
  option,
  progressRows,
  rail,
  rows,
  selectionBar,
  shownOn,
  tab,
  toStage,
  untilShown,
} from './desk-page.js';
import { pageFaults } from './page-rules.js';

/** The Kingdee entry that an accountant means by 外部培训. */
const training = costItems.find(
  ({ number }) => number === expenseTypes.find(({ label }) => label.trim() === '外部培训')?.costItemNumber,
);
const WIDE = { width: 1440, height: 900 } as const;

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 60 },
    // Several calls for one order, so that bills of it stand at different steps.
    // And no bill is large here: all clean ones are approved by one press.
    settings: { KINGDEE_BATCH: '8', KINGDEE_CONCURRENCY: '2', FOUR_EYES_BILL: '90000000.00' },
    leftOpen: ['市内交通', '外部培训'],
  });
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const billsOf = (stage: string) => desk.office.admin.all<BillSummary>(`/api/bills?stage=${stage}`);
const instanceOf = ({ businessId }: BillSummary): string =>
  agreedApprovals(desk).find((approval) => approval.businessId === businessId)?.instanceId ?? '';

describe('entering', () => {
  it('logs in by the newer call of the container; 60 finished reimbursements stand as bills and the tabs add up to 本期采集', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(rows(page));
    await expect.poll(() => app.bridgeCalls()).toContain('runtime.permission.requestAuthCodeV2');
    expect(await app.bridgeCalls()).not.toContain('runtime.permission.requestAuthCode');
    expect(page.url()).toContain(`corpId=${desk.stack.sandbox.dingtalk.corpId}`);

    const tabs = await Promise.all(STAGES.map((stage) => shownOn(page, STAGE_WORDS[stage])));
    const amount = tabs.reduce((sum, each) => sum + each.amount, 0n);
    expect(tabs.reduce((sum, each) => sum + each.count, 0)).toBe(60);
    await expect.poll(() => textOf(rail(page).locator('.sum'))).toBe(`本期采集 60 ¥${money(amount)}`);
    const paid = agreedApprovals(desk).flatMap(({ expected }) => expected.rows);
    expect(paid.reduce((sum, row) => sum + fenOf(row.amount), 0n)).toBe(amount);
    await app.mustBeSound();
  });

  it('logs in by the older call where the client refuses the newer one', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE, old: true });
    await seen(rows(page));
    const calls = await app.bridgeCalls();
    expect(calls.indexOf('runtime.permission.requestAuthCode')).toBeGreaterThan(
      calls.indexOf('runtime.permission.requestAuthCodeV2'),
    );
    await app.mustBeSound();
  });

  it('is dark where the container is', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE, theme: 'dark' });
    await seen(detail(page).getByRole('tab', { name: '对照' }));
    await seen(detail(page).getByText('三方一致'));
    await expect.poll(() => page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    const canvas = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(Math.max(...(canvas.match(/\d+/g) ?? []).slice(0, 3).map(Number))).toBeLessThan(64);
    await app.picture('desk-dark-1440');
  });
});

describe('a value without a mapping', () => {
  const groups = () => desk.office.admin.get<ReasonGroups>('/api/bills/groups?stage=mapping');

  it('is picked once from the searchable list, and its whole group leaves for 待审核', async () => {
    const { page, ...app } = await desk.open({ part: '映射维护', ...WIDE });
    await seen(rows(page));
    await toStage(page, '待补映射');
    const [first] = (await groups()).items;
    const label = '费用项目未映射：市内交通';
    expect(first?.label).toBe(label);
    const before = { mapping: await shownOn(page, '待补映射'), review: await shownOn(page, '待审核') };
    await expect
      .poll(() => textOf(groupRow(page, label)))
      .toContain(`${first?.count} 笔 ¥${money(fenOf(first?.amount ?? ''))}`);

    await page.getByRole('button', { name: `一次补 ${first?.count} 笔` }).click();
    const input = page.getByRole('combobox', { name: '费用项目' });
    await seen(page.getByText('“市内交通”在映射表里没有对应。选一个费用项目：'));
    await input.fill('snjt');
    await seen(page.locator('[role=listbox][aria-busy=false]'));
    await option(page, '差旅费-市内交通').click();
    await expect.poll(() => page.getByRole('radio', { name: /^本表单/ }).getAttribute('aria-checked')).toBe('true');
    const impact = page.getByRole('table').filter({ hasText: '影响合计' });
    await seen(impact.getByText(/^[1-9]\d* 笔$/));
    const [, ready = ''] = /变为 待审核 (\d+) 笔/.exec(await textOf(impact)) ?? [];
    await app.picture('desk-fix-1440');

    await page.getByRole('button', { name: /^保存并重新映射 \d+ 笔$/ }).click();
    await seen(page.getByText(`变为待审核 ${ready} 笔`));
    await gone(groupRow(page, label));
    await untilShown(page, '待补映射', before.mapping.count - Number(ready));
    const after = await untilShown(page, '待审核', before.review.count + Number(ready));
    expect(Number(ready)).toBeGreaterThan(1);
    expect(after.amount).toBeGreaterThan(before.review.amount);
    expect(await stageNow(desk, 'review')).toEqual({
      count: after.count,
      amount: money(after.amount).replace(/,/g, ''),
    });
    await app.mustBeSound();
  });

  it('is opened by F, chosen by keys and remembered for the whole company', async () => {
    const { page, ...app } = await desk.open({ part: '映射维护', ...WIDE });
    await seen(rows(page));
    await toStage(page, '待补映射');
    const label = '费用项目未映射：外部培训';
    await seen(groupRow(page, label));
    const whole = (await groups()).items.find((group) => group.label === label);
    await rows(page).first().click();
    await seen(detail(page).getByText(label));
    await page.keyboard.press('f');
    const input = page.getByRole('combobox', { name: '费用项目' });
    // Enter comes before the list has followed what was typed: the list waits, it never takes what stood there before.
    await input.fill(training?.name ?? '');
    await input.press('Enter');
    await seen(page.locator('[role=option][aria-selected=true]').filter({ hasText: training?.name }));
    await page.getByRole('radio', { name: /^全公司/ }).click();
    await page.getByRole('button', { name: `保存并重新映射 ${whole?.count} 笔` }).click();
    await gone(groupRow(page, label));
    const { items } = await desk.office.admin.get<MappingRowPage>('/api/mapping/tables/costItem/rows?q=外部培训');
    const row = items.find(({ key }) => key === '外部培训');
    expect(row?.targetNumber).toBe(training?.number);
    expect((await groups()).items.map((group) => group.label)).not.toContain(label);
    await app.mustBeSound();
  });
});

describe('reviewing', () => {
  it('goes through the list by keyboard: J, K, Space, W, ?, /, Esc and A', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(rows(page));
    await seen(detail(page).getByText('三方一致'));
    const place = () => grid(page).locator('[aria-current]').getAttribute('aria-rowindex');
    const start = Number(await place());
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await until(place, (now) => Number(now) === start + 1, 30_000);
    await expect.poll(() => selectionBar(page).count()).toBe(0);

    await page.keyboard.press('Space');
    await seen(selectionBar(page).getByText('已选 1 笔'));
    await expect.poll(() => currentRow(page).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Shift+J');
    await seen(selectionBar(page).getByText('已选 2 笔'));

    await seen(detail(page).getByText('三方一致'));
    await until(
      () => detail(page).getAttribute('aria-busy'),
      (busy) => busy !== 'true',
      30_000,
    );
    await page.keyboard.press('w');
    const why = page.getByRole('dialog', { name: '为什么是这个值' });
    await seen(why);
    await expect.poll(() => textOf(why)).toContain('映射表');
    await expect.poll(() => why.getByRole('listitem').count()).toBeGreaterThan(2);
    await app.picture('desk-1440');
    await page.keyboard.press('Escape');
    await gone(why);

    await page.keyboard.press('?');
    await seen(page.getByRole('dialog', { name: '快捷键' }));
    await app.mustBeSound();
    await page.keyboard.press('Escape');
    await gone(page.getByRole('dialog', { name: '快捷键' }));
    await page.keyboard.press('/');
    await page.keyboard.type('aj');
    await expect.poll(() => page.getByRole('searchbox', { name: '筛选' }).inputValue()).toBe('aj');
    await page.getByRole('searchbox', { name: '筛选' }).fill('');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '取消选择' }).click();

    const { count } = await untilShown(page, '待审核', (await stageNow(desk, 'review')).count);
    await rows(page).first().click();
    await seen(detail(page).getByText('三方一致'));
    const payee = await textOf(detail(page).locator('.payee'));
    await until(
      () => detail(page).getAttribute('aria-busy'),
      (busy) => busy !== 'true',
      30_000,
    );
    await page.keyboard.press('a');
    await untilShown(page, '待审核', count - 1);
    await untilShown(page, '待推送', 1);
    const [approved] = await billsOf('push');
    expect(payee).toContain(approved?.payee);
    await app.mustBeSound();
  });

  it('holds one with a reason and takes it back', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(detail(page).getByText('三方一致'));
    const { count } = await shownOn(page, '待审核');
    await page.keyboard.press('h');
    const dialog = page.getByRole('dialog', { name: /^挂起/ });
    await dialog.getByRole('button', { name: '等部门确认' }).click();
    await dialog.getByRole('button', { name: '挂起', exact: true }).click();
    await untilShown(page, '已挂起', 1);
    await seen(page.getByText(/^已挂起 1 笔/));
    await page.getByRole('button', { name: /^撤销 \d+$/ }).click();
    await untilShown(page, '已挂起', 0);
    await untilShown(page, '待审核', count);
    await app.mustBeSound();
  });

  it('passes a whole group at once', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(rows(page));
    const { count } = await stageNow(desk, 'review');
    await (await bringGroup(page, '检查全部通过')).getByRole('button', { name: /^通过 \d+ 笔 ¥[\d,.]+$/ }).click();
    const said = await confirmApproval(page);
    await seen(page.getByText(new RegExp(`^已通过 ${said} 笔`)));
    await untilShown(page, '待推送', 1 + count - (await stageNow(desk, 'review')).count);
    expect((await stageNow(desk, 'push')).count).toBe(1 + said);
    await app.mustBeSound();
  });
});

describe('pushing', () => {
  it('shows an administrator every action of an approved bill, and cuts off none', async () => {
    const { page } = await desk.open({ part: '管理员', ...WIDE });
    await seen(rows(page));
    await toStage(page, '待推送');
    await seen(detail(page).getByRole('button', { name: '线下已处理' }));
    expect(await pageFaults(page)).toEqual([]);
  });

  it('is done by another person: confirmed with sum and exclusions, followed bill by bill until 已入账, and written back', async () => {
    const { page, ...app } = await desk.open({ part: '推送（另一人）', ...WIDE });
    await seen(rows(page));
    await toStage(page, '待推送');
    const bills = await billsOf('push');
    await page.getByRole('checkbox', { name: '选择全部' }).click();
    const chosen = bills.reduce((sum, { amount }) => sum + fenOf(amount ?? '0.00'), 0n);
    await seen(selectionBar(page).getByText(`已选 ${bills.length} 笔 ¥${money(chosen)}`));

    // Meanwhile a colleague takes one back: it stays selected, and the sheet says why it is not pushed.
    const [taken] = bills;
    if (!taken) throw new Error('nothing to push');
    await desk.office.admin.post(`/api/bills/${taken.id}/unapprove`, {
      version: taken.version,
      reason: '金额要再核对',
    });
    await untilShown(page, '待推送', bills.length - 1);
    await seen(selectionBar(page).getByText('其中 1 笔不在当前筛选中'));
    const going = bills.slice(1);
    const sum = going.reduce((total, { amount }) => total + fenOf(amount ?? '0.00'), 0n);
    await seen(selectionBar(page).getByText('含 1 笔不可推送'));
    await selectionBar(page)
      .getByRole('button', { name: `推送 ${going.length} 笔 ¥${money(sum)}` })
      .click();
    const confirm = page.getByRole('dialog', { name: '确认推送' });
    await seen(confirm.getByText(`推送 ${going.length} 笔到金蝶云星空`));
    const words = await textOf(confirm);
    expect(words).toContain(`¥${money(sum)}`);
    expect(words).toContain(`已选 ${bills.length} 笔 ¥${money(chosen)}`);
    expect(words).toContain('不推送的 1 笔');
    expect(words).toContain('现在是“待审核”，不在待推送');
    expect(words).toContain('云杉科技（杭州）有限公司');
    expect(kingdeeBills(desk)).toEqual([]);
    await app.picture('desk-push-confirm-1440');

    const slow = desk.stack.sandbox.state.ctx.faults.add({ system: 'kingdee', kind: 'slow', times: 0, delayMs: 1200 });
    await confirm.getByRole('button', { name: `推送 ${going.length} 笔 ¥${money(sum)}` }).click();
    const progress = page.getByRole('dialog', { name: '推送进度' });
    await seen(progress.getByText(/保存中|提交中|审核中/).first());
    await until(
      () => progressRows(page),
      (lines) =>
        lines.some((line) => line.includes('已入账')) && lines.some((line) => /保存中|提交中|审核中|排队/.test(line)),
      60_000,
    );
    await app.picture('desk-push-1440');
    desk.stack.sandbox.state.ctx.faults.clear(slow.id);
    const result = page.getByRole('dialog', { name: '推送结果' });
    await seen(result.getByText(`推送完成 ${going.length} 笔已入账`));
    await until(
      async () => sums(await textOf(result)),
      (shown) => shown.includes(sum),
      30_000,
    );
    await app.mustBeSound();
    await result.getByRole('button', { name: '关闭' }).first().click();
    await untilShown(page, '已入账', going.length);
    await untilShown(page, '待推送', 0);

    await settled(desk.office);
    const held = kingdeeBills(desk);
    expect(held.map(({ thirdBillNo }) => thirdBillNo).sort()).toEqual(going.map(instanceOf).sort());
    for (const approval of agreedApprovals(desk)) {
      const bill = held.find(({ thirdBillNo }) => thirdBillNo === approval.instanceId);
      if (!bill) {
        expect(approval.comments, approval.businessId).toEqual([]);
        continue;
      }
      expect([bill.status, bill.total], approval.businessId).toEqual(['C', approval.expected.total]);
      expect(approval.comments.map(({ userid }) => userid)).toEqual([app.userid]);
      expect(approval.comments[0]?.text).toContain(bill.number);
      expect(bill.rows.map(({ FCOSTID }) => FCOSTID)).toEqual(
        approval.expected.rows.map(({ costItemNumber }) => costItemNumber),
      );
    }
  });

  it('leaves the bill number and what was written to DingTalk in the history of the bill', async () => {
    const { page, ...app } = await desk.open({ part: '查看', ...WIDE });
    await seen(rail(page));
    await toStage(page, '已入账');
    const bill = (await billsOf('booked')).at(-1);
    // Comments leave one after the other.
    await until(
      async () => agreedApprovals(desk).find(({ businessId }) => businessId === bill?.businessId)?.comments.length,
      (written) => written === 1,
      30_000,
    );
    await page.getByRole('searchbox', { name: '筛选' }).fill(bill?.businessId ?? '');
    await until(
      () => rows(page).count(),
      (n) => n === 1,
      30_000,
    );
    await expect.poll(() => textOf(rows(page))).toContain(bill?.kingdeeNo);
    await detail(page).getByRole('tab', { name: '历史' }).click();
    await seen(detail(page).getByText('审批评论'));
    const history = await textOf(detail(page));
    const comment = agreedApprovals(desk).find(({ businessId }) => businessId === bill?.businessId)?.comments[0]?.text;
    expect(history).toContain(`单据编号 ${bill?.kingdeeNo}`);
    expect(history.replace(/\s/g, '')).toContain(comment?.replace(/\s/g, ''));
    await detail(page).getByRole('button', { name: '看发出的内容和金蝶的回答' }).first().click();
    await seen(detail(page).getByText('发出的内容'));
    await seen(detail(page).getByText(`做了：单据编号 ${bill?.kingdeeNo}`).first());
    await app.picture('desk-history-1440');
    // Somebody who only looks is offered nothing that changes anything.
    expect(
      await detail(page)
        .getByRole('button', { name: /通过|推送|挂起|排除/ })
        .count(),
    ).toBe(0);
    await expect.poll(() => tab(page, '待审核').count()).toBe(1);
    await app.mustBeSound();
  });
});
