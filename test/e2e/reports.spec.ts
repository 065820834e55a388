import '../flow/at-ten.js';
import type { DatasetPage } from '@dingdee/shared/data-export';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { seen } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;
/** Its time does not come while this runs, whenever that is: twelve hours from now, in Beijing. */
const AWAY = new Date(Date.now() + (8 + 12) * 3_600_000).toISOString().slice(11, 16);
const TOKEN = '0123456789abcdef0123';

/** 定时推送, made, tried and read where it arrives; its link leads to the list behind the sums. */
let desk: CompanyDesk;
let secret: string;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 12, clean: true }, settings: { DUE_SWEEP_MS: '100' } });
  await desk.stack.restart({ PUBLIC_URL: desk.stack.url, DUE_SWEEP_MS: '100' });
  secret = desk.stack.sandbox.state.dingtalk.state.robots.add(TOKEN);
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());
const posted = () => desk.stack.sandbox.state.dingtalk.state.robots.posted;

it('is made with the message in sight, tried after it was shown, and comes to the group as it was', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/data' });
  await page.getByRole('combobox', { name: /状态/ }).selectOption({ label: '待审核' });
  await page.locator('a[href*="stage=review"]', { hasText: '定时推送' }).click();
  await seen(page.getByText('还没有定时推送'));
  await app.mustBeSound();
  await page.getByRole('button', { name: '新建' }).click();
  const sheet = page.getByRole('dialog', { name: '新建定时推送' });
  await sheet.getByLabel('名称，也是消息的标题').fill('待审核的单据');
  await expect.poll(() => sheet.getByRole('combobox', { name: '状态' }).inputValue()).toBe('review');
  await sheet.getByLabel('哪几天').selectOption({ label: '全部' });
  await sheet.getByLabel('机器人的地址').fill('https://evil.example/robot/send?access_token=0123456789');
  await sheet.getByLabel('加签密钥，SEC 开头').fill(secret);
  await sheet.getByRole('button', { name: '保存定时推送' }).click();
  await seen(sheet.getByText('机器人的地址或密钥不对'));
  // A browser writes every refusal into its console.
  expect(app.errors.splice(0)).toHaveLength(1);
  await sheet.getByLabel('机器人的地址').fill(`${desk.stack.sandbox.dingtalk.url}/robot/send?access_token=${TOKEN}`);
  await seen(sheet.getByText('合计'));
  await app.mustBeSound();
  await app.picture('desk-report-1440');
  await sheet.getByLabel('几点').fill(AWAY);
  await sheet.getByRole('button', { name: '保存定时推送' }).click();
  await seen(page.getByRole('cell', { name: `周一到周五 ${AWAY}` }));
  await page.getByRole('button', { name: '试发' }).click();
  const trial = page.getByRole('dialog', { name: '试发一次' });
  await seen(trial.getByText('合计'));
  await app.mustBeSound();
  expect(posted()).toHaveLength(0);
  await trial.getByRole('button', { name: '发出去' }).click();
  const recent = page.getByRole('region', { name: '发过的' });
  await seen(recent.getByText(/^送到 /));
  expect(posted()).toHaveLength(1);
  await recent.getByRole('button', { name: '看内容' }).click();
  await seen(page.getByRole('dialog', { name: '看内容' }).getByText('待审核的单据'));
  await app.mustBeSound();
  await page.keyboard.press('Escape');
  await app.picture('desk-reports-1440');
  await page.setViewportSize(NARROW);
  await app.mustBeSound();
});

it('its link logs in by itself and opens exactly the list behind the sums; a phone says where to look', async () => {
  const text = posted()[0]?.text ?? '';
  const [, address = ''] = /\[打开明细\]\(([^)]+)\)/.exec(text) ?? [];
  const { pathname, search, origin } = new URL(address);
  expect(origin).toBe(desk.stack.url);
  const { totals } = await desk.office.admin.get<DatasetPage>('/api/datasets/bills?stage=review&limit=1');
  expect(text).toContain(`合计　${totals.rows} 笔`);
  const { page, ...app } = await desk.open({ part: '查看', ...WIDE, path: `${pathname}${search}` });
  await seen(page.getByText(new RegExp(`^${totals.rows} 行`)));
  await expect.poll(() => page.getByRole('combobox', { name: /状态/ }).inputValue()).toBe('review');
  await app.mustBeSound();
  const phone = await desk.open({ part: '查看', ...IPHONE, path: `${pathname}${search}` });
  await seen(phone.page.getByText('这一页在电脑上'));
  await phone.mustBeSound();
});
