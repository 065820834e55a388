import type { BillSummary } from '@dingdee/shared/bill';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import { axeFaults } from './axe.js';
import { gone, type OpenApp, seen } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

/** Paths of every page. Two neighbours are never the same view with other content, because a new view is recognised by its new `main`. */
export interface Pages {
  /** Pages of everyday work; `axe.spec.ts` walks them in the everyday gate. */
  daily: { desk: readonly string[]; phone: readonly string[] };
  /** All other pages, for `axe-rest.spec.ts`. */
  rest: { desk: readonly string[]; phone: readonly string[] };
}

/** Starts a company with bills in several stages. @returns it, with the paths of its pages. */
export async function startPages(): Promise<{ desk: CompanyDesk; pages: Pages }> {
  const desk = await startCompany({ sandbox: { approvals: 24 }, leftOpen: ['市内交通'] });
  const { admin, schemeId } = desk.office;
  await collect(desk.office);
  const first = async (stage: string) =>
    `/bills/${(await admin.all<BillSummary>(`/api/bills?stage=${stage}`))[0]?.id ?? expect.fail(`no bill in ${stage}`)}`;
  const [bill, missing] = [await first('review'), await first('mapping')];
  const scheme = `/schemes/${schemeId}`;
  const pages: Pages = {
    daily: {
      desk: ['/mapping', bill, '/runs', '/schemes', `${scheme}/rules`, '/data'],
      phone: ['/review', '/', bill, '/push', '/me'],
    },
    rest: {
      desk: [
        ...['/log', '/?stage=mapping', '/mapping/costItem', '/?stage=push', '/mapping/check', missing, '/base-data'],
        ...['/schemes/market', '/schemes/new', '/forms', `${scheme}/setup`, '/me', `${scheme}/versions`],
        ...[`${scheme}/simulate`, '/check-up', '/connections', '/members'],
        ...['/close', '/notices', '/analysis', '/reports', '/statements', '/webhooks'],
      ],
      phone: [
        ...['/stages/mapping', missing, '/stages/trouble', '/runs', '/schemes', '/log', '/mapping', `${scheme}/rules`],
        '/mapping/costItem',
      ],
    },
  };
  return { desk, pages };
}

/** Goes to a page of the app without a reload, and waits until its content has arrived. */
async function go(page: Page, path: string): Promise<void> {
  await page.evaluate("document.querySelector('main')?.setAttribute('data-left', '')");
  await page.evaluate(
    `history.pushState({}, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate', { state: {} }))`,
  );
  await seen(page.locator('main:not([data-left])'));
  await arrived(page);
}
/** Waits until nothing is loading, twice in a row with a longer gap than the delay of a skeleton. */
export async function arrived(page: Page): Promise<void> {
  let quiet = 0;
  await until(
    async () => {
      await page.waitForTimeout(120);
      const busy = await page.locator('[aria-busy=true], .skeleton').count();
      quiet = busy === 0 ? quiet + 1 : 0;
      return quiet;
    },
    (times) => times > 2,
    30_000,
  );
}

/** Returns the axe faults in light and dark. @param part selector of a layer, if the page under it was checked already. */
export async function faultsIn(page: Page, where: string, part?: string): Promise<string[]> {
  const light = await axeFaults(page, [], part);
  await page.evaluate("document.documentElement.dataset.theme = 'dark'");
  const dark = await axeFaults(page, ['color-contrast'], part);
  await page.evaluate("document.documentElement.dataset.theme = 'light'");
  return [...light.map((fault) => `${where}: ${fault}`), ...dark.map((fault) => `${where}, dark: ${fault}`)];
}

export async function walk({ page }: OpenApp, paths: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  for (const path of paths) {
    await go(page, path);
    faults.push(...(await faultsIn(page, path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, ':id'))));
  }
  return faults;
}

/** Opens each layer in turn and checks it. */
export async function layers(
  page: Page,
  opened: Record<string, readonly [() => Promise<unknown>, Locator]>,
): Promise<string[]> {
  const faults: string[] = [];
  for (const [name, [open, layer]] of Object.entries(opened)) {
    await open();
    await seen(layer);
    await arrived(page);
    faults.push(...(await faultsIn(page, name, '[role=dialog]')));
    await page.keyboard.press('Escape');
    await gone(layer);
  }
  return faults;
}

/** Returns the elements outside the window on these pages, one line for each page. */
export async function sideways(page: Page, paths: readonly string[]): Promise<string[]> {
  const wide: string[] = [];
  for (const path of paths) {
    await go(page, path);
    const by = await page.evaluate<string>(`(() => {
      const by = document.documentElement.scrollWidth - innerWidth;
      const at = [...document.querySelectorAll('body *')].filter((el) => el.getBoundingClientRect().right > innerWidth + 1);
      return by > 1 ? by + ' px, ' + at.slice(0, 4).map((el) => el.tagName + '.' + el.className).join(' ') : '';
    })()`);
    if (by !== '') wide.push(`${path}: ${by}`);
  }
  return wide;
}
