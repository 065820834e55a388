import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approveAll, collect } from '../flow/office.js';
import { type Person, until } from '../flow/person.js';
import { fenOf, money, seen, textOf } from './browser.js';
import { type CompanyDesk, kingdeeBills, startCompany } from './company-desk.js';
import { approveSheet, confirmApproval, detail, groupRow, rows, selectionBar, toStage } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;

let desk: CompanyDesk;
let seed = 7300;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 0 } });
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());
/** Each case finds three bills of other people in 待审核, and nothing else on the desk. */
beforeEach(async () => {
  for (const stage of ['review', 'push'])
    for (const bill of await billsOf(stage)) {
      const says = { reason: '测试收尾' };
      const path = `/api/bills/${bill.id}/exclude`;
      const [first, second] = await strangersTo(bill);
      const { version, state } = await first.post<BillSummary>(path, { version: bill.version, ...says });
      // What was ever approved is put away by two people.
      if (state !== 'excluded') await second.post(path, { version, ...says });
    }
  while ((await billsOf('review')).length < 3) await arrive();
});

const billsOf = (stage: string) => desk.office.admin.all<BillSummary>(`/api/bills?stage=${stage}`);
const now = (id: string) => desk.office.admin.get<BillDetail>(`/api/bills/${id}`);
const states = (bills: readonly BillSummary[]) => Promise.all(bills.map(async ({ id }) => (await now(id)).state));
/** Two people of whom neither applied for the bill. */
async function strangersTo({ id }: Pick<BillSummary, 'id'>): Promise<[Person, Person]> {
  const { originatorUserId } = await now(id);
  const { admin, reviewer, pusher } = desk.office;
  const [first, second] = [admin, reviewer, pusher].filter(({ userId }) => userId !== originatorUserId);
  if (!first || !second) throw new Error('two people are wanted');
  return [first, second];
}
/** One clean bill more, of somebody who does not review it. */
async function arrive(): Promise<void> {
  desk.stack.sandbox.state.dingtalk.generate({ count: 1, seed: seed++, clean: true });
  await collect(desk.office);
  for (const stage of ['review', 'mapping'])
    for (const { id, version } of await billsOf(stage)) {
      const { originatorUserId, reason, amount, attachments } = await now(id);
      const lookedAtAlone = attachments === 0 || fenOf(amount ?? '0.00') >= 2_000_000n;
      if (originatorUserId === desk.office.reviewer.userId || reason !== null || lookedAtAlone)
        await (await strangersTo({ id }))[0].post(`/api/bills/${id}/exclude`, { version, reason: '测试不用' });
    }
}
/** A colleague, in another session, changes what would be paid. @returns the number that the first row has now. */
async function changeBehind({ id }: BillSummary): Promise<string> {
  const { version, rows: lines } = await now(id);
  const field = lines[0]?.fields.find(({ path }) => path.endsWith('.costItem'));
  const targetNumber = field?.value === 'CI0001' ? 'CI0002' : 'CI0001';
  const fix = { billId: id, version, path: field?.path, targetNumber, scope: 'bill' };
  await desk.office.admin.post('/api/mapping/fixes', fix);
  return targetNumber;
}
/** The page hears of nothing by itself any more: what a colleague does is news to it only when it asks. */
async function deafen(page: Page): Promise<void> {
  await page.route('**/api/events**', () => undefined);
  await page.reload();
}
const named = ({ payee, amount }: BillSummary) => `${payee} ${money(fenOf(amount ?? '0.00'))}`;
const rowOf = (page: Page, { payee, amount }: BillSummary) =>
  page.getByRole('checkbox', { name: new RegExp(`${payee}.*${money(fenOf(amount ?? '0.00'))}`) });
const notice = (page: Page, words: string | RegExp) => page.getByRole('status').filter({ hasText: words });

