import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Pages, startPages, walk } from './axe-walk.js';
import { seen } from './browser.js';
import type { CompanyDesk } from './company-desk.js';
import { rows } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;

let desk: CompanyDesk;
let pages: Pages;
beforeAll(async () => {
  ({ desk, pages } = await startPages());
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

describe('axe finds nothing serious or critical, in the light and in the dark', () => {
  it('on the pages of each day at the desk', async () => {
    const app = await desk.open({ part: '管理员', ...WIDE });
    await seen(rows(app.page));
    expect(await walk(app, pages.daily.desk)).toEqual([]);
  });

  it('on the pages of each day on the phone', async () => {
    const app = await desk.open({ part: '管理员', ...IPHONE });
    await seen(app.page.locator('main:not(.sign)'));
    expect(await walk(app, pages.daily.phone)).toEqual([]);
  });
});
