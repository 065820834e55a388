import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { PushOrder } from '@dingdee/shared/push';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gate, SHORT_WAITS } from '../flow/batch.js';
import { approveAll, collect, settled } from '../flow/office.js';
import { until } from '../flow/person.js';
import { gone, seen, textOf } from './browser.js';
import { type CompanyDesk, kingdeeBills, startCompany } from './company-desk.js';
import { detail, moreOf } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 700 } as const;
const IPHONE = { width: 360, height: 740, platform: 'ios' } as const;

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 10, clean: true },
    // A few at a time, so that some still wait while others are half-way.
    settings: { ...SHORT_WAITS, KINGDEE_TIMEOUT_MS: '10000', KINGDEE_BATCH: '4', KINGDEE_CONCURRENCY: '1' },
  });
  await collect(desk.office);
  await approveAll(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const scheme = () => desk.office.admin.get<SchemeDetail>(`/api/schemes/${desk.office.schemeId}`);

/** Confirms everything in 待推送, as another tab would. */
async function confirm(): Promise<PushOrder> {
  const bills = await desk.office.pusher.all<BillSummary>('/api/bills?stage=push');
  const items = bills.map(({ id, version }) => ({ id, version }));
  const { token } = await desk.office.pusher.post<{ token: string }>('/api/push-orders/preview', { items });
  return desk.office.pusher.post<PushOrder>('/api/push-orders', { token });
}

describe('推送方式 of a scheme', () => {
  it.each([WIDE, NARROW] as const)(
    'is chosen by an administrator, with the warning where one call is chosen, and the prompts that are answered ($width px)',
    async (screen) => {
      const { page, ...app } = await desk.open({ part: '管理员', ...screen, path: '/schemes' });
      await moreOf(page);
      await page.getByRole('button', { name: /的推送方式$/ }).click();
      const dialog = page.getByRole('dialog', { name: /^推送方式/ });
      await seen(dialog.getByText(/^保存、提交、审核/));
      await app.mustBeSound();
      await dialog.getByRole('radio', { name: /^合并为一次调用/ }).check();
      await seen(dialog.getByText(/一次调用在金蝶里是一个事务/));
      await dialog.getByRole('textbox', { name: '提示标识' }).fill('STK_InvCheckResult');
      await dialog.getByRole('button', { name: '加入' }).click();
      await seen(dialog.getByText('STK_InvCheckResult'));
      await app.mustBeSound();
      await dialog.getByRole('button', { name: '保存推送方式' }).click();
      await gone(dialog);
      expect(await scheme()).toMatchObject({ callMode: 'single', interactions: ['STK_InvCheckResult'] });

      await moreOf(page);
      await page.getByRole('button', { name: /的推送方式$/ }).click();
      await dialog.getByRole('radio', { name: /^分三步/ }).check();
      await dialog.getByRole('button', { name: '从名单里去掉 STK_InvCheckResult' }).click();
      await dialog.getByRole('button', { name: '保存推送方式' }).click();
      await gone(dialog);
      expect(await scheme()).toMatchObject({ callMode: 'steps', interactions: [] });
    },
  );

  it('is read by everybody else, who cannot change it', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: '/schemes' });
    await moreOf(page);
    await page.getByRole('button', { name: /的推送方式$/ }).click();
    const dialog = page.getByRole('dialog', { name: /^推送方式/ });
    await seen(dialog.getByText('这些设置由管理员修改。'));
    expect(await dialog.getByRole('radio', { name: /^合并为一次调用/ }).isDisabled()).toBe(true);
    await expect.poll(() => dialog.getByRole('button', { name: /保存推送方式|暂停推送/ }).count()).toBe(0);
    await app.mustBeSound();
  });
});

