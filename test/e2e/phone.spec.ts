import '../flow/at-ten.js';
import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { approveAll, collect, settled } from '../flow/office.js';
import { until } from '../flow/person.js';
import { fenOf, gone, money, type OpenApp, personOf, seen, sums, textOf } from './browser.js';
import { agreedApprovals, type CompanyDesk, kingdeeBills, stageNow, startCompany } from './company-desk.js';

const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;
const SMALL = { width: 360, height: 740, platform: 'android' } as const;

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 24 },
    settings: { KINGDEE_BATCH: '4', KINGDEE_CONCURRENCY: '1' },
    leftOpen: ['市内交通'],
  });
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const card = (page: Page): Locator => page.getByRole('article');
const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });
const number = (page: Page, word: string): Locator =>
  page.getByRole('region', { name: '今天' }).getByRole('link', { name: new RegExp(word) });
const billsOf = (stage: string) => desk.office.admin.all<BillSummary>(`/api/bills?stage=${stage}`);
/** The bill on the card: the one of the stage whose payee and sum it shows. */
async function billOnCard(page: Page): Promise<BillSummary> {
  await seen(card(page).getByText('表单总金额'));
  const words = await textOf(card(page));
  const [sum] = sums(words);
  const found = (await billsOf('review')).filter(
    ({ payee, amount }) => words.startsWith(payee) && fenOf(amount ?? '0.00') === sum,
  );
  const [bill] = found;
  if (found.length !== 1 || !bill) throw new Error(`${found.length} bills for the card “${words}”`);
  return bill;
}
const approvalOf = ({ businessId }: BillSummary) =>
  agreedApprovals(desk).find((approval) => approval.businessId === businessId);
const untilState = (bill: BillSummary, state: string) =>
  until(
    async () => (await desk.office.admin.get<BillDetail>(`/api/bills/${bill.id}`)).state,
    (now) => now === state,
    30_000,
  );
const openReview = async (): Promise<OpenApp> => {
  const app = await desk.open({ part: '审核', ...IPHONE, path: '/review' });
  await seen(card(app.page).getByText('表单总金额'));
  return app;
};

