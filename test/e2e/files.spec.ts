import type { BillSummary } from '@dingdee/shared/bill';
import type { BillDetail } from '@dingdee/shared/bill-detail';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import { gone, type OpenApp, seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';
import { detail } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const IPHONE = { platform: 'ios', width: 390, height: 844 } as const;
const SIZES = [
  ['desk', WIDE],
  ['narrow desk', { width: 900, height: 640 }],
  ['phone', IPHONE],
] as const;

let desk: CompanyDesk;
let bill: BillDetail;

beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 25, clean: true },
    settings: { DINGTALK_FILE_TIMEOUT_MS: '1500' },
  });
  await collect(desk.office);
  const bills = await desk.office.admin.all<BillSummary>('/api/bills?stage=review');
  const details = await Promise.all(bills.map(({ id }) => desk.office.admin.get<BillDetail>(`/api/bills/${id}`)));
  const found = details.find(
    ({ attachmentList }) => attachmentList.some(({ photo }) => photo) && attachmentList.some(({ photo }) => !photo),
  );
  if (!found) throw new Error('no approval with a photo and an attachment');
  bill = found;
});
afterAll(() => desk?.close());
afterEach(async () => {
  shelf().clear();
  await desk.closeApps();
});

const shelf = () => desk.stack.sandbox.state.dingtalk.state.files;

/** Opens the bill where its files stand. @returns the part of the page with the tiles. */
async function atFiles(page: Page, phone: boolean): Promise<Locator> {
  if (phone) {
    const fold = page.locator('.van-collapse-item').filter({ hasText: '附件' });
    await fold.locator('.van-cell').first().click();
    return fold;
  }
  const pane = detail(page);
  await pane.getByRole('tab', { name: '依据' }).click();
  await pane.getByText('附件与发票').first().scrollIntoViewIfNeeded();
  return pane;
}

const open = (size: (typeof SIZES)[number][1]): Promise<OpenApp> =>
  desk.open({ part: '审核', ...size, path: `/bills/${bill.id}` });
const drawn = (image: Locator): Promise<boolean> =>
  image.first().evaluate((element) => (element as HTMLImageElement).naturalWidth > 0);

describe.each(SIZES)('photos and attachments on the %s', (_, size) => {
  const phone = 'platform' in size;

  it('are drawn and saved without a request to any host but ours', async () => {
    const { page, ...app } = await open(size);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const part = await atFiles(page, phone);
    const photo = part.locator('.file img');
    await seen(photo);
    await until(
      () => drawn(photo),
      (is) => is,
      30_000,
    );

    const attachment = bill.attachmentList.find((file) => !file.photo)?.name ?? '';
    await part
      .getByRole('button', { name: `打开附件 ${attachment}` })
      .first()
      .click();
    const view = page.getByRole('dialog', { name: /^附件 \d+ \/ \d+$/ });
    // A PDF is drawn here, Chinese letters without a font of their own among it.
    await seen(view.locator('canvas[data-drawn="yes"]').first());
    await expect.poll(() => view.getByRole('img', { name: /^第 \d 页，共 2 页$/ }).count()).toBe(2);
    const saving = page.waitForEvent('download');
    await view.getByRole('link', { name: '存到本机' }).click();
    expect((await saving).suggestedFilename()).toBe(attachment);
    await page.keyboard.press('Escape');
    await gone(view);

    const ours = new URL(page.url()).origin;
    expect(asked.filter((url) => !url.startsWith(`${ours}/`) && !url.startsWith(`blob:${ours}/`))).toEqual([]);
    expect(asked.some((url) => url.includes(`/api/bills/${bill.id}/files/`))).toBe(true);
    await app.mustBeSound();
  });

  it('are fetched once for tile and viewer, and the browser keeps no copy', async () => {
    const { page, ...app } = await open(size);
    const place = bill.attachmentList.findIndex(({ photo }) => photo);
    const address = `/api/bills/${bill.id}/files/${place}`;
    const kept: (string | undefined)[] = [];
    page.on('response', (response) => {
      if (response.url().endsWith(address)) kept.push(response.headers()['cache-control']);
    });
    const part = await atFiles(page, phone);
    const name = bill.attachmentList[place]?.name ?? '';
    await seen(part.locator('.file img'));
    await part
      .getByRole('button', { name: new RegExp(`${name}$`) })
      .first()
      .click();
    const shown = page.getByRole('dialog', { name: /^附件 \d+ \/ \d+$/ }).getByRole('img', { name });
    await until(
      () => drawn(shown),
      (is) => is,
      30_000,
    );
    expect(kept).toEqual(['private, no-store']);
    await app.mustBeSound();
  });

  it('one that does not come says why on its tile, and comes after 重试', async () => {
    shelf().spoil('hang', { needle: '/media/' });
    const { page, ...app } = await open(size);
    app.allow(/status of 504 .*\/files\/\d+$/);
    const part = await atFiles(page, phone);
    const again = part.getByRole('button', { name: /^重试 / });
    await seen(again);
    await expect.poll(() => textOf(again)).toBe('太慢 重试');
    const photos = bill.attachmentList.filter(({ photo }) => photo).length;
    await until(
      () => part.locator('.failed li').count(),
      (count) => count === photos,
      30_000,
    );
    await expect
      .poll(() => textOf(part.locator('.failed li')))
      .toMatch(/：等了 2 秒，钉钉还没有把它发过来。点“重试”，还不行就在钉钉里打开原审批看原件。$/);
    await app.mustBeSound();

    shelf().clear();
    await again.first().click();
    await seen(part.locator('.file img'));
    await until(
      () => part.locator('.failed li').count(),
      (count) => count === photos - 1,
      30_000,
    );
    await app.mustBeSound();
  });
});

