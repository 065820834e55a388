import type { BillSummary } from '@dingdee/shared/bill';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import { axeFaults } from './axe.js';
import { fenOf, gone, money, seen, textOf } from './browser.js';
import { agreedApprovals, type CompanyDesk, kingdeeBills, stageNow, startCompany } from './company-desk.js';
import { approveSheet, currentRow, detail, rows } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 40, clean: true },
    settings: { FOUR_EYES_BILL: '900000.00', FOUR_EYES_BATCH: '9000000.00' },
    leftOpen: ['市内交通', '快递'],
  });
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const countOf = async (stage: string) => (await stageNow(desk, stage)).count;
const enabled = (button: ReturnType<Page['getByRole']>) =>
  until(
    async () => (await button.count()) > 0 && (await button.first().isEnabled()),
    (on) => on,
    30_000,
  );

describe('a thumb', () => {
  it('approves ten clean bills with four taps: each stands there, then the total and the largest, then they pass', async () => {
    const before = await countOf('push');
    const { page, ...app } = await desk.open({ part: '审核', ...IPHONE });
    let taps = 0;
    const tap = async (name: string | RegExp) => {
      await page.getByRole('link', { name }).or(page.getByRole('button', { name })).first().tap();
      taps += 1;
    };
    await tap(/^检查全部通过/);
    await tap(/^检查全部通过的 10 笔，一起看/);
    const ticked = page.locator('button[aria-pressed=true]');
    await until(
      () => ticked.count(),
      (n) => n === 10,
      30_000,
    );
    await app.mustBeSound();
    const go = /^通过 10 笔 ¥[\d,.]+$/;
    await enabled(page.getByRole('button', { name: go }));
    await tap(go);
    const sheet = page.getByRole('dialog', { name: '通过前看一遍' });
    await seen(sheet.getByText('最大的几笔'));
    await app.mustBeSound();
    await sheet.getByRole('button', { name: go }).tap();
    taps += 1;
    await until(
      () => countOf('push'),
      (n) => n === before + 10,
      30_000,
    );
    expect(taps).toBe(4);
    await app.mustBeSound();
  });
});

describe('the first time', () => {
  it('four steps say what stands where, keep no key from the work, and do not come back once they were sent away', async () => {
    const { page, ...app } = await desk.open({ part: '查看', ...WIDE, path: '/?stage=review', first: true });
    const tour = page.getByRole('region', { name: '四步看懂审核台' });
    await seen(tour);
    await seen(detail(page).getByText('三方一致'));
    const before = await textOf(currentRow(page));
    await page.keyboard.press('j');
    await until(
      () => textOf(currentRow(page)),
      (now) => now !== before,
      30_000,
    );
    for (const title of ['左边是阶段', '中间按原因分组', '右边是对照', '通过之后再推送']) {
      await seen(tour.getByRole('heading', { name: title }));
      await expect.poll(() => axeFaults(page, [], '[aria-label=四步看懂审核台]')).toEqual([]);
      await app.mustBeSound();
      await tour.getByRole('button', { name: /^(下一步|知道了)$/ }).click();
    }
    await gone(tour);
    await page.reload();
    await seen(detail(page).getByText('三方一致'));
    await expect.poll(() => tour.count()).toBe(0);
    await page.getByRole('button', { name: / · 查看$/ }).click();
    await page.getByRole('button', { name: '四步看懂审核台' }).click();
    await seen(tour);
  });
});

