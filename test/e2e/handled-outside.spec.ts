import type { BillSummary, StageTotals } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bookByHand } from '../flow/backfill-parts.js';
import { collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import { seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';
import { selectionBar, toStage } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 14, clean: true } });
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const stages = () => desk.office.reviewer.get<StageTotals>('/api/bills/stages');
const countOf = async (state: string): Promise<number> =>
  (await stages()).states.find((each) => each.state === state)?.count ?? 0;

describe('线下已处理', () => {
  it('by its key: the number is looked up and shown before the press, a strange one is said plainly, and it is taken back at once', async () => {
    const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/?stage=review&group=off' });
    const before = await countOf('ready');
    const row = page.locator('[role=row][aria-current]');
    await seen(row);
    const bills = await desk.office.admin.all<BillSummary>('/api/bills?stage=review');
    const [first] = bills;
    const approval = desk.stack.sandbox.state.dingtalk.state.approvals
      .all()
      .find(({ businessId }) => businessId === first?.businessId);
    if (!approval) throw new Error('no approval');
    const number = bookByHand(desk.stack.sandbox.state.kingdee, approval);
    await seen(page.getByRole('region', { name: '单据详情' }).getByRole('button', { name: '线下已处理' }));
    await page.keyboard.press('o');
    const dialog = page.getByRole('dialog', { name: /^线下已处理/ });
    const press = dialog.getByRole('button', { name: /记为线下已处理/ });
    // It has come to rest, and has the keyboard.
    await seen(dialog.locator('textarea:focus'));
    await dialog.getByLabel(/金蝶单据编号/).fill('FKD-NOBODY');
    await dialog.getByRole('button', { name: '已在金蝶手工付款' }).click();
    await seen(dialog.getByText('查过之后才能记下'));
    expect(await press.isDisabled()).toBe(true);
    await dialog.getByLabel(/金蝶单据编号/).press('Enter');
    await seen(dialog.getByText('金蝶里没有编号为 FKD-NOBODY 的单据'));
    await expect.poll(() => textOf(press)).toContain('仍记为线下已处理');
    await dialog.getByLabel(/金蝶单据编号/).fill(number);
    await dialog.getByRole('button', { name: '到金蝶查' }).click();
    await seen(dialog.getByText(number));
    await seen(dialog.getByText('业务日期'));
    await app.mustBeSound();
    await app.picture('desk-outside-1440');
    await press.click();
    await seen(page.getByText(/已记为线下已处理 1 笔/));
    expect([await countOf('handled-outside'), await countOf('ready')]).toEqual([1, before - 1]);
    // What Kingdee still holds as paid does not come back; once it is cancelled there it does.
    app.allow(/restore/);
    await page.getByRole('button', { name: /^撤销 ?\d/ }).click();
    await seen(page.getByText(new RegExp(`金蝶.*${number}|${number}.*金蝶`)));
    expect([await countOf('handled-outside'), await countOf('ready')]).toEqual([1, before - 1]);
    desk.stack.sandbox.state.kingdee.ledger.change(number, 'cancel');
    const closed = await desk.office.admin.get<BillDetail>(`/api/bills/${first?.id}`);
    await desk.office.admin.post(`/api/bills/${first?.id}/restore`, {
      version: closed.version,
      reason: '金蝶那张作废了',
    });
    await until(
      () => countOf('ready'),
      (n) => n === before,
    );
    await expect.poll(() => countOf('handled-outside')).toBe(0);
  });

  it('several with one reason, those that do not fit are told before; from 已归档 they come back together by the palette, on a narrow desk too', async () => {
    const { page, ...app } = await desk.open({ part: '管理员', ...NARROW, path: '/?stage=review&group=off' });
    const before = await countOf('ready');
    const boxes = page.getByRole('grid').getByRole('checkbox', { name: /^选择 / });
    await seen(boxes.nth(3));
    for (const n of [0, 1, 2]) await boxes.nth(n).click();
    await selectionBar(page).getByRole('button', { name: '线下已处理', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: /^线下已处理/ });
    await dialog.getByRole('button', { name: '已用现金付给本人' }).click();
    await app.mustBeSound();
    await app.picture('desk-outside-900');
    await dialog.getByRole('button', { name: '记为线下已处理' }).click();
    await seen(page.getByText(/已记为线下已处理 3 笔/));
    await expect.poll(() => countOf('handled-outside')).toBe(3);
    await toStage(page, '已归档');
    await seen(boxes.nth(2));
    for (const n of [0, 1, 2]) await boxes.nth(n).click();
    await seen(selectionBar(page).getByRole('button', { name: '撤销归档' }));
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: '命令面板' });
    await seen(palette);
    await page.keyboard.type('>撤销归档');
    await seen(palette.locator('[role=option][aria-selected=true]:not([aria-disabled])'));
    await page.keyboard.press('Enter');
    const back = page.getByRole('dialog', { name: /^撤销归档/ });
    await back.getByRole('button', { name: '核对后还没有付' }).click();
    await back.getByRole('button', { name: '撤销归档' }).click();
    await seen(page.getByText(/已撤销归档 3 笔/));
    await until(
      () => countOf('ready'),
      (n) => n === before,
    );
  });
});
