import type { CheckLine } from '@dingdee/shared/check-up';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect, type Office, openOffice } from '../flow/office.js';
import { until } from '../flow/person.js';
import { type Stack, startStack } from '../flow/stack.js';
import { closeAll, STILL, seen } from './browser.js';
import { APP, type ClientFront, HOSTS, startClientFront } from './dingtalk-client.js';

/** The app in the real frames and windows of a client, under its own headers, with its own cookies, over https. */
let stack: Stack;
let office: Office;
let front: ClientFront;
const ENTRY = (corpId: string, path = '/') => `${APP}${path}?corpId=${corpId}`;

beforeAll(async () => {
  stack = await startStack({
    sandbox: { approvals: 6, clean: true },
    settings: { PUBLIC_URL: APP, LOG_LEVEL: 'info' },
  });
  stack.sandbox.state.gateway.appUrl = stack.url;
  office = await openOffice({ ...stack, origin: APP });
  await collect(office);
  front = await startClientFront(stack.sandbox.gateway.url, office.reviewer.userId);
});
afterAll(() =>
  closeAll(
    () => front?.close(),
    () => stack?.close(),
  ),
);

async function inBrowser(cookies: 'taken' | 'refused', work: (page: Page, browser: Browser) => Promise<void>) {
  const browser = await front.browser(cookies);
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', ...STILL });
    await work(await context.newPage(), browser);
  } finally {
    await browser.close();
  }
}
const framedBy = (host: string) => `${host}/?app=${encodeURIComponent(ENTRY(stack.sandbox.dingtalk.corpId))}`;

describe.each(['taken', 'refused'] as const)('cookies of other sites %s', (cookies) => {
  it('in DingTalk’s frame the app logs in, shows the list, stays logged in and can write', () =>
    inBrowser(cookies, async (page) => {
      const started = performance.now();
      await page.goto(framedBy(HOSTS.dingtalk));
      const app = page.frameLocator('iframe');
      await seen(app.locator('[role=row][aria-selected]'));
      console.log(
        `framed, cookies of other sites ${cookies}: ${Math.round(performance.now() - started)} ms to the first bill`,
      );
      const frame = page.frames().find((each) => each.url().startsWith(APP));
      // What the PC bridge of dingtalk-jsapi looks for is there, whatever the policies cut.
      expect(await frame?.evaluate('window.name')).toContain('containerId');
      expect(await frame?.evaluate('window.top !== window')).toBe(true);
      const [cookie] = await page.context().cookies(APP);
      expect(cookie).toMatchObject({ name: '__Host-dingdee', sameSite: 'None', secure: true, httpOnly: true });
      // A second request of the same session, and a write: both carry the cookie from inside the frame.
      const answers = await frame?.evaluate(`Promise.all([
        fetch('/api/session').then((answer) => answer.status),
        fetch('/api/selections', {
          method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ stage: 'review' }),
        }).then((answer) => answer.status),
      ])`);
      expect(answers).toEqual([200, 200]);
    }));

  it('in a window of its own it does the same', () =>
    inBrowser(cookies, async (page) => {
      await page.goto(ENTRY(stack.sandbox.dingtalk.corpId));
      await seen(page.locator('[role=row][aria-selected]'));
    }));
});

it('in the frame the client takes the signature of the page’s public address, and shares it', () =>
  inBrowser('refused', async (page) => {
    await page.goto(framedBy(HOSTS.dingtalk));
    const app = page.frameLocator('iframe');
    await seen(app.locator('[role=row][aria-selected]'));
    await app.getByRole('button', { name: '把这个列表分享给同事' }).click();
    const frame = page.frames().find((each) => each.url().startsWith(APP));
    const shared = () =>
      frame?.evaluate(
        "window.__sandboxBridge.calls.filter((call) => call.name === 'biz.util.share').map((call) => call.params.url)",
      );
    await expect.poll(shared).toEqual([expect.stringMatching(`^${APP}/.*corpId=`)]);
    await expect(app.getByText('链接已复制').count()).resolves.toBe(0);
  }));

/** What the check-up says of the clients of one side, once it says so. */
const fromSide = (side: 'pc' | 'phone', said: (line: CheckLine) => boolean) =>
  until(() => office.admin.post<CheckLine>('/api/check-up/lines', { line: `dingtalk/from-${side}` }), said, 30_000);

it('the check-up names the client in its frame and in its own window, and by which way each logged in', async () => {
  const line = await fromSide('pc', ({ came }) => came.includes('独立窗口'));
  expect(line.state).toBe('green');
  for (const name of ['电脑版钉钉 7.6（嵌在窗口里）', '电脑版钉钉 7.6（独立窗口）']) expect(line.came).toContain(name);
  for (const kind of ['pc/framed/7.6', 'pc/own/7.6'])
    expect(stack.log()).toContain(`a new kind of client: ${kind}, in, bridge name, code by requestAuthCodeV2 after`);
});

it('a phone that gets no code is told in the check-up with its cause, until it gets in', async () => {
  expect((await fromSide('phone', () => true)).state).toBe('unknown');
  const phone = await startClientFront(stack.sandbox.gateway.url, office.reviewer.userId, 'ios');
  const browser = await phone.browser('taken');
  try {
    const size = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, locale: 'zh-CN', ...STILL };
    const page = await (await browser.newContext(size)).newPage();
    await page.goto(ENTRY('ding-of-somebody-else'));
    await seen(page.getByText('钉钉没有给出新的登录码'));
    expect(await fromSide('phone', ({ state }) => state === 'red')).toMatchObject({
      came: expect.stringMatching(/^苹果手机钉钉 7\.6：1 次没有登录上，.*这个网址不是应用登记的首页/),
    });
    await page.goto(ENTRY(stack.sandbox.dingtalk.corpId));
    expect(await fromSide('phone', ({ state }) => state === 'green')).toMatchObject({
      came: '近 30 天都登录上了：苹果手机钉钉 7.6',
    });
  } finally {
    await closeAll(browser.close.bind(browser), phone.close);
  }
});

it('nobody but DingTalk gets it into a frame', () =>
  inBrowser('taken', async (page) => {
    const refused: string[] = [];
    page.on('console', (message) => refused.push(message.text()));
    await page.goto(framedBy(HOSTS.foreign));
    await expect.poll(() => refused.some((text) => text.includes('frame-ancestors'))).toBe(true);
    await expect.poll(() => page.frameLocator('iframe').locator('[role=row]').count()).toBe(0);
  }));

it('with EMBEDDED=off not even DingTalk does, and its own window still opens', async () => {
  await stack.restart({ EMBEDDED: 'off', PUBLIC_URL: APP });
  stack.sandbox.state.gateway.appUrl = stack.url;
  await inBrowser('taken', async (page) => {
    const refused: string[] = [];
    page.on('console', (message) => refused.push(message.text()));
    await page.goto(framedBy(HOSTS.dingtalk));
    await expect.poll(() => refused.some((text) => text.includes('frame-ancestors'))).toBe(true);
    await page.goto(ENTRY(stack.sandbox.dingtalk.corpId));
    await seen(page.locator('[role=row][aria-selected]'));
  });
});
