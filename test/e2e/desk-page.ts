import type { Locator, Page } from 'playwright-core';
import { until } from '../flow/person.js';
import { sums, textOf } from './browser.js';

/** Locators of the desk, by the text that a person reads. */
export const rail = (page: Page): Locator => page.getByRole('complementary', { name: '阶段' });
export const tab = (page: Page, word: string): Locator =>
  rail(page).getByRole('button', { name: new RegExp(`^${word}`) });
export const grid = (page: Page): Locator => page.getByRole('grid', { name: '单据' });
/** Rows of bills; heads of groups cannot be selected. */
export const rows = (page: Page): Locator => grid(page).locator('[role=row][aria-selected]');
export const currentRow = (page: Page): Locator => grid(page).locator('[role=row][aria-current]');
export const detail = (page: Page): Locator => page.getByRole('region', { name: '单据详情' });
export const groupRow = (page: Page, label: string): Locator =>
  grid(page).locator('[role=row]:not([aria-selected])').filter({ hasText: label });
export const selectionBar = (page: Page): Locator => page.getByRole('region', { name: '已选' });
export const option = (page: Page, name: string): Locator => page.getByRole('option', { name });

/** Opens the further actions of a scheme in the list of schemes, which stay hidden until then. @param name part of the scheme's name */
export const moreOf = (page: Page, name = ''): Promise<void> =>
  page
    .getByRole('button', { name: new RegExp(`${name}.*的更多操作$`) })
    .first()
    .click();

/** Returns the count and sum that a tab shows. */
export async function shownOn(page: Page, word: string): Promise<{ count: number; amount: bigint }> {
  const text = (await textOf(tab(page, word))).slice(word.length);
  return { count: Number(/[\d,]+/.exec(text)?.[0].replace(/,/g, '') ?? Number.NaN), amount: sums(text)[0] ?? -1n };
}

/** Waits until a tab shows this count. */
export async function untilShown(page: Page, word: string, count: number): Promise<{ count: number; amount: bigint }> {
  await until(
    async () => (await shownOn(page, word)).count,
    (now) => now === count,
    30_000,
  );
  return shownOn(page, word);
}

/** Goes to a stage and waits for its list. */
export async function toStage(page: Page, word: string): Promise<void> {
  await tab(page, word).click();
  await page.getByRole('heading', { level: 1, name: word }).waitFor();
  await rows(page).first().waitFor();
}

/** Returns the rows of the progress table: bill number and its progress. */
export const progressRows = async (page: Page): Promise<string[]> =>
  page.getByRole('dialog', { name: /^推送/ }).locator('tbody tr').allInnerTexts();

/** Folds groups until the head of this group is on screen: the list renders only the rows that fit. */
export async function bringGroup(page: Page, label: string): Promise<Locator> {
  const open = grid(page).locator('button[aria-expanded=true]');
  await until(
    async () => {
      if ((await groupRow(page, label).count()) > 0) return true;
      if ((await open.count()) > 0) await open.last().click();
      return false;
    },
    (there) => there,
    30_000,
  );
  return groupRow(page, label);
}

/** Sheet that is shown before 通过 of several bills. */
export const approveSheet = (page: Page): Locator => page.getByRole('dialog', { name: '通过前看一遍' });
/** Reads the sheet and approves its bills. @returns the number of bills on the sheet. */
export async function confirmApproval(page: Page, timeout?: number): Promise<number> {
  const go = approveSheet(page).getByRole('button', { name: /^通过 \d+ 笔 ¥[\d,.]+$/ });
  await go.waitFor(timeout === undefined ? {} : { timeout });
  const said = Number(/\d+/.exec(await textOf(go))?.[0]);
  await go.click();
  return said;
}
