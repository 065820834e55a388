import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Pages, startPages, walk } from './axe-walk.js';
import { seen } from './browser.js';
import type { CompanyDesk } from './company-desk.js';
import { rows } from './desk-page.js';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 900, height: 640 } as const;
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

  it('on a narrow desk, where words give way to marks', async () => {
    const app = await desk.open({ part: '管理员', ...NARROW });
    await seen(rows(app.page));
    const { id } = await desk.office.admin.post<{ id: string }>('/api/schemes', {
      template: 'request-to-paybill',
      processCode: desk.stack.sandbox.dingtalk.processCodes.付款申请,
      orgNumber: '101',
    });
    const paths = ['/schemes', '/base-data/costItem', '/statements', `/schemes/${id}/setup`];
    expect(await walk(app, paths)).toEqual([]);
    // From the draft to a new scheme it is the same view: it begins at its own first step.
    await app.page.evaluate(
      "history.pushState({}, '', '/schemes/new'); dispatchEvent(new PopStateEvent('popstate', { state: {} }))",
    );
    await seen(app.page.getByRole('heading', { level: 1, name: '从审批到第一张付款单' }));
    await seen(app.page.locator('li[aria-current=step]').filter({ hasText: '对接内容' }));
  });

  it('on the pages of each day on the phone', async () => {
    const app = await desk.open({ part: '管理员', ...IPHONE });
    await seen(app.page.locator('main:not(.sign)'));
    expect(await walk(app, pages.daily.phone)).toEqual([]);
  });
});
