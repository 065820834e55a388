import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from './prepare.mjs';
import { README_PICTURES } from './readme-pages.mjs';

// node scripts/readme-pictures.mjs GATEWAY [FOLDER] [NAME …], while `npm run demo` runs: takes README's pictures of its pages, or some of
// them. GATEWAY is the address with the demo's SANDBOX_GATEWAY_PORT, usually http://127.0.0.1:4013.
const [gateway, folder = join(ROOT, 'docs/screenshots'), ...only] = process.argv.slice(2);
// A dependency of the tests.
const { chromium } = createRequire(join(ROOT, 'test/package.json'))('playwright-core');
const QUIET_AT_MOST_MS = 10_000;
const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

const company = await import(join(ROOT, 'test/dist/sandbox/company.js'));
const { identities } = await import(join(ROOT, 'test/dist/sandbox/dingtalk/workbench/identities.js'));
const people = identities(company);

/** Watches requests, to wait until every request except the live one has been answered for a while. */
function watchRequests(page) {
  const open = new Set();
  let since = Date.now();
  const done = (request) => {
    if (open.delete(request)) since = Date.now();
  };
  page.on('request', (request) => {
    if (request.resourceType() === 'eventsource' || request.headers().accept === 'text/event-stream') return;
    open.add(request);
    since = Date.now();
  });
  page.on('requestfinished', done);
  page.on('requestfailed', done);
  return async () => {
    const end = Date.now() + QUIET_AT_MOST_MS;
    while ((open.size > 0 || Date.now() - since < 700) && Date.now() < end) await sleep(50);
  };
}

async function take(browser, { name, part, path, size, choose = [] }) {
  const phone = size === 'phone';
  const context = await browser.newContext({
    viewport: SIZES[size],
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    colorScheme: 'light',
    isMobile: phone,
    hasTouch: phone,
    deviceScaleFactor: phone ? 2 : 1,
    reducedMotion: 'reduce',
  });
  try {
    const page = await context.newPage();
    const quiet = watchRequests(page);
    const { userid } = people.find((each) => each.part === part);
    const api = async (route) => (await context.request.get(`${gateway}${route}`)).json();
    const enter = (at) => {
      const query = new URLSearchParams({
        userid,
        platform: phone ? 'ios' : 'pc',
        theme: 'light',
        frame: '0',
        path: at,
      });
      return page.goto(`${gateway}/__sandbox/enter?${query}`);
    };
    await enter('/');
    await quiet();
    // The tour for a person who opens the desk for the first time.
    const skip = page.getByText('不用了，这台电脑上不再显示');
    if (await skip.count()) await skip.click();
    const where = typeof path === 'function' ? await path(api) : path;
    if (where !== '/') await page.goto(new URL(where, page.url()).href);
    await quiet();
    for (const { press, at = 0, select, from } of choose) {
      if (press) await page.getByRole('button', { name: press }).nth(at).click();
      else await page.locator('select', { hasText: from }).first().selectOption({ label: select });
      await quiet();
    }
    await page.evaluate('document.fonts.ready.then(() => null)');
    const session = await context.newCDPSession(page);
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 72 });
    mkdirSync(folder, { recursive: true });
    const bytes = Buffer.from(data, 'base64');
    writeFileSync(join(folder, `${name}.webp`), bytes);
    process.stdout.write(`${name} ${(bytes.length / 1024).toFixed(0)} KB\n`);
  } finally {
    await context.close();
  }
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  for (const picture of README_PICTURES)
    if (only.length === 0 || only.includes(picture.name)) await take(browser, picture);
} finally {
  await browser.close();
}
