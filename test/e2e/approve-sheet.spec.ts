import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import * as company from '../sandbox/company.js';
import { fenOf, money, seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';
import { approveSheet, bringGroup, confirmApproval, grid, rows, selectionBar } from './desk-page.js';

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 0 }, settings: { FOUR_EYES_BILL: '20000.00' } });
  desk.stack.sandbox.state.dingtalk.generate({ count: 60, seed: 4711, clean: true });
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const inReview = () => desk.office.admin.all<BillSummary>('/api/bills?stage=review');
const sumOf = (bills: readonly BillSummary[]) => bills.reduce((sum, { amount }) => sum + fenOf(amount ?? '0.00'), 0n);
/** What the reviewer sees as clean, and what is looked at alone, worked out here from the bills themselves. */
async function parts() {
  const bills = (await inReview()).filter(({ reason }) => reason === null);
  const details = await Promise.all(bills.map(({ id }) => desk.office.admin.get<BillDetail>(`/api/bills/${id}`)));
  const own = details.filter((bill) => bill.originatorUserId === desk.office.reviewer.userId);
  const others = details.filter((bill) => !own.includes(bill));
  const large = others.filter(({ amount }) => fenOf(amount ?? '0.00') >= 2_000_000n);
  const bare = others.filter((bill) => !large.includes(bill) && bill.attachments === 0);
  return { own, large, bare, clean: others.filter((bill) => !large.includes(bill) && !bare.includes(bill)) };
}

describe('before several bills are approved', () => {
  it('the desk says count, sum and the three largest, and own, large and bare ones are groups without such a button', async () => {
    const { own, large, bare, clean } = await parts();
    expect(clean.length).toBeGreaterThan(3);
    expect(own.length + large.length + bare.length).toBeGreaterThan(0);
    const { page, ...app } = await desk.open({ part: '审核', width: 1440, height: 900 });
    await seen(rows(page));
    for (const [label, part] of [
      ['你自己的报销', own],
      ['单笔 ≥ ¥20,000', large],
      ['没有附件', bare],
    ] as const)
      if (part.length > 0) {
        await expect
          .poll(async () => (await bringGroup(page, label)).getByRole('button', { name: /^通过/ }).count())
          .toBe(0);
      }
    const press = `通过 ${clean.length} 笔 ¥${money(sumOf(clean))}`;
    await (await bringGroup(page, '检查全部通过')).getByRole('button', { name: press }).click();
    const sheet = approveSheet(page);
    await seen(sheet.getByRole('button', { name: press }));
    const words = await textOf(sheet);
    const biggest = [...clean].sort((a, b) => (sumOf([a]) < sumOf([b]) ? 1 : -1)).slice(0, 3);
    for (const bill of biggest) expect(words).toContain(`¥${money(sumOf([bill]))}`);
    // Nothing has been done by reading it.
    expect((await inReview()).length).toBe(own.length + large.length + bare.length + clean.length);
    await app.mustBeSound();
    await sheet.getByRole('button', { name: '再看看' }).click();
    await sheet.waitFor({ state: 'hidden' });
    expect((await inReview()).length).toBe(own.length + large.length + bare.length + clean.length);
  });

  it('what is left out of a selection of everything is said by cause, one line each, before and not only after', async () => {
    const { own, clean, large, bare } = await parts();
    const withoutFiles = [...clean, ...large, ...bare].filter(({ attachments }) => attachments === 0).length;
    const all = own.length + clean.length + large.length + bare.length;
    const { page, ...app } = await desk.open({ part: '审核', width: 1440, height: 900 });
    await seen(rows(page));
    await grid(page).getByRole('checkbox', { name: '选择全部' }).click();
    // The button says what it will do, and the bar what it leaves out.
    if (own.length > 0)
      await seen(
        selectionBar(page)
          .getByText(`已选 ${all} 笔`)
          .and(page.getByText(`含 ${own.length} 笔不可审核`)),
      );
    await selectionBar(page)
      .getByRole('button', { name: new RegExp(`^通过 ${all - own.length} 笔 ¥`) })
      .click();
    const sheet = approveSheet(page);
    await seen(sheet.getByRole('button', { name: new RegExp(`^通过 ${all - own.length} 笔 ¥`) }));
    const words = await textOf(sheet);
    if (own.length > 0) expect(words.match(/你自己的报销/g)).toHaveLength(1);
    if (large.length > 0) expect(words).toContain(`单笔 ≥ ¥20,000：${large.length} 笔`);
    if (withoutFiles > 0) expect(words).toContain(`没有附件：${withoutFiles} 笔`);
    await app.mustBeSound();
  });

  it('the phone says the ¥ on its button and the same sheet, and approves exactly what the sheet said', async () => {
    const { clean } = await parts();
    const { page, ...app } = await desk.open({
      part: '审核',
      width: 390,
      height: 844,
      platform: 'ios',
      path: '/review?reason=',
    });
    await page.getByRole('button', { name: '多选', exact: true }).click();
    await page.getByRole('button', { name: `全选 ${clean.length} 笔` }).click();
    const button = page.getByRole('button', { name: `通过 ${clean.length} 笔 ¥${money(sumOf(clean))}` });
    await button.click();
    await seen(approveSheet(page).getByText('最大的几笔'));
    await app.mustBeSound();
    expect(await confirmApproval(page)).toBe(clean.length);
    const approved = () => desk.office.admin.all<BillSummary>('/api/bills?stage=push');
    await until(approved, (bills) => bills.length === clean.length, 30_000);
    expect(new Set((await approved()).map(({ id }) => id))).toEqual(new Set(clean.map(({ id }) => id)));
  });
});

