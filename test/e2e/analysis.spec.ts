import '../flow/at-ten.js';
import type { Analysis, AnalysisBar } from '@dingdee/shared/analysis';
import { formatAmount } from '@dingdee/shared/money';
import Libsql from 'libsql';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { approveAll, collect, fillTables, pushAll } from '../flow/office.js';
import { fenOf, gone, seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;

/** Full months, which the same bills can be put into on every day of the calendar: the one that is looked at, and the one it is compared with. */
const today = new Date(Date.now() + 8 * 3_600_000);
const [MONTH, BEFORE] = [1, 2].map((back) =>
  new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back, 1)).toISOString().slice(0, 7),
) as [string, string];
const at10 = (day: string): number => Date.parse(`${day}T10:00:00+08:00`);

/** 分析 and 晨报: what stands there adds up, and a bar opens its bills. */
let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 16, clean: true }, settings: { STATEMENT_DAYS: '0' } });
  await fillTables(desk.office);
  await collect(desk.office);
  await approveAll(desk.office);
  await pushAll(desk.office);
  // As if all had been agreed in the middle of last month, but the five smallest on the first of the month before, and three just now.
  const books = new Libsql(desk.stack.databaseUrl.replace('sqlite:', ''));
  books.exec('PRAGMA busy_timeout = 10000');
  const ids: { id: string }[] = books.prepare('SELECT id FROM bill ORDER BY base_fen, id').all() as { id: string }[];
  const put = books.prepare('UPDATE bill SET finished_at = ?, version = version + 1 WHERE id = ?');
  const [first, middle] = [at10(`${BEFORE}-01`), at10(`${MONTH}-15`)];
  for (const [at, { id }] of ids.entries()) put.run(at < 5 ? first : at < 8 ? Date.now() : middle, id);
  books.close();
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());
const moreOf = ({ now, before }: AnalysisBar): number => Number(fenOf(now.amount) - fenOf(before.amount));
const told = () => desk.office.admin.get<Analysis>(`/api/analysis?month=${MONTH}`);

it('every bar of a month is a way to its bills: the sheet says the sum of the bar, and the page stays readable', async () => {
  const { costItems, collected, stages } = await told();
  const [first] = costItems;
  const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: '/data' });
  await page.getByRole('link', { name: '分析', exact: true }).click();
  await page.getByLabel('月份').selectOption(MONTH);
  const costs = page.getByRole('region', { name: '按费用项目' });
  await seen(costs.getByText(formatAmount(collected.now.amount)));
  await seen(page.getByRole('row', { name: /已入账的 \d+ 笔，一半在/ }));
  await app.mustBeSound();
  await app.picture('desk-analysis-1440');
  await costs
    .getByRole('button', { name: first?.name ?? '' })
    .first()
    .click();
  const sheet = page.getByRole('dialog', { name: first?.name ?? '' });
  const sum = formatAmount(first?.now.amount ?? collected.now.amount);
  await seen(sheet.getByText(`${first?.now.count} 笔`));
  await seen(sheet.getByText(sum).first());
  const rows = await sheet.getByRole('listitem').getByRole('img').allTextContents();
  expect(rows).toHaveLength(first?.now.count ?? 0);
  expect(rows.reduce((whole, row) => whole + fenOf(row), 0n)).toBe(fenOf(first?.now.amount ?? '0.00'));
  await app.mustBeSound();
  await app.picture('desk-analysis-drill-1440');
  await page.keyboard.press('Escape');
  await gone(sheet);
  await expect
    .poll(() => page.evaluate<string>('document.activeElement?.textContent ?? ""'))
    .toContain(first?.name ?? '—');

  await page.getByRole('button', { name: '已入账' }).click();
  const booked = stages.find(({ stage }) => stage === 'booked');
  await page.getByRole('link', { name: `在审核台打开这 ${booked?.count} 笔` }).click();
  await page.waitForURL(/stage=booked.*from=/);
  await seen(page.getByText(formatAmount(booked?.amount ?? collected.now.amount)).first());
});

it('the waterfall and the days that booking took open their bills, and the month is taken out with the same sum', async () => {
  const { costItems, collected, waits } = await told();
  const most = costItems.toSorted((a, b) => Math.abs(moreOf(b)) - Math.abs(moreOf(a)))[0];
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: `/analysis?month=${MONTH}` });
  const fall = page.getByRole('region', { name: /在哪里$/ });
  await fall.getByRole('button', { name: most?.name ?? '—' }).click();
  await seen(page.getByRole('dialog', { name: most?.name ?? '' }).getByText(`${most?.now.count} 笔`));
  await app.mustBeSound();
  await page.keyboard.press('Escape');
  const first = waits.find(({ count }) => count > 0);
  const took = page.getByRole('region', { name: '审批完成到入账', exact: true });
  await took
    .getByRole('button', { name: `${first?.count} 笔` })
    .first()
    .click();
  await seen(page.getByRole('dialog', { name: /^审批完成到入账/ }).getByText(`${first?.count} 笔`));
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: '导出' }).click();
  await page.waitForURL(/\/data\/bills\?.*from=/);
  await seen(page.getByRole('dialog').getByText(formatAmount(collected.now.amount)));
  await app.mustBeSound();
});

it('it fits a narrow desk, in both themes, and a month without bills says so', async () => {
  const { page, ...app } = await desk.open({ part: '查看', ...NARROW, path: `/analysis?month=${MONTH}` });
  await seen(page.getByRole('region', { name: '按部门' }));
  await app.mustBeSound();
  const dark = await desk.open({ part: '查看', ...NARROW, theme: 'dark', path: '/analysis?month=2020-01' });
  await seen(dark.page.getByText('1 月没有审批完成的单据'));
  await dark.mustBeSound();
});

it('晨报 is one screen of a phone, and its rows add up to the month', async () => {
  const { collected } = await desk.office.admin.get<Analysis>('/api/analysis');
  expect(collected.now.count).toBeGreaterThan(0);
  const { page, ...app } = await desk.open({ part: '审核', ...IPHONE });
  await page.getByRole('link', { name: '晨报' }).click();
  const month = page.getByRole('region', { name: '现在在哪里' });
  await seen(month);
  const rows = await month.getByRole('listitem').getByRole('img').allTextContents();
  expect(rows.reduce((whole, row) => whole + fenOf(row), 0n)).toBe(fenOf(collected.now.amount));
  await expect.poll(() => textOf(month)).toContain(formatAmount(collected.now.amount));
  await seen(page.getByRole('region', { name: '采集的钱在哪些部门' }));
  await expect
    .poll(() => page.evaluate<number>('document.documentElement.scrollHeight'))
    .toBeLessThanOrEqual(IPHONE.height);
  await app.mustBeSound();
  await app.picture('phone-morning');
});