describe('on the desk', () => {
  it('a ticked bill that a colleague changed is not approved: the change is shown with who made it, and asked again', async () => {
    const [one, two] = await billsOf('review');
    if (!one || !two) throw new Error('nothing to review');
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(rows(page));
    await deafen(page);
    for (const bill of [one, two]) await rowOf(page, bill).first().click();
    const both = selectionBar(page).getByRole('button', { name: /^通过 2 笔 ¥/ });
    await until(() => both.isEnabled(), Boolean);
    await changeBehind(one);
    await both.click();
    await seen(approveSheet(page).getByText('不会通过的 1 笔'));
    await confirmApproval(page);
    await seen(notice(page, '选中之后有 1 笔变了'));
    // What was looked at anew is said before the other bill's answer is there.
    await until(
      () => states([one, two]),
      (now) => now.join() === 'ready,approved',
      30_000,
    );
    await expect
      .poll(() => textOf(notice(page, '选中之后有 1 笔变了')))
      .toMatch(new RegExp(`${one.payee} ¥.+：费用项目 .+ → .+（.+ 改了这张单据的值）`));
    const approve = selectionBar(page).getByRole('button', { name: /^通过 1 笔 ¥/ });
    expect(await selectionBar(page).getByRole('button', { name: /^通过/ }).isDisabled()).toBe(true);
    await app.mustBeSound();
    await page.getByRole('button', { name: '看过了，按现在的办' }).click();
    await approve.click();
    await confirmApproval(page);
    await until(
      () => states([one]),
      ([state]) => state === 'approved',
      30_000,
    );
  });

  it('a tick does not follow to what a bill became while the page was looked at', async () => {
    const [one] = await billsOf('review');
    if (!one) throw new Error('nothing to review');
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(rows(page));
    await rowOf(page, one).first().click();
    await changeBehind(one);
    await seen(notice(page, '选中之后有 1 笔变了'));
    expect(await selectionBar(page).getByRole('button', { name: /^通过/ }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: '不选这几笔' }).click();
    await selectionBar(page).waitFor({ state: 'hidden' });
    expect(await states([one])).toEqual(['ready']);
    await app.mustBeSound();
  });

  it('a bill in front of the person that a colleague changed is shown with from and to, and cannot be approved before it was looked at', async () => {
    const [one] = await billsOf('review');
    if (!one) throw new Error('nothing to review');
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await rows(page)
      .filter({ hasText: money(fenOf(one.amount ?? '')) })
      .first()
      .click();
    await seen(detail(page).getByText('三方一致'));
    const number = await changeBehind(one);
    await seen(detail(page).getByText('这张单据刚变了'));
    await expect.poll(() => textOf(detail(page))).toMatch(new RegExp(`第 1 行.+ → ${number}.*（.+ 改了这张单据的值）`));
    const approve = detail(page).getByRole('button', { name: /^通过并看下一笔/ });
    expect(await approve.isDisabled()).toBe(true);
    await page.keyboard.press('a');
    expect(await states([one])).toEqual(['ready']);
    await app.mustBeSound();
    await detail(page).getByRole('button', { name: '看过了' }).click();
    await approve.click();
    await until(
      () => states([one]),
      ([state]) => state === 'approved',
      30_000,
    );
  });

  it('a bill that a colleague puts on hold while it is read stays in front of the person: who did it and when, and A approves nothing else', async () => {
    const [one] = await billsOf('review');
    if (!one) throw new Error('nothing to review');
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await rows(page)
      .filter({ hasText: money(fenOf(one.amount ?? '')) })
      .first()
      .click();
    await seen(detail(page).getByText('三方一致'));
    const others = (await billsOf('review')).filter(({ id }) => id !== one.id);
    const { version } = await now(one.id);
    await desk.office.admin.post(`/api/bills/${one.id}/hold`, { version, reason: '等部门确认' });
    await until(
      () => rows(page).count(),
      (count) => count === others.length,
      30_000,
    );
    await seen(detail(page).getByText('这张单据刚变了'));
    await expect.poll(() => textOf(detail(page))).toContain(money(fenOf(one.amount ?? '')));
    await expect.poll(() => textOf(detail(page))).toMatch(/状态 待审核 → 已?挂起（.+ \d\d:\d\d 挂起）/);
    await page.keyboard.press('a');
    await page.keyboard.press('a');
    await app.mustBeSound();
    expect(await states(others)).toEqual(others.map(() => 'ready'));
  });

  it('an approval of what a colleague has changed is refused with person, time and field', async () => {
    const [one] = await billsOf('review');
    if (!one) throw new Error('nothing to review');
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(rows(page));
    await deafen(page);
    await rows(page)
      .filter({ hasText: money(fenOf(one.amount ?? '')) })
      .first()
      .click();
    await seen(detail(page).getByText('三方一致'));
    app.allow(/409/);
    const number = await changeBehind(one);
    await detail(page)
      .getByRole('button', { name: /^通过并看下一笔/ })
      .click();
    await seen(notice(page, '单据已变更').filter({ hasText: number }));
    await expect
      .poll(() => textOf(notice(page, '单据已变更')))
      .toMatch(/.+ \d\d:\d\d 改了这张单据的值.*费用项目 .+ → /);
    expect(await states([one])).toEqual(['ready']);
    await app.mustBeSound();
  });

  it('a whole group that somebody joined is not approved: both sums are said, and the next press takes what is shown then', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE });
    await seen(rows(page));
    await deafen(page);
    const before = await billsOf('review');
    const press = (n: number) =>
      groupRow(page, '检查全部通过').getByRole('button', { name: new RegExp(`^通过 ${n} 笔 ¥`) });
    await seen(press(before.length));
    app.allow(/409/);
    await arrive();
    const after = await billsOf('review');
    expect(after.length).toBeGreaterThan(before.length);
    await press(before.length).click();
    await seen(
      page.getByText(new RegExp(`你看到的是 ${before.length} 笔 ¥.+现在是 ${after.length} 笔 ¥.+没有任何改动`)),
    );
    expect(await billsOf('push')).toEqual([]);
    await app.mustBeSound();
    await seen(press(after.length));
    // A press at once would be taken for one on what stood there before: the button is read first.
    await until(
      async () => {
        await press(after.length)
          .click({ timeout: 2000 })
          .then(() => confirmApproval(page, 2000))
          .catch(() => undefined);
        return (await billsOf('push')).length;
      },
      (count) => count === after.length,
      30_000,
    );
  });

  it('nothing is pushed of a sheet of which one bill was taken back: the new sheet says why, and is what is pushed', async () => {
    await approveAll(desk.office);
    const bills = await billsOf('push');
    const [one, ...rest] = bills;
    if (!one) throw new Error('nothing to push');
    const before = kingdeeBills(desk).length;
    const { page, ...app } = await desk.open({ part: '推送（另一人）', ...WIDE });
    await seen(rows(page));
    await toStage(page, '待推送');
    await page.getByRole('checkbox', { name: '选择全部' }).click();
    await selectionBar(page)
      .getByRole('button', { name: `推送 ${bills.length} 笔` })
      .click();
    const sheet = page.getByRole('dialog', { name: '确认推送' });
    await seen(sheet.getByRole('button', { name: `推送 ${bills.length} 笔 ¥` }));
    app.allow(/409/);
    await desk.office.admin.post(`/api/bills/${one.id}/unapprove`, { version: one.version, reason: '金额要再核对' });
    await sheet.getByRole('button', { name: `推送 ${bills.length} 笔 ¥` }).click();
    await seen(sheet.getByText('确认之前有变化'));
    await seen(sheet.getByText(/现在是“待审核”，不在待推送（.+ 撤回审核）/));
    expect(kingdeeBills(desk)).toHaveLength(before);
    const sum = rest.reduce((total, { amount }) => total + fenOf(amount ?? '0.00'), 0n);
    await sheet.getByRole('button', { name: `推送 ${rest.length} 笔 ¥${money(sum)}` }).click();
    await until(
      async () => kingdeeBills(desk).length - before,
      (count) => count === rest.length,
      30_000,
    );
    await app.mustBeSound();
  });
});