describe('a reviewer with a phone', () => {
  it('sees on the home page what waits, by cause, with its sum, and begins with one tap', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...IPHONE });
    await seen(number(page, '待我处理'));
    await expect.poll(() => app.bridgeCalls()).toContain('runtime.permission.requestAuthCodeV2');
    const waiting = await stageNow(desk, 'review');
    await expect
      .poll(() => textOf(number(page, '待我处理')))
      .toBe(`待我处理 ${waiting.count} ¥${money(fenOf(waiting.amount))}`);
    await expect.poll(() => textOf(number(page, '今日已入账'))).toBe('今日已入账 0 ¥0.00');
    const missing = await stageNow(desk, 'mapping');
    const rest = page.getByRole('link', { name: /^待补映射/ });
    await expect.poll(() => textOf(rest)).toBe(`待补映射 ${missing.count} 笔 ¥${money(fenOf(missing.amount))}`);
    await app.mustBeSound();
    await page.getByRole('link', { name: `开始审核 ${waiting.count} 笔` }).click();
    await seen(card(page));
    await app.mustBeSound();
  });

  it('decides on a card: where each row goes, that the sums agree, and 通过 brings the next one', async () => {
    const { page, ...app } = await openReview();
    const bill = await billOnCard(page);
    const detail = await desk.office.admin.get<BillDetail>(`/api/bills/${bill.id}`);
    await expect
      .poll(() => textOf(card(page)))
      .toContain(`明细 ${detail.rows.length} 行合计 ＝ 表单总金额 ＝ 应付金额`);
    await app.picture('phone-390');
    for (const name of ['退回补件', '挂起', '通过']) {
      const box = await button(page, name).boundingBox();
      expect(box?.height, name).toBeGreaterThanOrEqual(44);
      expect((box?.y ?? 0) + (box?.height ?? 0), name).toBeLessThanOrEqual(IPHONE.height);
    }
    await button(page, '通过').click();
    await untilState(bill, 'approved');
    await seen(page.getByText(`已通过 1 笔 ¥${money(fenOf(bill.amount ?? ''))}`));
    await until(
      () => billOnCard(page),
      (next) => next.id !== bill.id,
      30_000,
    );
    await app.mustBeSound();
  });

  it('keeps a reason that was typed and not sent on the device, for this bill and this decision, until it is sent', async () => {
    const { page, ...app } = await openReview();
    const bill = await billOnCard(page);
    const open = async (verb: string) => {
      await button(page, verb).click();
      return page.getByRole('dialog', { name: verb });
    };
    const first = await open('挂起');
    await first.getByText('其他，自己写').click();
    await first.getByRole('textbox').fill('等财务总监回来');
    await first.getByRole('button', { name: '再看看' }).click();
    await gone(first);
    await page.reload();
    await seen(card(page).getByText('表单总金额'));
    expect((await billOnCard(page)).id).toBe(bill.id);
    const other = await open('退回补件');
    await seen(other.getByText('其他，自己写'));
    await expect.poll(() => other.getByRole('textbox').count()).toBe(0);
    await other.getByRole('button', { name: '再看看' }).click();
    await gone(other);
    const again = await open('挂起');
    await expect.poll(() => again.getByRole('textbox').inputValue()).toBe('等财务总监回来');
    await app.mustBeSound();
    await again.getByRole('button', { name: '挂起', exact: true }).click();
    await untilState(bill, 'held');
    await until(
      () => page.evaluate<string>('JSON.stringify(localStorage)'),
      (kept) => !kept.includes('等财务总监回来'),
      30_000,
    );
  });

  it('holds a bill with one of three ready reasons', async () => {
    const { page, ...app } = await openReview();
    const bill = await billOnCard(page);
    await button(page, '挂起').click();
    const sheet = page.getByRole('dialog', { name: '挂起' });
    await seen(sheet.getByText('为什么挂起'));
    expect(await sheet.getByRole('button', { name: '挂起', exact: true }).isDisabled()).toBe(true);
    await sheet.getByText('等部门确认').click();
    await app.mustBeSound();
    await sheet.getByRole('button', { name: '挂起', exact: true }).click();
    await untilState(bill, 'held');
    await gone(sheet);
    expect(approvalOf(bill)?.comments).toEqual([]);
    await app.mustBeSound();
    // Whoever opens it reads who put it aside, and when.
    const { name } = personOf(desk.stack.sandbox, '审核');
    for (const as of [IPHONE, { width: 1440, height: 900 }] as const) {
      const { page: other } = await desk.open({ part: '查看', ...as, path: `/bills/${bill.id}` });
      await seen(other.getByText(new RegExp(`^${name} \\d\\d-\\d\\d \\d\\d:\\d\\d 挂起$`)));
    }
  });

  it('sends one back for papers: the question stands as a comment on the approval, in their own words', async () => {
    const { page, ...app } = await openReview();
    const bill = await billOnCard(page);
    await button(page, '退回补件').click();
    const sheet = page.getByRole('dialog', { name: '退回补件' });
    await sheet.getByText('其他，自己写').click();
    await sheet.getByRole('textbox').fill('请补上酒店水单');
    await app.mustBeSound();
    await sheet.getByRole('button', { name: '退回补件', exact: true }).click();
    await untilState(bill, 'held');
    const comments = await until(
      async () => approvalOf(bill)?.comments ?? [],
      (now) => now.length > 0,
      30_000,
    );
    expect(comments).toHaveLength(1);
    expect(comments[0]).toMatchObject({ userid: app.userid });
    expect(comments[0]?.text).toContain('请补上酒店水单');
    await app.mustBeSound();
  });

  it('reads a bill in full: what was converted and why, rows, files, checks, history', async () => {
    const review = await openReview();
    const bill = await billOnCard(review.page);
    const { page, ...app } = await desk.open({ part: '审核', ...IPHONE, path: `/bills/${bill.id}` });
    await seen(page.getByText('上行是审批原值，下行是金蝶单据'));
    const words = await textOf(page.getByRole('main'));
    expect(words).toContain(`¥${money(fenOf(bill.amount ?? ''))}`);
    expect(words.replace(/ /g, '')).toContain(bill.businessId);
    await app.picture('phone-detail-390');
    for (const section of ['附件', '依据', '历史'])
      await page.getByRole('button', { name: new RegExp(`^${section}`) }).click();
    await seen(page.getByText('经过'));
    await app.mustBeSound();
    await page.getByRole('button', { name: '映射表' }).first().click();
    const why = page.getByRole('dialog', { name: '为什么是这个值' });
    await seen(why.getByText('映射表').first());
    await app.mustBeSound();
    await why.getByRole('button', { name: '关闭' }).click();
    await gone(why);
  });
});

