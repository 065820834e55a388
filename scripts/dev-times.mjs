import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { CHANGES } from './dev-changes.mjs';
import { ROOT } from './prepare.mjs';

// npm run dev:times: starts npm run dev, logs in as three people through the workbench, and prints the time until a saved change shows.
const ROUNDS = 3;
/** Pause in which a person looks at the change and the next server warms up. */
const PAUSE_MS = 8_000;
const LIMIT_MS = 120_000;
/** Starts npm run dev. @returns the address that it prints, and a function that ends it. */
function startDev() {
  const child = spawn(process.execPath, ['scripts/dev.mjs'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => resolve(String(chunk).trim()));
    child.once('exit', () => reject(new Error('npm run dev ended')));
  });
  const end = () =>
    new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGTERM');
    });
  return { url, end };
}

/** Saves the change, waits until it shows, reverts it and waits again. @returns both times in ms. */
async function changed({ file, text, as }, shown) {
  const path = join(ROOT, file);
  const before = readFileSync(path, 'utf8');
  if (before.split(text).length !== 2) throw new Error(`${file} must hold ${text} once`);
  const waited = async (content, want) => {
    await sleep(PAUSE_MS);
    writeFileSync(path, content);
    const since = Date.now();
    while ((await shown()) !== want) {
      if (Date.now() - since > LIMIT_MS) throw new Error(`${file}: not shown after ${LIMIT_MS} ms`);
      await sleep(20);
    }
    return Date.now() - since;
  };
  try {
    return [await waited(before.replace(text, as), true), await waited(before, false)];
  } finally {
    writeFileSync(path, before);
  }
}

const dev = startDev();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const workbench = await dev.url;
  const html = await (await fetch(workbench)).text();
  const enter = /action="([^"]+)"/.exec(html)[1];
  const userids = [...html.matchAll(/name="userid" value="(\d+)"/g)].map(([, userid]) => userid).slice(0, 3);
  let page;
  for (const userid of userids) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const since = Date.now();
    const one = await context.newPage();
    await one.goto(`${enter}?userid=${userid}&platform=pc`);
    await one.getByText(CHANGES.miniapp.shows.slice(0, -1)).first().waitFor({ timeout: LIMIT_MS });
    process.stdout.write(`${userid} has logged in and sees the desk after ${Date.now() - since} ms\n`);
    if (page) await context.close();
    else page = one;
  }
  const onPage = (text) =>
    page.evaluate((wanted) => document.body.textContent.includes(wanted), text).catch(() => null);
  const refused = async () => {
    const answer = await fetch(new URL('/api/session', enter), { method: 'POST' }).catch(() => null);
    const body = answer?.headers.get('content-type')?.includes('problem+json') ? await answer.json() : null;
    return body && body.title === CHANGES.server.shows;
  };
  for (const [part, change] of Object.entries(CHANGES)) {
    const times = [];
    for (let round = 0; round < ROUNDS; round += 1)
      times.push(...(await changed(change, part === 'server' ? refused : () => onPage(change.shows))));
    times.sort((one, other) => one - other);
    process.stdout.write(`${part}: ${times.join(', ')} ms; the slowest ${times.at(-1)} ms\n`);
  }
} finally {
  await browser.close();
  await dev.end();
}
