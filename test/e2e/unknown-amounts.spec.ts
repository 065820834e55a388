import type { ReasonGroups } from '@dingdee/shared/bill';
import type { UnmappedValues } from '@dingdee/shared/mapping';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { newApprovals } from '../flow/batch.js';
import { collect } from '../flow/office.js';
import { withoutAmount } from '../flow/without-amount.js';
import { gone, seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';
import { bringGroup, grid, rows, selectionBar, tab, toStage } from './desk-page.js';

/** Beside every ¥ stands how many bills it does not hold. */
let desk: CompanyDesk;
let unknown: number;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 0 }, leftOpen: ['市内交通'] });
  newApprovals(desk, { count: 24, seed: 11 });
  unknown = withoutAmount(newApprovals(desk, { count: 3, seed: 12 })).length;
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const said = () => new RegExp(`其中 ${unknown} 笔外币或金额未知，未计入`);

it.each([
  ['1440', { width: 1440, height: 900 }],
  ['900', { width: 900, height: 640 }],
] as const)(
  'the desk says it on the tab, over the list, at its groups and at what is selected (%s px)',
  async (_, size) => {
    const { page, ...app } = await desk.open({ part: '管理员', ...size });
    await seen(rows(page));
    await toStage(page, '待补映射');
    await expect.poll(() => tab(page, '待补映射').getAttribute('title')).toMatch(said());
    if (size.width > 1023) expect(await textOf(tab(page, '待补映射'))).toMatch(said());
    await seen(page.getByRole('main').getByText(said()));
    const { items } = await desk.office.admin.get<ReasonGroups>('/api/bills/groups?stage=mapping');
    const group = items.find((one) => (one.unknown ?? 0) > 0);
    await expect.poll(async () => textOf(await bringGroup(page, group?.label ?? ''))).toContain(`${group?.count} 笔 ¥`);
    await grid(page).getByRole('checkbox').first().click();
    await seen(selectionBar(page));
    await app.mustBeSound();
  },
);

it('the phone says it on its home page and in the list', async () => {
  const { page, ...app } = await desk.open({ part: '映射维护', width: 390, height: 844, platform: 'ios' });
  await seen(page.getByText(said()));
  await app.mustBeSound();
  await page.goto(page.url().replace(/\/(\?.*)?$/, '/stages/mapping'));
  await seen(page.getByText(said()));
  await app.mustBeSound();
});

it('a value that two organisations miss is one card, and one choice serves both', async () => {
  const { items } = await desk.office.admin.get<UnmappedValues>('/api/mapping/tables/costItem/unmapped');
  expect(items.map(({ key, orgNumbers }) => [key, [...orgNumbers].sort()])).toEqual([['市内交通', ['101', '102']]]);
  const { page, ...app } = await desk.open({ part: '映射维护', width: 1440, height: 900, path: '/mapping' });
  const card = page.getByRole('article').filter({ hasText: '市内交通' });
  await seen(card.getByText('云杉科技（杭州）有限公司'));
  await seen(card.getByText('云杉科技（上海）有限公司'));
  await expect.poll(() => card.count()).toBe(1);
  await app.mustBeSound();
  await card.getByRole('button', { name: /^采用，重新映射 \d+ 笔$/ }).click();
  await gone(card);
  await app.mustBeSound();
});