describe('a pause', () => {
  it('of a scheme keeps the queue, says who, when and why on desk and phone, and is ended where it is seen', async () => {
    const { page, ...app } = await desk.open({ part: '推送', ...WIDE, path: '/schemes' });
    await moreOf(page);
    await page.getByRole('button', { name: /的推送方式$/ }).click();
    const dialog = page.getByRole('dialog', { name: /^推送方式/ });
    await dialog.getByRole('button', { name: '暂停推送' }).click();
    await dialog.getByRole('button', { name: '银行在维护' }).click();
    await app.mustBeSound();
    await dialog.getByRole('button', { name: '暂停推送' }).click();
    await seen(dialog.getByRole('button', { name: '恢复推送' }));
    await dialog.getByRole('button', { name: '关闭', exact: true }).click();
    const notice = page.getByRole('status').filter({ hasText: /方案“.*”的推送已暂停/ });
    await seen(notice.getByText(/\d\d:\d\d 暂停：银行在维护/));
    await app.mustBeSound();
    await page.setViewportSize(NARROW);
    await app.mustBeSound();

    const phone = await desk.open({ part: '推送', ...IPHONE });
    const onPhone = phone.page.getByRole('status').filter({ hasText: /方案“.*”的推送已暂停/ });
    await seen(onPhone);
    await phone.mustBeSound();
    await onPhone.getByRole('button', { name: '恢复推送' }).click();
    await gone(onPhone);
    await gone(notice);
    expect((await scheme()).pausedReason).toBeNull();
  });

  it('of an organisation lets its confirmed bills wait in the queue, counted apart from what is on its way, and then go on', async () => {
    const order = await confirmWhilePaused();
    const { queued } = await until(
      () => desk.office.pusher.get<PushOrder>(`/api/push-orders/${order.id}`),
      ({ items }) =>
        items.every(({ state, sentence }) => state !== 'pushing' || sentence?.startsWith('已暂停') === true),
    );
    expect(queued.count).toBeGreaterThan(0);
    const phone = await desk.open({ part: '推送', ...IPHONE, path: `/push?order=${order.id}` });
    const part = phone.page.locator('dl > div').filter({ hasText: '排队' });
    await seen(part.getByText(`${queued.count} 笔`, { exact: true }));
    await phone.mustBeSound();
    const { page, ...app } = await desk.open({ part: '推送', ...WIDE, path: '/schemes' });
    const row = page.getByRole('row').filter({ hasText: '101' }).filter({ hasText: '笔' });
    await seen(row.getByText(/^\d+ 笔 ¥[\d,.]+ 保持排队$/));
    await app.mustBeSound();
    await row.getByRole('button', { name: '恢复推送' }).click();
    await until(
      () => desk.office.pusher.get<PushOrder>(`/api/push-orders/${order.id}`),
      ({ state }) => state === 'done',
    );
    await settled(desk.office);
    const numbers = kingdeeBills(desk).map(({ thirdBillNo }) => thirdBillNo);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(kingdeeBills(desk).filter(({ status }) => status !== 'C')).toEqual([]);
  });

  it('that holds nothing back says so in the same words in the notice and beside the organisation', async () => {
    const pause = { kind: 'organisation', id: '102' };
    await desk.office.pusher.post('/api/push-pauses', { ...pause, reason: '账户在核对' });
    const { page, ...app } = await desk.open({ part: '推送', ...WIDE, path: '/schemes' });
    await seen(page.getByRole('row').filter({ hasText: '102' }).getByText('现在没有单据在等', { exact: true }));
    const notice = page.getByRole('status').filter({ hasText: /付款组织 102 .*的推送已暂停/ });
    await seen(notice.getByText('现在没有单据在等。审核和补映射照常。'));
    expect(await textOf(page.locator('body'))).not.toContain('¥0.00');
    await app.mustBeSound();
    await desk.office.pusher.post('/api/push-pauses/resume', pause);
  });

  /** Everything confirmed, nothing answered yet, then 101 paused: what is out is finished, the rest waits. */
  async function confirmWhilePaused(): Promise<PushOrder> {
    const { faults } = desk.stack.sandbox.state.ctx;
    const answer = gate();
    faults.add({ system: 'kingdee', kind: 'slow', api: '.BatchSave.', until: answer.until });
    const order = await confirm();
    await until(
      async () => faults.fired,
      (fired) => fired === 1,
    );
    await desk.office.pusher.post('/api/push-pauses', { kind: 'organisation', id: '101', reason: '账户在核对' });
    answer.letGo();
    await until(
      () => desk.office.pusher.get<PushOrder>(`/api/push-orders/${order.id}`),
      ({ items }) => items.some(({ sentence }) => sentence === '已暂停，保持排队'),
    );
    return order;
  }
});

describe('a question that Kingdee asks', () => {
  it('is shown on the bill with whose turn it is, and leads the administrator to the list of allowed prompts', async () => {
    desk.stack.sandbox.state.kingdee.ledger.questions.push({
      operation: 'Submit',
      flag: 'AP_FundPlan',
      message: '本次付款超出资金计划，是否继续？',
      times: 99,
    });
    desk.stack.sandbox.state.dingtalk.generate({ count: 2, seed: 41, clean: true });
    await collect(desk.office);
    await approveAll(desk.office);
    const order = await confirm();
    const done = await until(
      () => desk.office.pusher.get<PushOrder>(`/api/push-orders/${order.id}`),
      ({ state }) => state === 'done',
    );
    const [first] = done.items;
    const bill = await desk.office.admin.get<BillDetail>(`/api/bills/${first?.billId}`);
    expect(bill.trouble?.class).toBe('interaction');
    const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: `/bills/${bill.id}` });
    await seen(detail(page).getByText('本次付款超出资金计划，是否继续？'));
    await seen(detail(page).getByText('交互提示，由管理员处理'));
    await app.mustBeSound();
    await detail(page).getByRole('link', { name: '加入允许名单' }).click();
    await seen(page.getByRole('dialog', { name: /^推送方式/ }));
    const phone = await desk.open({ part: '推送', ...IPHONE, path: `/bills/${bill.id}` });
    await seen(phone.page.getByText('交互提示，由管理员处理'));
    await phone.mustBeSound();
    desk.stack.sandbox.state.kingdee.ledger.questions.length = 0;
  });
});

it('明细 of a scheme: another table and the columns by which rows become one are chosen by clicks, as a new version', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/schemes' });
  await moreOf(page);
  await page.getByRole('button', { name: /的明细$/ }).click();
  const dialog = page.getByRole('dialog', { name: /的明细$/ });
  await seen(dialog.getByRole('checkbox', { name: /^报销明细/ }));
  await app.mustBeSound();
  await dialog.getByRole('radio', { name: /^相同的合并成一行/ }).check();
  expect(await dialog.getByRole('button', { name: '保存' }).isDisabled()).toBe(true);
  await dialog.getByRole('checkbox', { name: '费用明细', exact: true }).check();
  await app.mustBeSound();
  await dialog.getByRole('button', { name: '保存' }).click();
  await gone(dialog);
  expect((await scheme()).content.detail).toEqual({ table: '报销明细', group: ['row:费用明细'] });

  await moreOf(page);
  await page.getByRole('button', { name: /的明细$/ }).click();
  await dialog.getByRole('checkbox', { name: '借款冲销' }).check();
  await seen(dialog.getByText(/^别的明细表的列要和它同名/));
  await app.mustBeSound();
  await dialog.getByRole('radio', { name: '一行一条' }).check();
  await dialog.getByRole('checkbox', { name: '借款冲销' }).uncheck();
  await dialog.getByRole('button', { name: '保存' }).click();
  await gone(dialog);
  expect((await scheme()).content.detail).toEqual({ table: '报销明细' });
});
