import type { BillSummary } from '@dingdee/shared/bill';
import { afterAll, afterEach, beforeAll, it } from 'vitest';
import { applySwitches } from '../sandbox/switches.js';
import { gone, seen } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';
import { rows, toStage } from './desk-page.js';

const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;
const WIDE = { width: 1440, height: 900 } as const;

/** Approvals that name a 钉钉账户: the account is taken from Kingdee's record of the employee, on the desk and on the phone. */
let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 0 } });
  applySwitches(desk.stack.sandbox.state.ctx.switches, { dingtalk: { recipientShape: 'dingtalk' } });
  desk.stack.sandbox.state.dingtalk.generate({ clean: true, count: 4, seed: 17 });
  await desk.office.admin.post('/api/runs');
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

it('on the desk: the account that is missing is looked up and taken where it is fixed', async () => {
  const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
  await toStage(page, '待审核');
  await rows(page).first().click();
  const detail = page.getByRole('region', { name: '单据详情' });
  await detail
    .getByRole('button', { name: /对方银行账号/ })
    .first()
    .click();
  await page.getByRole('button', { name: '看金蝶档案里的账号' }).click();
  const list = page.getByRole('list', { name: '金蝶档案里的账号' });
  await seen(list.getByText(/^尾号 \d{4}$/));
  await app.mustBeSound();
  await list.getByRole('button', { name: '用这个账号' }).click();
  await gone(list);
  await seen(detail.getByText('你改的收款信息').first());
});

it('on the phone: the same', async () => {
  const bills = await desk.office.reviewer.all<BillSummary>('/api/bills?stage=review');
  const bill = bills.find(({ reasonKey }) => reasonKey === 'payee-without-number');
  const { page, ...app } = await desk.open({
    part: '审核',
    ...IPHONE,
    path: `/bills/${bill?.id}`,
  });
  await page
    .getByRole('button', { name: /对方银行账号/ })
    .first()
    .click();
  const why = page.getByRole('dialog', { name: '为什么是这个值' });
  await seen(why);
  await why.getByRole('button', { name: /改/ }).first().click();
  const sheet = page.getByRole('dialog').last();
  await sheet.getByRole('button', { name: '看金蝶档案里的账号' }).click();
  const list = sheet.getByRole('list', { name: '金蝶档案里的账号' });
  await seen(list.getByText(/^尾号 \d{4}$/));
  await app.mustBeSound();
  await list.getByRole('button', { name: '用这个账号' }).click();
  await gone(list);
  await seen(page.getByText('你改的收款信息').first());
  await app.mustBeSound();
});
