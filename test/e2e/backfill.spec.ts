import '../flow/at-ten.js';
import type { Backfill } from '@dingdee/shared/backfill';
import type { SchemeDetail } from '@dingdee/shared/scheme';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bookByHand, pastApprovals, RANGE } from '../flow/backfill-parts.js';
import { collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import { seen, textOf } from './browser.js';
import { type CompanyDesk, kingdeeBills, startCompany } from './company-desk.js';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 900, height: 640 },
] as const;

let desk: CompanyDesk;
let past: SandboxApproval[];
beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 12, clean: true },
    settings: { DINGTALK_MONTHLY_CALLS: '5000', DUE_SWEEP_MS: '200' },
  });
  await collect(desk.office);
  past = pastApprovals(desk, 70, 5100);
  const paid = past.filter((_, index) => index % 3 === 0);
  for (const each of paid) bookByHand(desk.stack.sandbox.state.kingdee, each);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

const batches = async (): Promise<Backfill[]> =>
  (await desk.office.admin.get<{ items: Backfill[] }>('/api/backfills')).items;

/** A window of a desk that somebody has made as narrow as a phone. */
const NARROW = { width: 390, height: 640, platform: 'pc' } as const;

describe('补采历史', () => {
  it.each([...SIZES, NARROW])(
    'says what it costs and where the month would end before it is begun ($width px)',
    async (size) => {
      const { page, ...app } = await desk.open({ part: '管理员', ...size, path: '/runs' });
      await page.getByRole('button', { name: '补采历史' }).click();
      const sheet = page.getByRole('dialog', { name: '补采历史' });
      await seen(sheet.getByText('会发生什么'));
      await sheet.getByLabel('发起日期从').fill(RANGE.from);
      await sheet.getByLabel('到', { exact: true }).fill(RANGE.to);
      await seen(sheet.getByText('月底约'));
      await seen(sheet.getByRole('button', { name: /^开始补采，用 (至少 )?[\d,]+ 次$/ }));
      const words = await textOf(sheet);
      expect(words).toContain('全部进隔离区，不进待审核，不发通知，不能推送');
      await app.mustBeSound();
      await app.picture(`desk-backfill-${size.width}`);
      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'detached' });
    },
  );

  it('refuses days that have not ended, in words', async () => {
    const { page, ...app } = await desk.open({ part: '管理员', width: 1440, height: 900, path: '/runs' });
    await page.getByRole('button', { name: '补采历史' }).click();
    const sheet = page.getByRole('dialog', { name: '补采历史' });
    await sheet.getByLabel('到', { exact: true }).fill('2199-01-01');
    await seen(sheet.getByText(/^日期要在 .+ 之间/));
    expect(await sheet.getByRole('button', { name: /^开始补采/ }).isDisabled()).toBe(true);
    await app.mustBeSound();
  });

  it('is begun with one press, shows what came and what Kingdee holds, and releases what was ticked', async () => {
    const { page, ...app } = await desk.open({ part: '管理员', width: 1440, height: 900, path: '/runs' });
    await page.getByRole('button', { name: '补采历史' }).click();
    const begin = page.getByRole('dialog', { name: '补采历史' });
    await begin.getByLabel('发起日期从').fill(RANGE.from);
    await begin.getByLabel('到', { exact: true }).fill(RANGE.to);
    await begin.getByRole('button', { name: /^开始补采/ }).click();
    const sheet = page.getByRole('dialog', { name: '补采隔离区' });
    await seen(sheet.getByText(`补采到 ${past.length} 条`));
    await until(batches, ([batch]) => batch?.state === 'done' && batch.lookedAt !== null && !batch.looking, 30_000);
    await seen(sheet.getByText(/查过金蝶$/));
    await seen(sheet.getByText(/建议归为期初 [1-9]\d* 条 ¥/).first());
    await app.mustBeSound();
    await app.picture('desk-quarantine-1440');
    // More than a page: the rest is asked for.
    const more = sheet.getByRole('button', { name: /^展开其余 \d+ 条$/ });
    if (await more.isVisible()) await more.click();
    const boxes = sheet.getByRole('listitem').getByRole('checkbox');
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await sheet.getByRole('button', { name: /^放行 2 笔 ¥[\d,.]+$/ }).click();
    const [batch] = await until(batches, ([first]) => first?.released.count === 2, 30_000);
    expect(batch?.all.count).toBe(past.length - 2);
    await seen(sheet.getByText(/已放行 2 条 ¥/));
    await app.mustBeSound();
  });

  it.each(SIZES)('closes as 期初 what Kingdee holds, after it was shown ($width px)', async (size) => {
    const [batch] = await batches();
    const { page, ...app } = await desk.open({ part: '管理员', ...size, path: '/runs' });
    await page.getByRole('button', { name: '去放行' }).click();
    const sheet = page.getByRole('dialog', { name: '补采隔离区' });
    if (batch && batch.found.count > 0) {
      const many = batch.found.count - batch.own.found.count;
      await sheet.getByRole('button', { name: `看建议的 ${many} 条，再归为期初` }).click();
      await seen(sheet.getByText(/金蝶已有付款单 FKD/).first());
      await sheet.getByRole('button', { name: `${many} 条归为期初`, exact: true }).click();
      await until(batches, ([first]) => (first?.opening.count ?? 0) > 0 && first?.moving.count === 0, 30_000);
    }
    await seen(sheet.getByText(/已归为期初 \d+ 条 ¥/));
    await app.mustBeSound();
    expect(kingdeeBills(desk).every(({ thirdBillNo }) => thirdBillNo === '')).toBe(true);
  });

  it('is a line to read on the phone, decided about on the desk', async () => {
    const { page, ...app } = await desk.open({
      part: '管理员',
      width: 390,
      height: 844,
      platform: 'ios',
      path: '/runs',
    });
    await seen(page.getByText(/补采隔离中，不能推送：.+在电脑上放行。/));
    await app.mustBeSound();
    await app.picture('phone-backfill');
  });

  it('that stands still says where, and goes on from there', async () => {
    const { page, ...app } = await desk.open({ part: '管理员', width: 1440, height: 900, path: '/' });
    await page.route('**/api/backfills/*', async (route) => {
      const given = (await (await route.fetch()).json()) as Backfill;
      await route.fulfill({
        json: { ...given, state: 'stopped', listedUntil: RANGE.from, problem: '补采停下了：本月剩下的额度不够了。' },
      });
    });
    await page.goto(new URL('/runs', page.url()).href);
    await page.getByRole('button', { name: '去放行' }).click();
    const sheet = page.getByRole('dialog', { name: '补采隔离区' });
    await seen(sheet.getByText(/补采停在 .+，已取 [\d,]+ 条，已用 [\d,]+ 次。/));
    await seen(sheet.getByRole('button', { name: '接着取' }));
    await app.mustBeSound();
  });
});