describe('a keyboard alone', () => {
  it('reaches the list by the first stop of Tab', async () => {
    const { page, ...app } = await desk.open({ part: '审核', ...WIDE, path: '/?stage=review' });
    await seen(detail(page).getByText('三方一致'));
    await page.keyboard.press('Tab');
    await expect.poll(() => textOf(page.locator(':focus'))).toBe('跳到列表');
    await app.mustBeSound();
    await page.keyboard.press('Enter');
    await seen(page.locator('[role=row][aria-current]:focus'));
  });

  it('takes all that came from a missing value to Kingdee: fixes, approves and pushes without a mouse', async () => {
    const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/?stage=review' });
    await seen(rows(page));
    const press = (key: string) => page.keyboard.press(key);
    /** Opens the palette, types, and takes what is marked. */
    const command = async (typed: string) => {
      await press('Control+k');
      const palette = page.getByRole('dialog', { name: '命令面板' });
      await seen(palette);
      await page.keyboard.type(`>${typed}`);
      await seen(palette.locator('[role=option][aria-selected=true]:not([aria-disabled])'));
      await press('Enter');
      await gone(palette);
    };
    const place = async (typed: string, heading: string, look = async () => {}) => {
      // A sheet that is on its way out has the keyboard still.
      await until(
        () => page.locator('[aria-modal=true]:visible').count(),
        (sheets) => sheets === 0,
      );
      await press('Control+k');
      const palette = page.getByRole('dialog', { name: '命令面板' });
      await page.keyboard.type(typed);
      await seen(palette.getByRole('option', { name: `审核台：${heading}`, selected: true }));
      await look();
      await press('Enter');
      await seen(page.getByRole('heading', { level: 1, name: heading }));
    };

    await place('dbys', '待补映射', () => app.picture('desk-palette-1440'));
    await seen(detail(page).locator('[data-problem]'));
    expect(await countOf('mapping')).toBeGreaterThan(3);
    let held = 0;
    /** Waits until the bill of the current row stands beside the list. */
    const besideRow = async () => {
      const payee = (await currentRow(page).allInnerTexts())[0]?.split(/\s+/)[1];
      if (payee) await seen(detail(page).getByText(payee).first());
    };
    for (let left = await countOf('mapping'); left > 0; left = await countOf('mapping')) {
      const row = await textOf(currentRow(page));
      // What a fix has released stands on top, ready to be approved: it is gone past here, and approved with all the others below.
      if (!row.startsWith('选')) {
        await press('j');
        await until(
          () => textOf(currentRow(page)),
          (now) => now !== row,
          30_000,
        );
        await besideRow();
        continue;
      }
      if (row.startsWith('选费用项目')) {
        await press('f');
        await seen(detail(page).locator('input[role=combobox]:focus'));
        await page.keyboard.type('CI0001');
        await seen(page.locator('[role=listbox][aria-busy=false]'));
        await press('Enter');
        await enabled(detail(page).getByRole('button', { name: /^保存并重新映射/ }));
        await press('Enter');
      } else {
        await press('h');
        await seen(page.getByRole('dialog', { name: /^挂起/ }).locator('textarea:focus, input:focus'));
        await page.keyboard.type('等金蝶分配往来单位');
        await press('Control+Enter');
        held += 1;
      }
      await until(
        () => countOf('mapping'),
        (now) => now < left,
        30_000,
      );
      // The next bill has taken its place, in the list and beside it.
      await until(
        async () => ((await currentRow(page).allInnerTexts())[0] ?? '').replace(/\s+/g, ' ').trim(),
        (now) => left === 1 || (now !== '' && now !== row),
        30_000,
      );
      await besideRow();
    }

    await place('daishenhe', '待审核');
    await seen(rows(page));
    const all = await desk.office.admin.all<BillSummary>('/api/bills?stage=review');
    expect(all.length).toBeGreaterThanOrEqual(20);
    await command('quanxuan');
    await command('tongguo');
    const go = approveSheet(page).getByRole('button', { name: /^通过 \d+ 笔 ¥[\d,.]+$/ });
    await seen(go);
    await app.mustBeSound();
    await press('Control+Enter');
    await gone(approveSheet(page));
    for (let left = await countOf('review'); left > 0; left = await countOf('review')) {
      await seen(currentRow(page));
      await press('a');
      await page.keyboard.type('核对过');
      await press('Control+Enter');
      await until(
        () => countOf('review'),
        (now) => now < left,
        30_000,
      );
    }

    await place('dts', '待推送');
    await seen(rows(page));
    const bills = await desk.office.admin.all<BillSummary>('/api/bills?stage=push');
    const sum = money(bills.reduce((fen, { amount }) => fen + fenOf(amount ?? '0.00'), 0n));
    await command('quanxuan');
    await command('tuisong');
    await seen(
      page.getByRole('dialog', { name: '确认推送' }).getByRole('button', { name: `推送 ${bills.length} 笔 ¥${sum}` }),
    );
    await press('Control+Enter');
    await seen(page.getByRole('dialog', { name: '推送结果' }));
    expect(kingdeeBills(desk)).toHaveLength(agreedApprovals(desk).length - held);
    await app.mustBeSound();
  });
});
