import '../flow/at-ten.js';
import type { ClosePack } from '@dingdee/shared/close';
import { formatAmount } from '@dingdee/shared/money';
import type { Statement } from '@dingdee/shared/statement';
import Libsql from 'libsql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { approveAll, collect, pushAll } from '../flow/office.js';
import { until } from '../flow/person.js';
import { seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;
const DAY_MS = 86_400_000;
const clockOf = (at: number): string => new Date(at + 8 * 3_600_000).toISOString();

/** Last month, by Beijing's clock. */
const now = clockOf(Date.now());
const month = new Date(Date.UTC(Number(now.slice(0, 4)), Number(now.slice(5, 7)) - 2, 1)).toISOString().slice(0, 7);
const days: string[] = [];
for (let at = Date.parse(`${month}-01T00:00:00Z`); new Date(at).toISOString().startsWith(month); at += DAY_MS)
  days.push(new Date(at).toISOString().slice(0, 10));

let desk: CompanyDesk;
let number: string;
const statementOf = (day: string) => desk.office.reviewer.get<Statement>(`/api/statements/${day}`);
async function balance(which: readonly string[]): Promise<void> {
  for (const day of which) await desk.office.reviewer.post('/api/statements', { day });
  for (const day of which)
    await until(
      () => statementOf(day),
      ({ run, running }) => run !== null && running === null,
    );
}
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 12, clean: true }, settings: { STATEMENT_DAYS: '0' } });
  await collect(desk.office);
  await approveAll(desk.office);
  await pushAll(desk.office);
  number = desk.stack.sandbox.state.kingdee.ledger.report()[0]?.number ?? '';
  finishInMonth();
  await balance(days);
});
/** As if all of it had finished in the middle of last month. */
function finishInMonth(): void {
  const books = new Libsql(desk.stack.databaseUrl.replace('sqlite:', ''));
  books.exec('PRAGMA busy_timeout = 10000');
  books.prepare('UPDATE listed_approval SET day = ?').run(`${month}-15`);
  for (const table of ['approval', 'bill'])
    books.prepare(`UPDATE ${table} SET finished_at = ?`).run(Date.parse(`${month}-15T10:00:00+08:00`));
  books.close();
}
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

