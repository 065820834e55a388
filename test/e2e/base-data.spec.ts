import type { MappingRowPage } from '@dingdee/shared/mapping';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { gone, seen } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const WIDE = { width: 1440, height: 900 } as const;

/** 基础资料 on the desk: what changed in Kingdee, which mappings lead there, and everything to be found. */
let desk: CompanyDesk;
let forbidden: string;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 3, clean: true } });
  const { items } = await desk.office.admin.get<MappingRowPage>('/api/mapping/tables/costItem/rows');
  forbidden = items[0]?.targetNumber ?? '';
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

it('a forbidden cost item is told of after 刷新, struck through, and leads to the mapping rows behind it', async () => {
  const { page, ...app } = await desk.open({ part: '映射维护', ...WIDE, path: '/mapping' });
  await page.getByRole('link', { name: '基础资料' }).click();
  await seen(page.getByText('近 7 天金蝶的基础资料没有变动'));
  await app.mustBeSound();
  desk.stack.sandbox.state.kingdee.baseData.change('BD_Expense', forbidden, { forbid: true });
  await page.getByRole('button', { name: '刷新', exact: true }).click();
  await seen(page.getByText('1 项现在不能用'));
  await seen(page.getByRole('rowheader', { name: /已禁用/ }));
  await expect.poll(() => page.locator('tbody s').count()).toBe(1);
  await app.picture('desk-base-data-1440');
  await page.getByRole('link', { name: new RegExp(`看映射 ${forbidden}`) }).click();
  await seen(page.getByText('已禁用').first());
});

it('an entry is found by pinyin, initials and number; what cannot be used says why', async () => {
  desk.stack.sandbox.state.kingdee.baseData.change('BD_Expense', 'CI7777', { add: '高铁退票费' });
  await desk.office.admin.post('/api/base-data/refresh');
  const { page, ...app } = await desk.open({ part: '查看', ...WIDE, path: '/base-data/costItem' });
  const search = page.getByRole('searchbox', { name: '搜索基础资料' });
  for (const typed of ['gaotie', 'gttpf', 'CI7777', '退票']) {
    await search.fill(typed);
    await seen(page.getByText(`“${typed}”找到 1 条`));
    await seen(page.getByRole('cell', { name: '高铁退票费', exact: true }));
  }
  await page.getByRole('button', { name: /^谁在用 CI7777/ }).click();
  await seen(page.getByText('映射表里没有用到它的对应。'));
  await search.fill(forbidden);
  await seen(page.getByRole('cell', { name: '已禁用' }));
  await page.getByRole('button', { name: new RegExp(`^谁在用 ${forbidden}`) }).click();
  const uses = page.getByRole('region', { name: /^谁在用/ });
  await seen(uses.getByText(/^没入账的 \d+ 笔 ¥/));
  await app.mustBeSound();
  await uses.getByRole('link').first().waitFor();
  await app.picture('desk-base-data-search-1440');
  await gone(page.getByRole('cell', { name: '高铁退票费', exact: true }));
  // Whoever may only look reads nothing anew.
  await expect.poll(() => page.getByRole('button', { name: '刷新', exact: true }).count()).toBe(0);
  await app.mustBeSound();
});