describe('a missing value on the phone', () => {
  it('is picked from the searchable list and frees every bill of the form', async () => {
    const { page, ...app } = await desk.open({ part: '映射维护', ...IPHONE, path: '/stages/mapping' });
    const before = await stageNow(desk, 'mapping');
    await page.getByRole('link').filter({ hasText: '费用项目未映射：市内交通' }).first().click();
    await button(page, '补映射').click();
    const sheet = page.getByRole('dialog', { name: '补费用项目' });
    await seen(sheet.getByText('“市内交通”在映射表里没有对应。选一个费用项目：'));
    await sheet.getByRole('searchbox').fill('snjt');
    await seen(sheet.getByRole('button', { name: /差旅费-市内交通/ }));
    await app.picture('phone-fix-pick-390');
    await sheet.getByRole('button', { name: /差旅费-市内交通/ }).click();
    await sheet.getByText('本表单').click();
    await gone(sheet.locator('[aria-busy=true]'));
    await app.picture('phone-fix-scope-390');
    await sheet.getByRole('button', { name: /^保存并重新映射 [1-9]\d* 笔$/ }).click();
    await gone(sheet);
    const after = await stageNow(desk, 'mapping');
    expect(after.count).toBeLessThan(before.count);
    const left = (await billsOf('mapping')).map(({ reason }) => reason);
    expect(left).not.toContain('费用项目未映射：市内交通');
    await app.mustBeSound();
  });
});

