import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { arrived, faultsIn, layers, type Pages, sideways, startPages, walk } from './axe-walk.js';
import { seen } from './browser.js';
import type { CompanyDesk } from './company-desk.js';
import { detail, rows, selectionBar } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
/** A window of 1440 px at 200 % zoom, and a phone at 200 % of the smallest width that counts. */
const ZOOMED = { width: 720, height: 450 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;
const SMALL = { width: 360, height: 740, platform: 'android' } as const;

let desk: CompanyDesk;
let pages: Pages;
beforeAll(async () => {
  ({ desk, pages } = await startPages());
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

describe('axe finds nothing serious or critical, in the light and in the dark', () => {
  it('on any other page of the desk', { timeout: 300_000 }, async () => {
    const app = await desk.open({ part: '管理员', ...WIDE });
    await seen(rows(app.page));
    expect(await walk(app, pages.rest.desk)).toEqual([]);
  });

  it('on the layers of the desk', async () => {
    const { page } = await desk.open({ part: '管理员', ...WIDE, path: '/?stage=review' });
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

  it('on any other page of the phone', async () => {
    const app = await desk.open({ part: '管理员', ...IPHONE });
    await seen(app.page.locator('main:not(.sign)'));
    expect(await walk(app, pages.rest.phone)).toEqual([]);
  });
});

describe('at 200 %', () => {
  it('no page of the desk goes sideways', async () => {
    const app = await desk.open({ part: '管理员', ...ZOOMED });
    await seen(rows(app.page));
    expect(await sideways(app.page, [...pages.daily.desk, ...pages.rest.desk])).toEqual([]);
  });

  it('no page of a small phone goes sideways though its text is twice as large', async () => {
    const app = await desk.open({ part: '管理员', ...SMALL });
    await seen(app.page.locator('main:not(.sign)'));
    await app.page.evaluate("document.documentElement.style.fontSize = '200%'");
    expect(await sideways(app.page, [...pages.daily.phone, ...pages.rest.phone])).toEqual([]);
  });
});
