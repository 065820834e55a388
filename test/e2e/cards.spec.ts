import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { CARD_TEMPLATE } from '../sandbox/dingtalk/cards.js';
import { gone, seen, takePicture, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const WIDE = { width: 1440, height: 900 } as const;

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 0 },
    settings: { DINGTALK_EVENTS: 'stream', DINGTALK_CARD_TEMPLATE: CARD_TEMPLATE },
  });
  // Buttons open pages where it is known how they are reached.
  await desk.stack.restart({ PUBLIC_URL: desk.stack.url });
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

it('an administrator tries a card behind a dialog that says who gets it, presses it in DingTalk, and reads that it works', async () => {
  await desk.office.admin.post('/api/check-up/lines', { line: 'dingtalk/cards' });
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/check-up' });
  await page.getByRole('button', { name: '试一次… 试发一张卡片' }).click();
  const dialog = page.getByRole('dialog', { name: '试发一张卡片' });
  await seen(dialog.getByText(/给你自己发一张互动卡片/));
  const go = dialog.getByRole('button', { name: '我知道了，发给我' });
  expect(await go.isDisabled()).toBe(true);
  await expect.poll(() => dialog.getByRole('textbox').count()).toBe(0);
  await dialog.getByRole('checkbox').check();
  await app.picture('card-try-1440');
  await go.click();
  await gone(dialog);
  const line = page.getByRole('listitem').filter({ hasText: '试发一张卡片' });
  await seen(line.getByText(/送到了，第 1 次/));
  await app.mustBeSound();
  // In DingTalk.
  const { identities, workbench } = desk.stack.sandbox;
  const boss = identities.find(({ part }) => part === '管理员');
  const chat = await page.context().newPage();
  await chat.goto(`${workbench.url}/cards?userid=${boss?.userid}&still`);
  const card = chat.getByRole('article');
  await seen(card.getByRole('heading', { name: '试发一张卡片' }));
  await expect.poll(() => card.getByRole('link').allInnerTexts()).toEqual(['打开审核台', '看体检']);
  await card.getByRole('button', { name: '我来看' }).click();
  await seen(card.getByText(new RegExp(`${boss?.name} \\d\\d:\\d\\d 在看`)));
  await expect.poll(() => chat.getByRole('article').count()).toBe(1);
  await expect.poll(() => textOf(card)).toContain('已记下：我来看');
  await chat.setViewportSize({ width: 460, height: 420 });
  await takePicture(chat, 'card-in-dingtalk');
  await page.reload();
  await seen(line.getByText(/按钮通了/));
});
