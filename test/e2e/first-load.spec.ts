import { gzipSync } from 'node:zlib';
import type { BillSummary, ReasonGroups } from '@dingdee/shared/bill';
import type { Page, Response } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { personOf, STILL, seen } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const KB = 1024;

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 12, clean: true } });
  await collect(desk.office);
});
afterAll(() => desk?.close());

/** Runs in the page: when the first of these elements came. */
const noteFirst = (selector: string): string => `{
  const look = new MutationObserver(() => {
    if (document.querySelector(${JSON.stringify(selector)}) === null) return;
    window.firstAt = performance.now();
    look.disconnect();
  });
  look.observe(document, { childList: true, subtree: true, attributes: true });
}`;
/** Runs in the page: the files that were there by then. */
const CAME_BEFORE = `performance.getEntriesByType('resource')
  .filter((file) => file.responseEnd <= window.firstAt)
  .map((file) => new URL(file.name).pathname)`;

/** JavaScript of ours that a first visit has received when the first bill is visible, gzipped, in bytes. @throws where it is too much, with what it was. */
async function mustWeigh(
  most: number,
  screen: { width: number; height: number; platform: 'pc' | 'ios' },
  first: string,
  path: string,
  prepare: (page: Page) => Promise<unknown> = async () => {},
): Promise<void> {
  const { sandbox } = desk.stack;
  const context = await desk.browser.newContext({ viewport: screen, locale: 'zh-CN', ...STILL });
  await context.addInitScript(noteFirst(first));
  const page = await context.newPage();
  const files: Promise<{ name: string; bytes: number }>[] = [];
  const weigh = (response: Response): void => {
    const name = new URL(response.url()).pathname;
    if (/\/assets\/.*\.js$/.test(name))
      files.push(response.body().then((body) => ({ name, bytes: gzipSync(body).length })));
  };
  page.on('response', weigh);
  await prepare(page);
  const { userid } = personOf(sandbox, '审核');
  const query = new URLSearchParams({ userid, platform: screen.platform, theme: 'light', old: '0', frame: '0', path });
  await page.goto(`${sandbox.gateway.url}/__sandbox/enter?${query}`);
  await seen(page.locator(first));
  page.off('response', weigh);
  // What came after the first bill nobody has waited for: by the clock of the page, since this process may hear of the bill late.
  const waitedFor = await page.evaluate<string[]>(CAME_BEFORE);
  const received = (await Promise.all(files)).filter(({ name }) => waitedFor.includes(name));
  await context.close();
  expect(received.length).toBeGreaterThan(3);
  const sum = received.reduce((bytes, file) => bytes + file.bytes, 0);
  expect(sum, JSON.stringify(received)).toBeLessThan(most);
}

it('the desk has at most 200 KB of JavaScript to wait for until the first bill is visible', () =>
  mustWeigh(200 * KB, { width: 1440, height: 900, platform: 'pc' }, '[role=row][aria-selected]', '/'));

it('the phone has at most 120 KB, for its home as for a bill to review', async () => {
  const phone = { width: 390, height: 844, platform: 'ios' } as const;
  // With its files, whichever bill is first.
  await mustWeigh(120 * KB, phone, 'article.card .files .tile', '/review', (page) =>
    page.route(/\/api\/bills\?/, async (route) => {
      const { items, ...rest } = await (await route.fetch()).json();
      await route.fulfill({ json: { ...rest, items: items.filter((bill: BillSummary) => bill.attachments > 0) } });
    }),
  );
  await mustWeigh(120 * KB, phone, 'main .stages', '/');
});

it.each([
  ['desk', { width: 1440, height: 900, platform: 'pc' }, '[role=row][aria-selected]', '/'],
  ['phone', { width: 390, height: 844, platform: 'ios' }, 'article.card', '/review'],
] as const)(
  'the first rows on the %s come with the causes, which are asked for with the log-in and once',
  async (_, screen, first, path) => {
    const { sandbox } = desk.stack;
    const context = await desk.browser.newContext({ viewport: screen, locale: 'zh-CN', ...STILL });
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname, search } = new URL(request.url());
      if (/^\/api\/bills(?:\/groups)?$/.test(pathname)) asked.push(`${pathname}${search}`);
    });
    const { userid } = personOf(sandbox, '审核');
    const query = new URLSearchParams({
      userid,
      platform: screen.platform,
      theme: 'light',
      old: '0',
      frame: '0',
      path,
    });
    await page.goto(`${sandbox.gateway.url}/__sandbox/enter?${query}`);
    await seen(page.locator(first));
    const { items } = await desk.office.reviewer.get<ReasonGroups>('/api/bills/groups?stage=review');
    expect(asked.find((url) => url.includes('/groups'))).toBe('/api/bills/groups?stage=review&rows=100');
    // An event may have them read anew, the causes before their rows.
    const anew = asked.indexOf('/api/bills/groups?stage=review');
    const untilThen = anew < 0 ? asked : asked.slice(0, anew);
    const firstRows = `reason=${encodeURIComponent(items[0]?.key ?? '')}&`;
    expect(untilThen.filter((url) => url.includes(firstRows))).toEqual([]);
    await context.close();
  },
);

it('opens in the frame of DingTalk’s client under the policies that the app itself sends', async () => {
  const { sandbox } = desk.stack;
  const page = await desk.browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', ...STILL });
  const { userid } = personOf(sandbox, '审核');
  const query = new URLSearchParams({ userid, platform: 'ios', theme: 'light', old: '0', path: '/review' });
  await page.goto(`${sandbox.gateway.url}/__sandbox/enter?${query}`);
  await seen(page.frameLocator('iframe').locator('article.card'));
  await page.close();
});