it('stand beside the bill: zoomed by keys, kept from tab to tab, while the bill can be read and acted on', async () => {
  const { page, ...app } = await open(WIDE);
  await seen(detail(page).getByRole('tab', { name: '对照' }));
  await detail(page)
    .getByRole('button', { name: `附件 ${bill.attachmentList.length} 张` })
    .click();
  const view = page.getByRole('dialog', { name: `附件 1 / ${bill.attachmentList.length}` });
  await seen(view);
  const [file, box] = await Promise.all([view.boundingBox(), detail(page).boundingBox()]);
  expect((file?.x ?? 0) + (file?.width ?? 0)).toBeLessThanOrEqual((box?.x ?? 0) + 1);

  const pdf = bill.attachmentList.findIndex(({ photo }) => !photo);
  for (let i = 0; i < pdf; i += 1) await page.keyboard.press('ArrowRight');
  const second = page.getByRole('dialog', { name: `附件 ${pdf + 1} / ${bill.attachmentList.length}` });
  const sheet = second.locator('canvas[data-page="1"]');
  await seen(second.locator('canvas[data-drawn="yes"]').first());
  const before = (await sheet.boundingBox())?.width ?? 0;
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await seen(second.getByRole('button', { name: '适合窗口' }).getByText('150%'));
  await until(
    async () => (await sheet.boundingBox())?.width ?? 0,
    (width) => Math.abs(width / before - 1.5) < 0.05,
    30_000,
  );
  await page.keyboard.press('0');
  await seen(second.getByText('100%'));

  await detail(page).getByRole('tab', { name: '依据' }).click();
  await seen(detail(page).getByText('附件张数'));
  await seen(second);
  await app.picture('desk-attachment-1440');
  await page.keyboard.press('Escape');
  await gone(second);
  await app.mustBeSound();
});

it('what comes in place of a photo is never drawn, and an attachment that is gone says so in front of the page', async () => {
  shelf().spoil('wrong-type', { needle: '/media/' });
  shelf().spoil('gone', { needle: '/files/' });
  const { page, ...app } = await open(WIDE);
  app.allow(/status of 404 .*\/files\/\d+$/);
  const part = await atFiles(page, false);
  const photo = bill.attachmentList.find((file) => file.photo)?.name ?? '';
  await part
    .getByRole('button', { name: `看照片 ${photo}` })
    .first()
    .click();
  const view = page.getByRole('dialog', { name: /^附件/ });
  await seen(view.getByText('这不是图片'));
  await expect.poll(() => view.locator('img').count()).toBe(0);
  await page.keyboard.press('Escape');
  const attachment = bill.attachmentList.find((file) => !file.photo)?.name ?? '';
  await part
    .getByRole('button', { name: `打开附件 ${attachment}` })
    .first()
    .click();
  await expect.poll(() => textOf(view.getByRole('alert'))).toContain('钉钉上取不到它了：已被删除，或链接已失效。');
  // Asking again cannot help: none is offered. Opening it anew asks anew.
  await expect.poll(() => view.getByRole('button', { name: '重试' }).count()).toBe(0);
  shelf().clear();
  await page.keyboard.press('Escape');
  await part
    .getByRole('button', { name: `打开附件 ${attachment}` })
    .first()
    .click();
  await seen(view.getByRole('link', { name: '存到本机' }));
  await app.mustBeSound();
});