/** The account that a colleague puts in the place of what the applicant wrote. */
const CHANGED_ACCOUNT = '6217000099998888777';

describe('before a payee that somebody changed by hand is paid', () => {
  it('the sheet of the push names the bill, what was changed and by whom, and who looked at it: on the desk and on the phone', async () => {
    const { admin, reviewer, pusher } = desk.office;
    const { large, bare } = await parts();
    const names = new Map(company.employees.map(({ userid, name }) => [userid, name]));
    const before = [...large, ...bare].find((bill) => bill.rows.length === 1);
    if (!before) throw new Error('nothing waits for review');
    const path = 'rows[0].oppositeAccount';
    const fix = { billId: before.id, version: before.version, path, targetNumber: CHANGED_ACCOUNT, scope: 'bill' };
    await admin.post('/api/mapping/fixes', fix);
    const { version, payee } = await reviewer.get<BillDetail>(`/api/bills/${before.id}`);
    await reviewer.post(`/api/bills/${before.id}/approve`, { version, note: '已打电话向申请人核对过账号' });
    const { length: waiting } = await pusher.all<BillSummary>('/api/bills?stage=push');
    const named = [
      '收款信息不是照审批单的 1 笔',
      payee,
      '尾号 8777',
      `（${names.get(admin.userId)}）`,
      `${names.get(reviewer.userId)} 核对后通过`,
    ];

    const { page, ...app } = await desk.open({ part: '推送', width: 1440, height: 900 });
    await seen(rows(page));
    await grid(page).getByRole('checkbox', { name: '选择全部' }).click();
    await selectionBar(page)
      .getByRole('button', { name: `推送 ${waiting} 笔` })
      .click();
    const sheet = page.getByRole('dialog', { name: '确认推送' });
    await seen(sheet.getByText('收款信息不是照审批单的 1 笔'));
    for (const word of named) expect(await textOf(sheet)).toContain(word);
    await app.mustBeSound();

    const phone = await desk.open({ part: '推送', width: 390, height: 844, platform: 'ios' });
    await phone.page.getByRole('link', { name: `去推送 ${waiting} 笔` }).click();
    await phone.page.getByRole('button', { name: `全选 ${waiting} 笔`, exact: true }).click();
    await phone.page.getByRole('button', { name: new RegExp(`^推送 ${waiting} 笔 ¥`) }).click();
    const below = phone.page.getByRole('dialog');
    await seen(below.getByText('收款信息不是照审批单的 1 笔'));
    for (const word of named) expect(await textOf(below)).toContain(word);
    await phone.mustBeSound();
  });
});
