import type { BillSummary } from '@dingdee/shared/bill';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { until } from '../flow/person.js';
import { axeFaults } from './axe.js';
import { gone, type OpenApp, seen } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';
import { detail, rows, selectionBar } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
/** A window of 1440 px at 200 % zoom, and a phone at 200 % of the smallest width that counts. */
const ZOOMED = { width: 720, height: 450 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;
const SMALL = { width: 360, height: 740, platform: 'android' } as const;

let desk: CompanyDesk;
let bill: string;
let missing: string;
let scheme: string;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 24 }, leftOpen: ['市内交通'] });
  const { admin, schemeId } = desk.office;
  await collect(desk.office);
  const first = async (stage: string) =>
    (await admin.all<BillSummary>(`/api/bills?stage=${stage}`))[0]?.id ?? expect.fail(`no bill in ${stage}`);
  [bill, missing] = [`/bills/${await first('review')}`, `/bills/${await first('mapping')}`];
  scheme = `/schemes/${schemeId}`;
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

// No two beside each other are the same view with another content: a new one is seen by its new `main`.
const DESK = () => [
  ...['/log', '/?stage=mapping', '/mapping', bill, '/mapping/costItem', '/?stage=push', '/mapping/check', missing],
  ...['/base-data', '/runs', '/schemes', '/schemes/market', '/schemes/new', '/forms', `${scheme}/setup`, '/me'],
  ...[`${scheme}/versions`, `${scheme}/rules`, `${scheme}/simulate`, '/check-up', '/data', '/connections', '/members'],
];
const PHONE = () => [
  ...['/review', '/', '/stages/mapping', bill, '/stages/trouble', missing, '/push', '/runs', '/schemes', '/log'],
  ...['/mapping', '/me', '/mapping/costItem', `${scheme}/rules`],
];

/** Goes to a page of the app without loading it anew, and waits until what it shows has come. */
async function go(page: Page, path: string): Promise<void> {
  await page.evaluate("document.querySelector('main')?.setAttribute('data-left', '')");
  await page.evaluate(
    `history.pushState({}, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate', { state: {} }))`,
  );
  await seen(page.locator('main:not([data-left])'));
  await arrived(page);
}
/** Twice in a row, further apart than a skeleton waits before it shows itself. */
async function arrived(page: Page): Promise<void> {
  let quiet = 0;
  await until(
    async () => {
      await page.waitForTimeout(120);
      const busy = await page.locator('[aria-busy=true], .sk').count();
      quiet = busy === 0 ? quiet + 1 : 0;
      return quiet;
    },
    (times) => times > 2,
    30_000,
  );
}

/** @param part a layer alone: what is under it was looked at. */
async function faultsIn(page: Page, where: string, part?: string): Promise<string[]> {
  const light = await axeFaults(page, [], part);
  await page.evaluate("document.documentElement.dataset.theme = 'dark'");
  const dark = await axeFaults(page, ['color-contrast'], part);
  await page.evaluate("document.documentElement.dataset.theme = 'light'");
  return [...light.map((fault) => `${where}: ${fault}`), ...dark.map((fault) => `${where}, dark: ${fault}`)];
}

async function walk({ page }: OpenApp, paths: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  for (const path of paths) {
    await go(page, path);
    faults.push(...(await faultsIn(page, path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, ':id'))));
  }
  return faults;
}

/** Opens each layer in turn and looks at the page with it. */
async function layers(
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

describe('axe finds nothing serious or critical, in the light and in the dark', () => {
  it('on any page of the desk', { timeout: 300_000 }, async () => {
    const app = await desk.open({ part: '管理员', ...WIDE });
    await seen(rows(app.page));
    expect(await walk(app, DESK())).toEqual([]);
  });

  it('on the layers of the desk', async () => {
    const { page } = await desk.open({ part: '管理员', ...WIDE, path: '/?stage=review' });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await seen(detail(page).getByText('三方一致'));
    const pane = (name: string) => () => detail(page).getByRole('tab', { name }).click();
    const faults: string[] = [];
    for (const name of ['依据', '历史']) {
      await pane(name)();
      await arrived(page);
      faults.push(...(await faultsIn(page, name, '[role=tabpanel]')));
    }
    await pane('对照')();
    const dialog = (name: string | RegExp) => page.getByRole('dialog', { name });
    const press = (key: string) => () => page.keyboard.press(key);
    faults.push(
      ...(await layers(page, {
        '?': [press('?'), dialog('快捷键')],
        'Ctrl+K': [press('Control+k'), dialog('命令面板')],
        W: [press('w'), dialog('为什么是这个值')],
        H: [press('h'), dialog(/^挂起/)],
        列: [() => page.getByRole('button', { name: '列设置' }).click(), dialog('列设置')],
      })),
    );
    await page
      .getByRole('checkbox', { name: /^选择 / })
      .first()
      .click();
    const approve = selectionBar(page).getByRole('button', { name: /^通过/ });
    faults.push(...(await layers(page, { 通过: [() => approve.click(), dialog('通过前看一遍')] })));
    expect(faults).toEqual([]);
  });

  it('on any page of the phone', async () => {
    const app = await desk.open({ part: '管理员', ...IPHONE });
    await seen(app.page.locator('main:not(.sign)'));
    expect(await walk(app, PHONE())).toEqual([]);
  });
});

describe('at 200 %', () => {
  it('no page of the desk goes sideways', async () => {
    const app = await desk.open({ part: '管理员', ...ZOOMED });
    await seen(rows(app.page));
    expect(await sideways(app.page, DESK())).toEqual([]);
  });

  it('no page of a small phone goes sideways though its text is twice as large', async () => {
    const app = await desk.open({ part: '管理员', ...SMALL });
    await seen(app.page.locator('main:not(.sign)'));
    await app.page.evaluate("document.documentElement.style.fontSize = '200%'");
    expect(await sideways(app.page, PHONE())).toEqual([]);
  });
});

async function sideways(page: Page, paths: readonly string[]): Promise<string[]> {
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