describe('on the phone', () => {
  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
  const card = (page: Page) => page.getByRole('article');
  async function onCard(page: Page): Promise<BillSummary> {
    await seen(card(page).getByText('表单总金额'));
    const words = await textOf(card(page));
    const found = (await billsOf('review')).find(({ amount }) => words.includes(money(fenOf(amount ?? ''))));
    if (!found) throw new Error(`no bill for the card “${words}”`);
    return found;
  }

  it('a picked bill that a colleague changed is not approved: the change is shown, and asked again', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...IPHONE, path: '/review' });
    await seen(card(page));
    await deafen(page);
    const one = await onCard(page);
    await button(page, '多选').click();
    await button(page, named(one)).click();
    await until(() => button(page, /^通过 1 笔 ¥/).isEnabled(), Boolean);
    await changeBehind(one);
    await button(page, /^通过 1 笔 ¥/).click();
    await seen(notice(page, '选中之后有 1 笔变了'));
    expect(await states([one])).toEqual(['ready']);
    await page.getByRole('dialog').getByRole('button').last().click();
    await expect
      .poll(() => textOf(notice(page, '选中之后有 1 笔变了')))
      .toMatch(/费用项目 .+ → .+（.+ 改了这张单据的值）/);
    await app.mustBeSound();
    await button(page, '看过了，按现在的办').click();
    await button(page, /^通过 1 笔 ¥/).click();
    await confirmApproval(page);
    await until(
      () => states([one]),
      ([state]) => state === 'approved',
      30_000,
    );
  });

  it('a card that a colleague changed is not approved by a tap: the change is shown, and asked again', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...IPHONE, path: '/review' });
    await seen(card(page));
    await deafen(page);
    const one = await onCard(page);
    app.allow(/409/);
    const number = await changeBehind(one);
    await button(page, '通过').click();
    await seen(notice(page, '这张单据刚变了'));
    expect(await states([one])).toEqual(['ready']);
    await expect.poll(() => textOf(notice(page, '这张单据刚变了'))).toContain(`→ ${number}`);
    expect(await button(page, '通过').isDisabled()).toBe(true);
    await app.mustBeSound();
    await button(page, '看过了').click();
    await button(page, '通过').click();
    await until(
      () => states([one]),
      ([state]) => state === 'approved',
      30_000,
    );
  });

  it('a reason is not sent for a bill that became another while it was written', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...IPHONE, path: '/review' });
    const one = await onCard(page);
    await button(page, '挂起').click();
    const sheet = page.getByRole('dialog', { name: '挂起' });
    await sheet.getByText('等部门确认').click();
    await changeBehind(one);
    await seen(sheet.getByText('这张单据刚变了，没有发出。关上看过再办。'));
    expect(await sheet.getByRole('button', { name: '挂起', exact: true }).isDisabled()).toBe(true);
    expect(await states([one])).toEqual(['ready']);
    await app.mustBeSound();
  });
});
