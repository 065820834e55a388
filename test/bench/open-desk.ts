import { launch } from '../e2e/launch.js';
import type { SandboxLine } from './processes.js';

const VIEWPORT = { width: 1440, height: 900 };

/** Script for the page: records when a row was first in the document, by the approval number in the title of a cell. */
const WATCH = `
try { localStorage.setItem('dingdee.columns', 'businessId,steps,waiting'); } catch {}
window.__rows = {};
new MutationObserver(() => {
  for (const cell of document.querySelectorAll('[role=row][aria-selected] [title]')) {
    const id = cell.title.replace(/\\s/g, '');
    if (/^\\d{10,}$/.test(id)) window.__rows[id] ??= Date.now();
  }
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['title'] });
`;

/** The desk of one person in a browser, opened from DingTalk. */
export interface OpenDesk {
  /** Approval number → Unix ms at which its row was in the document. */
  rows(): Promise<ReadonlyMap<string, number>>;
  /** Number of rows in the document now. */
  drawn(): Promise<number>;
  close(): Promise<void>;
}

/** Opens the desk. @param appUrl address of the server. @param userid person whose 待审核 is open. */
export async function openDesk(line: SandboxLine, appUrl: string, userid: string): Promise<OpenDesk> {
  await fetch(`${line.control.url}/app`, { method: 'POST', body: JSON.stringify({ url: appUrl }) });
  const browser = await launch();
  try {
    const context = await browser.newContext({ viewport: VIEWPORT, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
    const page = await context.newPage();
    await page.addInitScript(WATCH);
    const query = new URLSearchParams({
      userid,
      platform: 'pc',
      theme: 'light',
      old: '0',
      frame: '0',
      path: '/?stage=review',
    });
    await page.goto(`${line.gateway.url}/__sandbox/enter?${query}`);
    await page.getByRole('heading', { level: 1, name: '待审核' }).waitFor();
    return {
      rows: async () => new Map(Object.entries(await page.evaluate<Record<string, number>>('window.__rows'))),
      drawn: () => page.locator('[role=row][aria-selected]').count(),
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
