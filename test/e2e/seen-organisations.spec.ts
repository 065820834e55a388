import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Stack, startStack } from '../flow/stack.js';
import { applySwitches } from '../sandbox/switches.js';
import { closeAll, closeSoundly, type OpenApp, openApp, seen } from './browser.js';
import { launch } from './launch.js';
import { enableDraft, toMapping, toSource, toSuggested } from './wizard-steps.js';

/** The integration user may not list the organisations of Kingdee. */
let stack: Stack;
let browser: Browser;
const apps: OpenApp[] = [];
beforeAll(async () => {
  [stack, browser] = await Promise.all([
    startStack({
      sandbox: { approvals: 6, clean: true },
      before: (_url, { state }) => {
        applySwitches(state.ctx.switches, { kingdee: { organisationsRefused: true } });
        return Promise.resolve();
      },
    }),
    launch(),
  ]);
  stack.sandbox.state.gateway.appUrl = stack.url;
});
afterEach(() => closeSoundly(apps.splice(0)));
afterAll(() =>
  closeAll(
    () => browser?.close(),
    () => stack?.close(),
  ),
);
const open = async (path: string): Promise<OpenApp> => {
  const app = await openApp(browser, stack.sandbox, { part: '管理员', width: 1440, height: 900, path });
  apps.push(app);
  return app;
};

it('the market and the wizard offer the organisations that were seen, and say so; the wizard goes on to the first bill', async () => {
  const market = await open('/schemes/market');
  await seen(market.page.getByText(/^金蝶不让看组织列表/));
  await market.mustBeSound();

  const { page, ...app } = await open('/schemes/new');
  await seen(page.getByText(/^金蝶不让看组织列表/));
  expect(await page.getByLabel('默认付款组织').locator('option').allInnerTexts()).toEqual([
    '选一个',
    '101 云杉科技（杭州）有限公司（看到的）',
    '102 云杉科技（上海）有限公司（看到的）',
  ]);
  await app.mustBeSound();
  await toSource(page, '费用报销', '费用报销 → 付款单', ['只用付款单', '已付记录：钱已经付了', '没有启用']);
  await toMapping(page);
  await toSuggested(page);
  await enableDraft(page);
  const entries = await open('/base-data/organisation');
  await seen(entries.page.getByText('看到的，不是列出的').first());
  await seen(entries.page.getByRole('cell', { name: '云杉科技（杭州）有限公司', exact: true }).first());
});