describe('the pack of a month', () => {
  it('is a list of work, is signed by two people, and says afterwards what Kingdee undid', async () => {
    const first = await desk.open({ part: '审核', ...WIDE, path: `/close/${month}` });
    const list = first.page.getByRole('region', { name: '结账前要做完的' });
    await seen(list.getByText(`金蝶 ${month} 结账了没有`));
    await seen(list.getByText('接口查不到，要人来勾'));
    await seen(first.page.getByText(/各项合计 \S+，等于金蝶减钉钉/));
    await first.mustBeSound();
    await first.picture('desk-close-1440');
    await list.getByRole('button', { name: '现在校验' }).click();
    await seen(list.getByText('审计校验一致'));
    await list.getByRole('button', { name: '勾选已结账' }).click();
    await seen(list.getByText(`金蝶 ${month} 已结账`, { exact: true }));
    await seen(first.page.getByText('14 项都好'));
    await first.page.getByRole('button', { name: '编制签字' }).click();
    await seen(first.page.getByText('编制是你签的，复核要另一个人'));
    await expect.poll(() => first.page.getByRole('button', { name: '复核签字' }).count()).toBe(0);

    const second = await desk.open({ part: '管理员', ...WIDE, path: `/close/${month}` });
    await second.page.getByRole('button', { name: '复核签字' }).click();
    await seen(second.page.getByText('已签字，数字已冻结'));
    await seen(second.page.getByText(/签字以后没有看到变动。这个月最近一次对账：\d\d-\d\d \d\d:\d\d；/));
    desk.stack.sandbox.state.kingdee.ledger.change(number, 'unaudit');
    await balance([`${month}-15`]);
    await second.page.reload();
    const changes = second.page.getByRole('region', { name: '签字后变动' });
    await seen(changes.getByText(number));
    await expect.poll(() => textOf(changes)).toMatch(/签字以后变了 1 处.*被反审核/s);
    await second.mustBeSound();
    await second.picture('desk-close-signed-1440');
    const again = second.page.getByRole('button', { name: '重新打开' });
    await again.click();
    await second.page.keyboard.type('金蝶反审核了一张');
    await second.page.keyboard.press('Escape');
    await seen(again);
    await expect.poll(() => again.evaluate((el) => el === document.activeElement)).toBe(true);
    await expect.poll(() => textOf(second.page.getByRole('region', { name: '近 13 个月' }))).toContain('变动 1 处');
    const { content } = await desk.office.admin.get<ClosePack>(`/api/closes/${month}`);
    await expect
      .poll(() => textOf(second.page.getByRole('region', { name: '三方合计' })))
      .toContain(`${content.kingdee.count} 张`);
    // On paper there is the pack and nothing of the app around it.
    await second.page.emulateMedia({ media: 'print' });
    await expect.poll(() => second.page.getByRole('banner').first().isVisible()).toBe(false);
    await seen(second.page.getByRole('region', { name: '按表单' }));
    await second.page.emulateMedia({ media: 'screen' });
    await changes.getByRole('link', { name: /^打开/ }).click();
    await second.page.waitForURL(/\/bills\//);
  });

  it('says what came late after the signatures, is opened again with a reason and signed anew, and keeps what was signed first', async () => {
    const { content: first } = await desk.office.admin.get<ClosePack>(`/api/closes/${month}`);
    desk.stack.sandbox.state.dingtalk.generate({ count: 2, seed: 7, clean: true });
    await collect(desk.office);
    await approveAll(desk.office);
    await pushAll(desk.office);
    finishInMonth();
    desk.stack.sandbox.state.kingdee.ledger.change(number, 'audit');
    await balance([`${month}-15`]);
    const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: `/close/${month}` });
    const changes = page.getByRole('region', { name: '签字后变动' });
    await seen(changes.getByText(/签字后才有/).first());
    // What was put right in Kingdee is no change any more.
    await expect.poll(() => textOf(changes)).not.toContain('被反审核');
    await page.getByRole('button', { name: '重新打开' }).click();
    await page.keyboard.type('签字后晚到一张审批');
    await page.getByRole('button', { name: '重新打开' }).click();
    const earlier = page.getByRole('region', { name: '以前结过的' });
    await seen(earlier.getByText('签字后晚到一张审批'));
    await expect.poll(() => textOf(earlier)).toContain(formatAmount(first.ledger.amount));
    const list = page.getByRole('region', { name: '结账前要做完的' });
    await list.getByRole('button', { name: '现在校验' }).click();
    await seen(list.getByText('审计校验一致'));
    await list.getByRole('button', { name: '勾选已结账' }).click();
    await page.getByRole('button', { name: '编制签字' }).click();
    await seen(page.getByText('编制是你签的，复核要另一个人'));
    const other = await desk.open({ part: '审计', ...WIDE, path: `/close/${month}` });
    await other.page.getByRole('button', { name: '复核签字' }).click();
    await seen(other.page.getByText(/冻结，第 2 次结账/));
    const { content: second } = await desk.office.admin.get<ClosePack>(`/api/closes/${month}`);
    await expect
      .poll(() => textOf(other.page.getByRole('region', { name: '三方合计' })))
      .toContain(formatAmount(second.ledger.amount));
    expect(second.ledger.count).toBeGreaterThan(first.ledger.count);
    await expect.poll(() => textOf(other.page.getByRole('region', { name: '近 13 个月' }))).not.toContain('变动');
    await other.mustBeSound();
    await app.mustBeSound();
  });

  it('fits a narrow desk for who only reads, and a phone says where it is', async () => {
    const narrow = await desk.open({ part: '查看', ...NARROW, path: `/close/${month}` });
    await seen(narrow.page.getByRole('region', { name: '三方合计' }));
    await expect.poll(() => narrow.page.getByRole('button', { name: /签字|重新打开/ }).count()).toBe(0);
    await narrow.mustBeSound();
    const phone = await desk.open({ part: '审核', ...IPHONE, path: `/close/${month}` });
    await seen(phone.page.getByText(/月结账包要把合计、差异和检查并排看/));
    await phone.mustBeSound();
  });
});
