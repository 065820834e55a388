import { loadavg } from 'node:os';
import type { CDPSession, Page } from 'playwright-core';
import { launch } from '../e2e/launch.js';
import { type ManyBills, overManyBills } from './many-bills.js';
import { spread } from './quantiles.js';

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const TIMES = Number(process.env.BENCH_TIMES ?? 5);
const COLD_LIMIT_MS = 120_000;

/** A network, and a processor `slower` times slower than this machine's. */
interface Conditions {
  name: string;
  latencyMs: number;
  bytesPerSecond: number;
  slower: number;
}
const SLOW: Conditions = {
  name: '562 ms, 1.44 Mbit/s, 4 × slower',
  latencyMs: 562,
  bytesPerSecond: 180_000,
  slower: 4,
};
const NEAR: Conditions = { name: '150 ms, 9 Mbit/s', latencyMs: 150, bytesPerSecond: 1_125_000, slower: 1 };

/** A page opened from the workbench, and (`first`) the selector of an element that its first answer draws. */
interface View {
  name: string;
  screen: { width: number; height: number };
  platform: 'pc' | 'ios';
  path: string;
  first: string;
}
const VIEWS: readonly View[] = [
  {
    name: 'PC, first row',
    screen: { width: 1440, height: 900 },
    platform: 'pc',
    path: '/',
    first: '[role=row][aria-selected]',
  },
  { name: 'phone, home', screen: { width: 390, height: 844 }, platform: 'ios', path: '/', first: 'main .stages' },
  {
    name: 'phone, first card',
    screen: { width: 390, height: 844 },
    platform: 'ios',
    path: '/review',
    first: 'article.card',
  },
];

/** Script for the page: measures the ms from the beginning of the navigation to the frame after the first element was there. */
const watch = (selector: string): string => `
window.__first = null;
(() => {
  const look = () => {
    if (window.__first !== null || !document.querySelector(${JSON.stringify(selector)})) return;
    window.__first = 0;
    requestAnimationFrame(() => { window.__first = performance.now(); });
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true });
})();`;

/** Script for the page: records the times between frames. */
const FRAMES = `
window.__frames = [];
(() => {
  let before = performance.now();
  const next = (now) => { window.__frames.push(now - before); before = now; requestAnimationFrame(next); };
  requestAnimationFrame(next);
})();`;

/** Waits from outside the page, because its policy forbids a wait inside by text. */
async function firstSeen(page: Page): Promise<number> {
  for (const end = Date.now() + COLD_LIMIT_MS; Date.now() < end; ) {
    const at = await page.evaluate<number | null>('window.__first').catch(() => null);
    if (at) return at;
    await page.waitForTimeout(50);
  }
  throw new Error(`nothing to see at ${page.url()} after ${COLD_LIMIT_MS} ms`);
}

async function slow(session: CDPSession, { latencyMs, bytesPerSecond, slower }: Conditions): Promise<void> {
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: latencyMs,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
}

/** Requests of a page until a moment, and their answers. */
interface Traffic {
  requests: number;
  /** Size of the complete answers as sent, with headers. */
  bytes: number;
}

/**
 * Records network traffic from now on, without answers from the browser's cache.
 * @returns a function for the traffic between two times, Unix ms.
 */
function listen(session: CDPSession): (from: number, to: number) => Traffic {
  const asked = new Map<string, { at: number; monotonic: number; endedAt: number; bytes: number }>();
  session.on('Network.requestWillBeSent', ({ requestId, request, wallTime, timestamp }) => {
    if (!request.url.startsWith('http')) return;
    asked.set(requestId, { at: wallTime * 1000, monotonic: timestamp, endedAt: Number.POSITIVE_INFINITY, bytes: 0 });
  });
  session.on('Network.requestServedFromCache', ({ requestId }) => void asked.delete(requestId));
  session.on('Network.responseReceived', ({ requestId, response }) => {
    if (response.fromDiskCache) asked.delete(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, timestamp, encodedDataLength }) => {
    const request = asked.get(requestId);
    if (!request) return;
    request.endedAt = request.at + (timestamp - request.monotonic) * 1000;
    request.bytes = encodedDataLength;
  });
  return (from, to) => {
    const during = [...asked.values()].filter(({ at }) => at >= from && at <= to);
    const bytes = during.reduce((sum, request) => sum + (request.endedAt <= to ? request.bytes : 0), 0);
    return { requests: during.length, bytes };
  };
}