describe('pushing from the phone', () => {
  it('has nothing to tick where nothing on the screen may be pushed, and says why', async () => {
    await approveAll(desk.office);
    const words = '审核之后内容有变化。重新审核。';
    const { page, ...app } = await desk.open({ part: '推送', ...IPHONE });
    await page.route('**/api/bills/actions', (route) => {
      const none = { count: 0, amount: '0.00', unknown: 0 };
      const leftOut = [{ code: 'bill/not-approved', words, count: 1, amount: '1.00', unknown: 0 }];
      return route.fulfill({
        json: { actions: [{ action: 'push', fits: none, leftOut, refused: null }], changed: [] },
      });
    });
    await page.getByRole('link', { name: /^去推送 \d+ 笔/ }).click();
    await seen(page.getByText(words));
    await expect.poll(() => page.locator('button[aria-pressed]').count()).toBe(0);
    await expect.poll(() => page.getByRole('button', { name: /^全选/ }).count()).toBe(0);
    await app.mustBeSound();
  });

  it('is confirmed with its sum, followed bill by bill, and leaves one audited bill and one comment each', async () => {
    await approveAll(desk.office);
    const bills = await billsOf('push');
    const sum = bills.reduce((total, { amount }) => total + fenOf(amount ?? '0.00'), 0n);
    const { page, ...app } = await desk.open({ part: '推送', ...IPHONE });
    await page.getByRole('link', { name: `去推送 ${bills.length} 笔` }).click();
    await button(page, `全选 ${bills.length} 笔`).click();
    await app.mustBeSound();
    await button(page, `推送 ${bills.length} 笔 ¥${money(sum)}`).click();
    const sheet = page.getByRole('dialog');
    await seen(sheet.getByText(`推送 ${bills.length} 笔到金蝶云星空`));
    await app.picture('phone-push-390');
    expect(kingdeeBills(desk)).toEqual([]);

    const { faults } = desk.stack.sandbox.state.ctx;
    const slow = faults.add({ system: 'kingdee', kind: 'slow', times: 0, delayMs: 1200 });
    await sheet.getByRole('button', { name: `推送 ${bills.length} 笔 ¥${money(sum)}` }).click();
    await seen(sheet.getByRole('heading', { name: new RegExp(`^正在推送.*\\d+ / ${bills.length}$`) }));
    await seen(sheet.getByText(/^(提交中|审核中)$/));
    await app.picture('phone-push-progress-390');
    faults.clear(slow.id);
    await seen(sheet.getByText(`推送完成 ${bills.length} 笔已入账`));
    await app.picture('phone-push-result-390');
    await sheet.getByRole('button', { name: '关闭' }).last().click();
    await gone(sheet);

    await settled(desk.office);
    const held = kingdeeBills(desk);
    expect(held.map(({ thirdBillNo }) => thirdBillNo).sort()).toEqual(
      bills.map((bill) => approvalOf(bill)?.instanceId).sort(),
    );
    for (const { number: billNo, status, total, thirdBillNo } of held) {
      const approval = agreedApprovals(desk).find(({ instanceId }) => instanceId === thirdBillNo);
      expect([status, total]).toEqual(['C', approval?.expected.total]);
      const mine = approval?.comments.filter(({ text }) => text.includes(billNo)) ?? [];
      expect(mine.map(({ userid }) => userid)).toEqual([app.userid]);
    }
  });

  it('shows on the home page what was booked today', async () => {
    const { count, amount } = await stageNow(desk, 'booked');
    const made = desk.stack.sandbox.state.dingtalk.generate({ count: 8, seed: 41 });
    expect(made.length).toBeGreaterThan(7);
    await collect(desk.office);
    const { page, ...app } = await desk.open({ part: '审核', ...IPHONE });
    await seen(number(page, '今日已入账').getByText(String(count)));
    await expect.poll(() => textOf(number(page, '今日已入账'))).toBe(`今日已入账 ${count} ¥${money(fenOf(amount))}`);
    await app.picture('phone-home-390');
  });
});

describe('a small phone', () => {
  it('shows home, review, detail, lists and push without sideways scroll at 360 px', async () => {
    const bill = (await billsOf('review'))[0];
    const app = await desk.open({ part: '管理员', ...SMALL });
    await seen(number(app.page, '待我处理'));
    await app.mustBeSound();
    const pages = [
      '/review',
      `/bills/${bill?.id}`,
      '/stages/booked',
      '/stages/held',
      '/push',
      '/runs',
      '/me',
      '/mapping',
    ];
    for (const path of pages) {
      await app.page.goto(`${desk.stack.sandbox.gateway.url}${path}`);
      await seen(app.page.getByRole('main'));
      await until(
        () => app.page.locator('[aria-busy=true]').count(),
        (busy) => busy === 0,
        30_000,
      );
      await app.mustBeSound();
    }
  });
});

describe('a person without a role', () => {
  it.each([IPHONE, { width: 1440, height: 900, platform: 'pc' }] as const)(
    'reads only how far their own approvals are, in four words ($platform)',
    async (screen) => {
      const known = new Set(desk.stack.sandbox.identities.map(({ userid }) => userid));
      const all = agreedApprovals(desk).filter(({ originatorUserid }) => !known.has(originatorUserid));
      const own = all.filter(({ originatorUserid }) => originatorUserid === all[0]?.originatorUserid);
      const { page, ...app } = await desk.open({ part: all[0]?.originatorUserid ?? '', ...screen });
      await seen(page.getByRole('heading', { name: '我的审批' }));
      const items = page.getByRole('main').getByRole('listitem');
      await until(
        () => items.count(),
        (n) => n === own.length,
        30_000,
      );
      for (const item of await items.allInnerTexts()) expect(item).toMatch(/已收到|财务审核中|已入账|需补充/);
      const words = await textOf(page.locator('body'));
      for (const other of ['待审核', '待推送', '映射', '费用项目', '推送']) expect(words).not.toContain(other);
      await app.mustBeSound();
    },
  );
});
