import type { BillSummary } from '@dingdee/shared/bill';
import type { SavedViews } from '@dingdee/shared/view';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import { seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';
import { grid, rail, rows, selectionBar } from './desk-page.js';

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 60 }, settings: { FOUR_EYES_BILL: '3000.00' } });
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const bills = (query: string) => desk.office.admin.all<BillSummary>(`/api/bills?${query}`);

it('conditions, grouping by risk and ticks outlive a reload; the list is kept as a view and opened again with one press', async () => {
  const { page, ...app } = await desk.open({ part: '审核', width: 1440, height: 900 });
  await seen(rows(page));
  // The settings say what is large.
  await seen(rail(page).getByRole('button', { name: '单笔 ≥ ¥3,000' }));
  const large = (await bills('stage=review')).filter(({ amount }) => Number(amount) >= 3_000);
  await rail(page).getByRole('button', { name: '单笔 ≥ ¥3,000' }).click();
  await seen(page.getByText(`${large.length} 笔 ¥`).first());
  await rail(page).getByRole('button', { name: '单笔 ≥ ¥3,000' }).click();

  await page.getByRole('button', { name: '按风险分组' }).click();
  await page.getByRole('button', { name: '条件', exact: true }).click();
  const panel = page.getByRole('dialog', { name: '筛选条件' });
  await panel.getByLabel('金额（元），从').fill('100');
  await panel.getByRole('combobox', { name: '附件', exact: true }).selectOption('有附件');
  await app.picture('desk-conditions-1440');
  await panel.getByRole('button', { name: '按这些条件筛选' }).click();
  const wanted = await bills('stage=review&minAmount=100.00&attachments=some');
  const head = page.getByText(new RegExp(`^${wanted.length} 笔 ¥`)).first();
  await seen(head);
  await seen(page.getByRole('button', { name: '去掉条件：有附件' }));
  await rows(page).first().getByRole('checkbox').click();
  await rows(page).nth(1).getByRole('checkbox').click();
  await seen(selectionBar(page).getByText('已选 2 笔'));

  await page.reload();
  await seen(rows(page));
  await seen(head);
  await seen(page.getByRole('button', { name: '去掉条件：金额 ≥ 100.00' }));
  await seen(selectionBar(page).getByText('已选 2 笔'));
  await expect.poll(() => page.getByRole('button', { name: '按风险分组' }).getAttribute('aria-pressed')).toBe('true');

  // One of the two is the reviewer's own: who could do it is said where it is pressed.
  await selectionBar(page).getByRole('button', { name: '（含 1 笔不可审核）' }).click();
  const causes = page.getByRole('region', { name: '不能的是哪些' });
  await seen(causes.getByText(/^请 .+ 审核$/));
  await app.picture('desk-left-out-1440');
  await page.keyboard.press('Escape');
  // Their own would be let go by somebody else alone.
  await rows(page).first().getByRole('checkbox').click();
  await rows(page).nth(2).getByRole('checkbox').click();
  await selectionBar(page).getByRole('button', { name: '挂起' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '等部门确认' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '挂起', exact: true }).click();
  await seen(page.getByText(/^已挂起 2 笔/));
  await page.getByRole('button', { name: /^撤销/ }).click();
  await seen(head);

  await page.getByRole('button', { name: '把现在的列表存为常用视图' }).click();
  await page.getByRole('dialog', { name: '存为常用视图' }).getByLabel('名字').fill('有附件的');
  await app.picture('desk-view-1440');
  await page.getByRole('button', { name: '保存视图' }).click();
  const saved = rail(page).getByRole('button', { name: `有附件的 ${wanted.length}` });
  await seen(saved);
  await expect.poll(() => saved.getAttribute('aria-pressed')).toBe('true');
  expect((await desk.office.reviewer.get<SavedViews>('/api/views')).items).toMatchObject([
    {
      name: '有附件的',
      shared: false,
      group: 'risk',
      filter: { stage: 'review', minAmount: '100.00', attachments: 'some' },
    },
  ]);
  await page.getByRole('button', { name: '清除条件' }).click();
  await seen(page.getByText(new RegExp(`^${(await bills('stage=review')).length} 笔 ¥`)).first());
  await saved.click();
  await seen(head);
  await until(
    async () => textOf(grid(page)),
    (words) => words.includes('单笔 ≥ ¥3,000') || words.includes('收款账号还没有入过账'),
    30_000,
  );
  await app.mustBeSound();
});
