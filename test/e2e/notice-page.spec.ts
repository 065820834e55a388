import type { Notices } from '@dingdee/shared/notice';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import { gone, seen } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;

/** 通知: the rules of an administrator, and what each person wants for themselves. */
let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 12, clean: true } });
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

it('an administrator sees what a digest would say, changes when it comes and what is told, and it holds after a reload', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/' });
  await page.getByRole('button', { name: /管理/ }).click();
  await page.getByRole('link', { name: '通知' }).click();
  await seen(page.getByRole('heading', { name: '什么时候发' }));
  const { digest } = await desk.office.admin.get<Notices>('/api/notices');
  const preview = page.getByRole('region', { name: '现在发给我会是这样' });
  for (const { name, count, amount } of digest?.lines ?? []) {
    await seen(preview.getByText(name, { exact: true }));
    await seen(preview.getByText(count, { exact: true }).first());
    await seen(preview.getByText(amount, { exact: true }).first());
  }
  expect(digest?.lines.length).toBeGreaterThan(0);
  await app.mustBeSound();
  await app.picture('desk-notices-1440');
  // No time is none: the one before stands there again. What is taken away by keyboard leaves the focus on the page's work.
  await page.getByLabel('第 1 个汇总').fill('');
  await expect.poll(() => page.getByLabel('第 1 个汇总').inputValue()).toBe('09:00');
  await page.getByRole('button', { name: '去掉 17:30' }).press('Enter');
  await until(
    () => page.evaluate('document.activeElement.tagName'),
    (tag) => tag === 'BUTTON',
  );
  await page.getByRole('button', { name: '不改了' }).click();
  await expect.poll(() => page.getByLabel('第 3 个汇总').inputValue()).toBe('17:30');
  await page.getByLabel('第 1 个汇总').fill('08:45');
  await page.getByRole('checkbox', { name: '发 缺映射' }).uncheck();
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await seen(page.getByText('已保存，立刻生效'));
  await page.getByLabel('第 1 个汇总').fill('08:50');
  await page.getByRole('button', { name: '不改了' }).click();
  await gone(page.getByText('已保存，立刻生效'));
  await app.mustBeSound();
  await page.reload();
  await seen(page.getByRole('heading', { name: '什么时候发' }));
  await expect.poll(() => page.getByLabel('第 1 个汇总').inputValue()).toBe('08:45');
  await expect.poll(() => page.getByRole('checkbox', { name: '发 缺映射' }).isChecked()).toBe(false);
  // Somebody else was faster: nothing is written over, and what there is now is shown.
  const { version, rules } = await desk.office.admin.get<Notices>('/api/notices');
  await page.getByLabel('第 2 个汇总').fill('13:00');
  await desk.office.admin.put('/api/notices/rules', { version, ...rules, times: ['10:00'] });
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await seen(page.getByText('别人刚改过通知的规则'));
  await seen(page.getByText('10:00').or(page.locator('input[value="10:00"]')).first());
  // A browser writes every refusal into its console.
  expect(app.errors.splice(0)).toHaveLength(1);
  await page.setViewportSize(NARROW);
  await app.mustBeSound();
});

it('a reviewer switches off what they do not want, and cannot change the rules', async () => {
  const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: '/notices' });
  await seen(page.getByText('规则由管理员改'));
  const mine = page.getByRole('checkbox', { name: '我收 等人审核' });
  await mine.click();
  await seen(page.getByText('已保存，立刻生效'));
  expect([await mine.isChecked(), await page.getByRole('button', { name: '加一个' }).count()]).toEqual([false, 0]);
  await app.mustBeSound();
});
