import type { Status } from '@dingdee/shared/status';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { applySwitches } from '../sandbox/switches.js';
import { gone, seen } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const WIDE = { width: 1440, height: 900 } as const;

/** Kingdee suddenly lists no department: what that means is said, and only an administrator's second press marks them gone. */
let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 3, clean: true } });
  applySwitches(desk.stack.sandbox.state.ctx.switches, { kingdee: { emptyForms: 'BD_Department' } });
  await desk.office.admin.post('/api/base-data/refresh');
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const emptied = async () => (await desk.office.admin.get<Status>('/api/status')).emptied;

it('whoever keeps the mappings reads it and decides nothing', async () => {
  const { page, ...app } = await desk.open({ part: '映射维护', ...WIDE, path: '/mapping' });
  await seen(page.getByText(/金蝶突然一条也没列出：部门/));
  await expect.poll(() => page.getByRole('button', { name: '都不用了…' }).count()).toBe(0);
  await app.mustBeSound();
});

it('an administrator may think again after the first press, and the second names how many', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/mapping' });
  await page.getByRole('button', { name: '都不用了…' }).click();
  await seen(page.getByRole('button', { name: /确定，把 20 条标为/ }));
  await app.mustBeSound();
  await page.getByRole('button', { name: '再看看' }).click();
  await seen(page.getByRole('button', { name: '都不用了…' }));
  expect((await emptied())?.items).toHaveLength(1);
  await page.getByRole('button', { name: '都不用了…' }).click();
  await page.getByRole('button', { name: /确定，把 20 条标为/ }).click();
  await gone(page.getByText(/金蝶突然一条也没列出/));
  expect(await emptied()).toBeNull();
});
