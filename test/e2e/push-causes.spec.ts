import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { SHORT_WAITS } from '../flow/batch.js';
import { approveAll, collect } from '../flow/office.js';
import { seen } from './browser.js';
import { type CompanyDesk, kingdeeBills, startCompany } from './company-desk.js';
import { selectionBar } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;

/** The result of a push, mended by cause. */
let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 4, clean: true }, settings: SHORT_WAITS });
  await collect(desk.office);
  await approveAll(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const bill = (id: string) => desk.office.admin.get<BillDetail>(`/api/bills/${id}`);

it('what Kingdee refused is told once, and exchanged for all its bills where they stand', async () => {
  const { baseData } = desk.stack.sandbox.state.kingdee;
  const bills = await Promise.all(
    (await desk.office.pusher.all<BillSummary>('/api/bills?stage=push')).map(({ id }) => bill(id)),
  );
  const itemsOf = ({ rows }: BillDetail) =>
    rows.flatMap(({ fields }) => fields.filter(({ picker }) => picker === 'costItem').map(({ value }) => value ?? ''));
  const number = itemsOf(bills[0] ?? expect.fail('no bill'))[0] ?? expect.fail('no cost item');
  const other = bills.flatMap(itemsOf).find((one) => one !== number) ?? expect.fail('one cost item only');
  const hit = bills.filter((one) => itemsOf(one).includes(number));
  baseData.change('BD_Expense', number, { forbid: true });

  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/?stage=push' });
  await page.getByRole('checkbox', { name: '选择全部' }).click();
  await selectionBar(page)
    .getByRole('button', { name: /^推送 \d/ })
    .click();
  const confirm = page.getByRole('dialog', { name: '确认推送' });
  await seen(confirm.getByText(/账套 \w/));
  await seen(confirm.getByText(/^业务日期/));
  await confirm.getByRole('button', { name: /^推送 \d/ }).click();
  const result = page.getByRole('dialog', { name: '推送结果' });
  const fact = new RegExp(`费用项目 ${number} .+ 在金蝶已禁用`);
  const card = result.getByRole('region', { name: fact });
  await seen(card);
  await seen(result.getByText('金蝶里没有生成单据，没有付款', { exact: false }));
  await app.mustBeSound();
  await app.picture('push-result-causes-1440');
  await card.getByRole('button', { name: `换费用项目（${hit.length} 笔）` }).click();
  const field = card.getByRole('combobox');
  await field.fill(number);
  await seen(card.getByRole('option', { name: /拒绝过/ }));
  await expect.poll(() => card.getByRole('option', { name: /拒绝过/ }).getAttribute('aria-disabled')).toBe('true');

  await field.fill(other);
  await card.getByRole('option', { name: new RegExp(other) }).click();
  await app.mustBeSound();
  await card.getByRole('button', { name: /^换成/ }).click();
  await seen(card.getByText(`已换 ${hit.length} 笔，等审核人通过后再推送`));
  expect((await Promise.all(hit.map(({ id }) => bill(id)))).map(({ state }) => state)).toEqual(hit.map(() => 'ready'));
  expect(kingdeeBills(desk)).toHaveLength(bills.length - hit.length);
  await app.mustBeSound();
});