describe('从哪天开始收', () => {
  it('is changed by one press, after what becomes 期初 and what stays was read; the card shows the new day', async () => {
    const schemeDay = async () =>
      (await desk.office.admin.get<SchemeDetail>(`/api/schemes/${desk.office.schemeId}`)).content.cutOverDate;
    for (const size of [...SIZES, NARROW]) {
      const { page, ...app } = await desk.open({ part: '管理员', ...size, path: '/runs' });
      await page
        .getByRole('button', { name: /^改从哪天开始收/ })
        .first()
        .click();
      const sheet = page.getByRole('dialog', { name: '从哪天开始收' });
      await seen(sheet.getByText('不会动的'));
      await app.mustBeSound();
      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'detached' });
    }
    expect(await schemeDay()).toBeNull();
    const { page, ...app } = await desk.open({ part: '管理员', width: 1440, height: 900, path: '/runs' });
    await page
      .getByRole('button', { name: /^改从哪天开始收/ })
      .first()
      .click();
    const sheet = page.getByRole('dialog', { name: '从哪天开始收' });
    const field = sheet.getByLabel('改为');
    const day = (await field.getAttribute('max')) ?? '';
    await field.fill(day);
    await sheet.getByRole('button', { name: new RegExp(`^改为 ${day}`) }).click();
    await sheet.waitFor({ state: 'detached' });
    expect(await schemeDay()).toBe(day);
    await seen(page.getByText(day, { exact: true }));
    await app.mustBeSound();
  });
});
