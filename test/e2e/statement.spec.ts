import '../flow/at-ten.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { approveAll, collect, pushAll } from '../flow/office.js';
import { seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;
const dayOf = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);

let desk: CompanyDesk;
let day: string;
let number: string;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 12, clean: true }, settings: { STATEMENT_DAYS: '0' } });
  await collect(desk.office);
  await approveAll(desk.office);
  await pushAll(desk.office);
  const { kingdee, dingtalk } = desk.stack.sandbox.state;
  const bill = kingdee.ledger.report()[0];
  const approval = dingtalk.state.approvals.all().find(({ instanceId }) => instanceId === bill?.thirdBillNo);
  if (!bill || !approval) throw new Error('nothing is booked');
  number = bill.number;
  day = dayOf(approval.finishedAt ?? 0);
  kingdee.ledger.change(number, 'amount', '12.34');
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

describe('the statement of a day', () => {
  it('is asked for by a reviewer, and shows the three sums, the bill that Kingdee changed, both amounts and the way to it', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: `/statements/${day}` });
    await seen(page.getByText('这一天还没有对过账'));
    await page.getByRole('button', { name: '现在对账' }).click();
    const band = page.getByRole('region', { name: '三方合计' });
    await seen(band);
    await expect.poll(() => textOf(band)).toMatch(/钉钉审批完成.*钉蝶台账.*1 张要看.*金蝶付款单/s);
    const buckets = page.getByRole('region', { name: '差异逐项' });
    await seen(buckets.getByRole('row', { name: /金额改过/ }));
    await buckets.getByRole('button', { name: /看“金额改过”的 1 张/ }).click();
    await seen(buckets.getByText(number));
    await seen(buckets.getByText('12.34').first());
    await seen(page.getByRole('region', { name: '按表单与组织' }).getByRole('row', { name: /合计/ }));
    await seen(page.getByText('没有未解释的差异'));
    await app.mustBeSound();
    await app.picture('desk-statement-1440');
    // What may be taken out is that day, and each of the days before is a way to it.
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出表格' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(`对账-${day}.xlsx`);
    await seen(page.getByRole('link', { name: new RegExp(`^${day} \\d+ 张没有走完|^${day} 都走完了`) }));
    await buckets.getByRole('link', { name: /^打开/ }).click();
    await page.waitForURL(/\/bills\//);
  });

  it('fits a narrow desk for who only reads, and a phone says where it is', async () => {
    const narrow = await desk.open({ part: '查看', ...NARROW, path: `/statements/${day}` });
    await seen(narrow.page.getByRole('region', { name: '三方合计' }));
    await expect.poll(() => narrow.page.getByRole('button', { name: '现在对账' }).count()).toBe(0);
    await narrow.mustBeSound();
    const phone = await desk.open({ part: '审核', ...IPHONE, path: `/statements/${day}` });
    await seen(phone.page.getByText(/三方对账要把三边的合计和差异并排看/));
    await phone.mustBeSound();
  });
});
