import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { pageClock } from '../flow/own-clock.js';
import type { Sandbox } from '../sandbox/start.js';
import { ACCOUNT_IN_FULL, pageFaults } from './page-rules.js';

const SCREENSHOTS = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
/** Longest wait on a busy machine, after which a person calls the app broken. */
const PATIENCE_MS = 30_000;
/** Options of every context unless a spec is about motion: no element is in the middle of a transition. */
export const STILL = { reducedMotion: 'reduce' } as const;

export interface Entry {
  /** Part shown on the workbench (审核, 推送 …), or the userid of any other person of the company. */
  part: string;
  width: number;
  height: number;
  platform?: 'pc' | 'ios' | 'android';
  theme?: 'light' | 'dark';
  /** Whether the client knows only the older login call. */
  old?: boolean;
  path?: string;
  /** Whether the person opens the desk for the first time and sees its tour, which covers the page. */
  first?: boolean;
}

/** The app of one person, open in DingTalk. */
export interface OpenApp {
  page: Page;
  context: BrowserContext;
  userid: string;
  /** Console errors and uncaught exceptions so far. */
  errors: string[];
  /** Allows failed requests whose message matches, because the test causes them. */
  allow(pattern: RegExp): void;
  /** Returns the names of the container calls that the page made. */
  bridgeCalls(): Promise<string[]>;
  /** Checks that there is no English text, no account in full, no sideways scroll, no cut text and no console error. */
  mustBeSound(): Promise<void>;
  /** Writes docs/screenshots/<name>.png where asked for or missing. */
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Expected console errors: a page gets 401 for its session before the log-in, and Chromium prints each such answer. */
const EXPECTED = [/status of 401 .*\/api\/session$/];

export const personOf = (sandbox: Sandbox, part: string): Sandbox['identities'][number] => {
  const found = sandbox.identities.find((identity) => identity.part === part);
  if (!found) throw new Error(`the workbench offers nobody for ${part}`);
  return found;
};

/** Writes docs/screenshots/<name>.png where asked for or missing. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const file = `${SCREENSHOTS}${name}.png`;
  if (process.env.E2E_SCREENSHOTS !== 'on' && existsSync(file)) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.evaluate('document.fonts.ready.then(function () { return null; })');
  await page.screenshot({ path: file, animations: 'disabled' });
}

/** Returns the mark under which the device remembers that a person has seen the tour (miniapp/src/shell/desk/tour). */
const tourMark = (userid: string): string =>
  [...userid]
    .reduce((hash, sign) => Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193) >>> 0, 0x811c9dc5)
    .toString(16);

/** Opens the app through the workbench, as the person of that part. */
export async function openApp(browser: Browser, sandbox: Sandbox, entry: Entry): Promise<OpenApp> {
  const { part, width, height, platform = 'pc', theme = 'light', old = false, path = '/', first = false } = entry;
  const userid = /^\d+$/.test(part) ? part : personOf(sandbox, part).userid;
  const phone = platform !== 'pc';
  const context = await browser.newContext({
    viewport: { width, height },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    colorScheme: theme,
    isMobile: phone,
    hasTouch: phone,
    deviceScaleFactor: phone ? 2 : 1,
    ...STILL,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  // The browser's own error page has no storage.
  if (!first)
    await context.addInitScript(`try { localStorage.setItem('dingdee.tour', '["${tourMark(userid)}"]'); } catch {}`);
  const clock = pageClock();
  if (clock) await context.addInitScript(clock);
  const page = await context.newPage();
  const errors: string[] = [];
  const allowed = [...EXPECTED];
  const note = (text: string) => {
    if (!allowed.some((pattern) => pattern.test(text))) errors.push(text);
  };
  page.on('console', (message) => {
    if (message.type() === 'error')
      note(`${message.text()} ${new URL(message.location().url || 'about:blank').pathname}`);
  });
  page.on('pageerror', (error) => note(error.stack ?? error.message));

  const query = new URLSearchParams({ userid, platform, theme, old: old ? '1' : '0', frame: '0', path });
  await page.goto(`${sandbox.gateway.url}/__sandbox/enter?${query}`);
  const app: OpenApp = {
    page,
    context,
    userid,
    errors,
    allow: (pattern) => {
      allowed.push(pattern);
    },
    bridgeCalls: () => page.evaluate('window.__sandboxBridge.calls.map(function (call) { return call.name; })'),
    mustBeSound: async () => {
      // An account in full must never be on the page; other faults may be temporary, such as a name that is still being read.
      const faults = await pageFaults(page);
      expect(faults.filter((fault) => fault.startsWith(ACCOUNT_IN_FULL))).toEqual([]);
      if (faults.length > 0) await expect.poll(() => pageFaults(page)).toEqual([]);
      expect(errors).toEqual([]);
    },
    picture: async (name) => {
      await app.mustBeSound();
      await takePicture(page, name);
    },
    close: async () => {
      // A pending request of a route would end as an unhandled rejection.
      const routed = [context, ...context.pages()];
      await Promise.all(routed.map((one) => one.unrouteAll({ behavior: 'ignoreErrors' }).catch(isClosed)));
      await context.close();
    },
  };
  return app;
}

/** Closes all parts in this order, even if some fail. @throws the first failure, after all are closed. */
export async function closeAll(...closers: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closers)
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  if (failures.length > 0) throw failures[0];
}

/** Closes the apps of a spec. @throws Error with the console errors of their pages, after all are closed. */
export async function closeSoundly(apps: readonly OpenApp[]): Promise<void> {
  const errors = apps.flatMap((app) => app.errors);
  await closeAll(...apps.map((app) => app.close));
  if (errors.length > 0) throw new Error(`console errors:\n${errors.join('\n')}`);
}

/** Waits until an element is on screen. */
export const seen = (locator: Locator): Promise<void> => locator.first().waitFor({ state: 'visible' });
/** Waits until an element is hidden or removed. */
export const gone = (locator: Locator): Promise<void> => locator.first().waitFor({ state: 'hidden' });

// biome-ignore-start lint/performance/useDomNodeTextContent: what is read, with the breaks between cells
/** The text as it is read: spaces and line breaks as one space. */
export const textOf = async (locator: Locator): Promise<string> =>
  (await locator.first().innerText()).replace(/\s+/g, ' ').trim();
// biome-ignore-end lint/performance/useDomNodeTextContent: as above

/** Returns every sum in a text, in fen and in order. */
export const sums = (text: string): bigint[] =>
  [...text.matchAll(/¥(−?)([\d,]+)\.(\d{2})/g)].map(([, minus, yuan = '', fen = '']) =>
    BigInt(`${minus ? '-' : ''}${yuan.replace(/,/g, '')}${fen}`),
  );

/** Formats fen as "1,234.50". */
export function money(fen: bigint): string {
  const text = fen.toString().padStart(3, '0');
  return `${text.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')}.${text.slice(-2)}`;
}
export const fenOf = (text: string): bigint => BigInt(text.replace(/[.,]/g, ''));

/** Ignores the error of a page that a spec has closed already. @throws every other error */
function isClosed(error: unknown): void {
  if (!(error instanceof Error) || !/has been closed/.test(error.message)) throw error;
}
