import { gzipSync } from 'node:zlib';
import type { Response } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { collect } from '../flow/office.js';
import { personOf, seen } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const KB = 1024;

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 12, clean: true } });
  await collect(desk.office);
});
afterAll(() => desk?.close());

/** JavaScript of ours that a first visit has received when the first bill is visible, gzipped, in bytes. */
async function weight(screen: { width: number; height: number; platform: 'pc' | 'ios' }, first: string, path: string) {
  const { sandbox } = desk.stack;
  const context = await desk.browser.newContext({ viewport: screen, locale: 'zh-CN' });
  const page = await context.newPage();
  const bodies: Promise<number>[] = [];
  const weigh = (response: Response): void => {
    if (/\/assets\/.*\.js$/.test(new URL(response.url()).pathname))
      bodies.push(response.body().then((body) => gzipSync(body).length));
  };
  page.on('response', weigh);
  const { userid } = personOf(sandbox, '审核');
  const query = new URLSearchParams({ userid, platform: screen.platform, theme: 'light', old: '0', frame: '0', path });
  await page.goto(`${sandbox.gateway.url}/__sandbox/enter?${query}`);
  await seen(page.locator(first));
  // What comes from now on nobody has waited for, and its body ends with the page.
  page.off('response', weigh);
  const sizes = await Promise.all(bodies);
  await context.close();
  expect(sizes.length).toBeGreaterThan(3);
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

it('the desk has at most 310 KB of JavaScript to wait for until the first bill is visible', async () => {
  expect(await weight({ width: 1440, height: 900, platform: 'pc' }, '[role=row][aria-selected]', '/')).toBeLessThan(
    310 * KB,
  );
});

it('the phone has at most 150 KB', async () => {
  expect(await weight({ width: 390, height: 844, platform: 'ios' }, 'article.card', '/review')).toBeLessThan(150 * KB);
});

it('opens in the frame of DingTalk’s client under the policies that the app itself sends', async () => {
  const { sandbox } = desk.stack;
  const page = await desk.browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
  const { userid } = personOf(sandbox, '审核');
  const query = new URLSearchParams({ userid, platform: 'ios', theme: 'light', old: '0', path: '/review' });
  await page.goto(`${sandbox.gateway.url}/__sandbox/enter?${query}`);
  await seen(page.frameLocator('iframe').locator('article.card'));
  await page.close();
});
