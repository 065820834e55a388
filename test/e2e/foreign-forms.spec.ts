import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BillSummary } from '@dingdee/shared/bill';
import type { PushPauses } from '@dingdee/shared/push-pause';
import { everyRoute } from '@dingdee/shared/routes/table';
import Libsql from 'libsql';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHORT_WAITS } from '../flow/batch.js';
import { approveAll, collect } from '../flow/office.js';
import { closeAll, seen } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';
import { rail } from './desk-page.js';

/** Plain forms of a foreign page, sent by the browser of somebody who is logged in: no preflight asks, and their cookie goes with them. */
const TYPES = ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data'] as const;
const SPELLINGS: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => path.replace('/api', '/%61pi'),
  (path) => path.replace('/api', '/%61%70%69'),
  (path) => path.replaceAll('/', '//'),
  (path) => path.replace('/api', '/API'),
  (path) => `${path}/`,
];
/** Every spelling as a plain form, every encoding of the plain address and of the one that once passed. */
const WAYS = [
  ...SPELLINGS.map((spelt) => [TYPES[0], spelt] as const),
  ...TYPES.slice(1).flatMap((type) => SPELLINGS.slice(0, 2).map((spelt) => [type, spelt] as const)),
];

let desk: CompanyDesk;
let foreign: Server;
let context: BrowserContext;
let paths: string[] = [];
beforeAll(async () => {
  desk = await startCompany({
    sandbox: { approvals: 6, clean: true },
    settings: { ...SHORT_WAITS, EMBEDDED: 'on' },
  });
  await collect(desk.office);
  await approveAll(desk.office);
  await desk.office.admin.post('/api/push-pauses', { kind: 'scheme', id: desk.office.schemeId, reason: '银行在维护' });
  foreign = createServer((_, answer) => answer.end('<!doctype html><meta charset="utf-8"><title>别人的网页</title>'));
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
  const [bill] = await desk.office.admin.all<BillSummary>('/api/bills?stage=push');
  const writing = new Set(everyRoute.filter(({ method }) => method !== 'GET').map(({ path }) => path));
  paths = [...writing].map((path) =>
    path.replace(/:\w+/g, path.includes('/schemes/') ? desk.office.schemeId : (bill?.id ?? 'one')),
  );
  const app = await desk.open({ part: '管理员', width: 1440, height: 900 });
  await seen(rail(app.page));
  context = app.context;
});
afterAll(() =>
  closeAll(
    () => foreign?.close(),
    () => desk?.close(),
  ),
);

/** Everything that a person's request would have changed. A read beside the running server takes nothing from it. */
async function written(): Promise<unknown> {
  const { items: pauses } = await desk.office.admin.get<PushPauses>('/api/push-pauses');
  const database = new Libsql(desk.stack.databaseUrl.slice('sqlite:'.length), { readonly: true });
  try {
    const count = (table: string) => (database.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get() as { n: number }).n;
    expect(pauses.length).toBe(1);
    return ['audit', 'role', 'session', 'push_order', 'intake_run', 'selection', 'scheme_version', 'log_in_client'].map(
      (table) => [table, count(table)],
    );
  } finally {
    database.close();
  }
}

/** Submits forms in the foreign page, as clicks there would: each into a frame of its own, or into a new window. */
const submit = (page: Page, forms: readonly { action: string; type: string }[], target: string): Promise<void> =>
  page.evaluate(
    ([forms, target]) => {
      for (const frame of document.querySelectorAll('iframe')) frame.remove();
      for (const [at, { action, type }] of forms.entries()) {
        const name = target === '_blank' ? target : `${target}${at}`;
        if (target !== '_blank') document.body.append(Object.assign(document.createElement('iframe'), { name }));
        const form = document.createElement('form');
        Object.assign(form, { method: 'post', action, enctype: type, target: name });
        for (const field of ['reason', 'version', 'ids', 'kind', 'id']) {
          const input = document.createElement('input');
          Object.assign(input, { type: 'hidden', name: field, value: '1' });
          form.append(input);
        }
        document.body.append(form);
        form.submit();
        form.remove();
      }
    },
    [forms, target] as const,
  );

interface Answer {
  path: string;
  status: number;
  cookie: boolean;
}
/** What the app answered to what the page, its frames and its windows sent; `reached` waits until there are so many. */
function answers(from: BrowserContext): { found: Answer[]; reached(n: number): Promise<void> } {
  const found: Answer[] = [];
  let look = (): void => undefined;
  from.on('response', async (response) => {
    const request = response.request();
    if (request.method() !== 'POST' || !request.url().startsWith(desk.stack.url)) return;
    const { cookie } = await request.allHeaders();
    found.push({ path: request.url(), status: response.status(), cookie: cookie !== undefined });
    look();
  });
  const reached = (n: number) =>
    new Promise<void>((resolve) => {
      look = () => (found.length >= n ? resolve() : undefined);
      look();
    });
  return { found, reached };
}

describe('a form of a foreign page, sent by an administrator’s browser', () => {
  it.each([
    ['into a frame of that page', 'answer'],
    ['as a page of its own', '_blank'],
  ] as const)(
    '%s writes nothing, on every route that writes, in every spelling and encoding',
    async (_, target) => {
      expect(paths.length).toBeGreaterThan(30);
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`);
      const before = await written();
      const { found, reached } = answers(context);
      let sent = 0;
      // A window of its own takes long: each route once, and every spelling and encoding on some of them.
      for (const [route, path] of paths.entries()) {
        const ways = target === '_blank' ? WAYS.filter((_, at) => at === route % WAYS.length) : WAYS;
        const opened = target === '_blank' ? context.waitForEvent('page') : null;
        await submit(
          page,
          ways.map(([type, spelt]) => ({ action: `${desk.stack.url}${spelt(path)}`, type })),
          target,
        );
        sent += ways.length;
        await reached(sent);
        await (await opened)?.close();
      }
      expect(found.length).toBe(sent);
      expect(found.filter(({ status }) => ![400, 403, 404].includes(status))).toEqual([]);
      expect(found.every(({ cookie }) => cookie)).toBe(true);
      expect(await written()).toEqual(before);
      await page.close();
    },
    180_000,
  );
});