/** Measures first visits with an empty cache and second visits of the same device; each device is new. */
async function firstViews({ sandbox, office }: ManyBills, view: View, conditions: Conditions): Promise<void> {
  const [cold, warm]: [number[], number[]] = [[], []];
  const [coldTraffic, warmTraffic]: [Traffic[], Traffic[]] = [[], []];
  const browser = await launch();
  try {
    for (let time = 0; time < TIMES; time += 1) {
      const context = await browser.newContext({ viewport: view.screen, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
      const query = new URLSearchParams({
        userid: office.reviewer.userId,
        platform: view.platform,
        theme: 'light',
        old: '0',
        frame: '0',
        path: view.path,
      });
      // The workbench's own step is not measured; only its cookie is needed.
      const door = await context.request.get(`${sandbox.line.gateway.url}/__sandbox/enter?${query}`, {
        maxRedirects: 0,
      });
      const page = await context.newPage();
      await page.addInitScript(watch(view.first));
      const session = await context.newCDPSession(page);
      const traffic = listen(session);
      const until = async (first: number): Promise<Traffic> => {
        const began = await page.evaluate<number>('performance.timeOrigin');
        return traffic(began, began + first);
      };
      await slow(session, conditions);
      await page.goto(`${sandbox.line.gateway.url}${door.headers().location ?? '/'}`, { timeout: COLD_LIMIT_MS });
      cold.push(await firstSeen(page));
      coldTraffic.push(await until(cold.at(-1) ?? 0));
      await page.waitForLoadState('networkidle', { timeout: COLD_LIMIT_MS }).catch(() => undefined);
      await page.reload({ timeout: COLD_LIMIT_MS });
      warm.push(await firstSeen(page));
      warmTraffic.push(await until(warm.at(-1) ?? 0));
      await context.close();
    }
  } finally {
    await browser.close();
  }
  say(`  ${view.name.padEnd(18)} cold ${spread(cold)}; ${inWords(coldTraffic)}`);
  say(`  ${''.padEnd(18)} warm ${spread(warm)}; ${inWords(warmTraffic)}`);
}

/** Describes the traffic until the first element: the most requests and the most bytes of any device. */
const inWords = (traffic: readonly Traffic[]): string =>
  `at most ${Math.max(...traffic.map(({ requests }) => requests))} requests, ${(Math.max(...traffic.map(({ bytes }) => bytes)) / 1024).toFixed(0)} KB received`;

/** Scrolls the longest list with the wheel for ten seconds, as fast as a person does. */
async function scroll({ sandbox, office }: ManyBills): Promise<void> {
  const browser = await launch();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
    const page = await context.newPage();
    const query = new URLSearchParams({
      userid: office.reviewer.userId,
      platform: 'pc',
      theme: 'light',
      old: '0',
      frame: '0',
      path: '/?stage=archived',
    });
    await page.goto(`${sandbox.line.gateway.url}/__sandbox/enter?${query}`);
    await page.locator('[role=row][aria-selected]').first().waitFor();
    const rows = await page.locator('[aria-rowcount]').first().getAttribute('aria-rowcount');
    await page.locator('[role=row][aria-selected]').nth(3).hover();
    await page.evaluate(FRAMES);
    for (let turn = 0; turn < 200; turn += 1) {
      await page.mouse.wheel(0, 400);
      await page.waitForTimeout(50);
    }
    const frames = await page.evaluate<number[]>('window.__frames');
    const long = frames.filter((ms) => ms > 50).length;
    say(`  scrolling ${rows ?? '?'} rows: ${frames.length} frames, ${long} over 50 ms; ${spread(frames)}`);
  } finally {
    await browser.close();
  }
}

/** Measures how long people wait for a page and how a long list scrolls; over SQLite. */
export async function desk(count: number): Promise<void> {
  await overManyBills('sqlite', count, async (many) => {
    await fetch(`${many.sandbox.line.control.url}/app`, {
      method: 'POST',
      body: JSON.stringify({ url: many.server.url }),
    });
    for (const conditions of [SLOW, NEAR]) {
      say(`${conditions.name}; ${count} bills, ${TIMES} devices each, load ${loadavg()[0]?.toFixed(1)}`);
      for (const view of VIEWS) await firstViews(many, view, conditions);
    }
    await scroll(many);
  });
}
