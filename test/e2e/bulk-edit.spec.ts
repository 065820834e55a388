import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { seen } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 12, clean: true } });
  await collect(desk.office);
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

it.each([
  ['1440', 1440, 900, 0],
  ['900', 900, 640, 3],
] as const)(
  '批量改 at %s: by its key a field is chosen, filled down, seen as it becomes, and saved',
  async (name, width, height, from) => {
    const { page, ...app } = await desk.open({ part: '管理员', width, height, path: '/?stage=review&group=off' });
    const boxes = page.getByRole('grid').getByRole('checkbox', { name: /^选择 / });
    await seen(boxes.nth(5));
    for (const n of [0, 1, 2]) await boxes.nth(from + n).click();
    await seen(page.getByRole('region', { name: '已选' }).getByRole('button', { name: '批量改' }));
    await page.locator('h1').click();
    await page.keyboard.press('b');
    const dialog = page.getByRole('dialog', { name: /^批量改/ });
    await dialog.getByRole('radio', { name: /结算方式/ }).click();
    const input = dialog.getByRole('combobox');
    await seen(dialog.getByRole('option').nth(1));
    await input.press('ArrowDown');
    await input.press('Enter');
    await dialog.getByRole('button', { name: '往下填' }).click();
    const save = dialog.getByRole('button', { name: '改 3 笔' });
    await seen(save);
    // A row that was filled by mistake is left out again.
    await dialog
      .getByRole('button', { name: /^不改这笔/ })
      .nth(1)
      .click();
    await seen(dialog.getByRole('button', { name: '改 2 笔' }));
    await dialog.getByRole('button', { name: '往下填' }).click();
    await seen(save);
    await seen(dialog.getByText('都还没通过，没有审核会作废。'));
    await app.mustBeSound();
    await app.picture(`desk-bulk-edit-${name}`);
    await expect.poll(() => save.isEnabled()).toBe(true);
    await save.click();
    await seen(page.getByText(/已改 3 笔/));
  },
);
