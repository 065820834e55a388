import type { CheckUp } from '@dingdee/shared/check-up';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { until } from '../flow/person.js';
import { applySwitches, defaultSwitches } from '../sandbox/switches.js';
import { gone, seen, textOf } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';
import { contrastFaults, reachFaults } from './reach.js';

const WIDE = { width: 1440, height: 900 } as const;

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 12, clean: true } });
});
afterEach(async () => {
  desk.stack.sandbox.state.ctx.faults.clear();
  applySwitches(desk.stack.sandbox.state.ctx.switches, defaultSwitches());
  await desk.closeApps();
});
afterAll(() => desk?.close());

const trap = (change: Parameters<typeof applySwitches>[1]) =>
  applySwitches(desk.stack.sandbox.state.ctx.switches, change);
const result = () => desk.office.admin.get<CheckUp>('/api/check-up');

it('is found from the name of an administrator, begins with the steps not tried, and one press asks everything', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/' });
  await page.getByRole('button', { name: / · 管理/ }).click();
  await page.getByRole('link', { name: '连接' }).click();
  await seen(page.getByRole('heading', { level: 1, name: '连接' }));
  await seen(page.getByText('还没有查过').first());
  await expect.poll(() => page.getByRole('button', { name: /^测试连接/ }).count()).toBe(0);
  await seen(page.getByRole('img', { name: '还没有证明钉钉和金蝶都登录得上' }));
  await app.picture('connections-never-1440');
  await page.getByRole('button', { name: '全部检查' }).click();
  await until(result, ({ running, lines }) => running === null && lines.length > 0, 60_000);
  await seen(page.getByRole('img', { name: '钉钉和金蝶都登录得上', exact: true }));
  const { acctId, dataCenterName } = desk.stack.sandbox.state.kingdee.account;
  const kingdee = page.getByRole('region', { name: '金蝶云星空' });
  await seen(kingdee.getByRole('heading', { name: new RegExp(`^${dataCenterName}`) }));
  await seen(kingdee.getByText(acctId));
  await seen(kingdee.getByText('1 个方案在用'));
  const lines = page.getByRole('region', { name: '哪个方案走哪条线' });
  await seen(lines.getByRole('listitem').filter({ hasText: dataCenterName }));
  await app.mustBeSound();
});

it('tells a trap at its step, and 测试连接 beside its own result turns it green once it is mended', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/connections' });
  const dingtalk = page.getByRole('region', { name: '钉钉' });
  const test = dingtalk.getByRole('button', { name: /^测试连接/ });
  await seen(test);
  // Nobody outside the scope could log in.
  trap({ dingtalk: { contactScope: 'one-department', commentPermission: 'refused-first' } });
  await test.click();
  const scope = dingtalk.locator('#dingtalk-scope');
  await seen(scope.getByText(/通讯录授权范围：只有 1 个部门/));
  await seen(scope.getByText(/影响：范围以外的人提交的审批/));
  await seen(scope.getByText(/怎么办：钉钉管理员，在 钉钉开放平台/));
  await seen(dingtalk.getByText(/^通，问了 \d+ 项，2 项要处理/));
  await seen(dingtalk.getByText('没有它：未回写；附件看不了'));
  await app.picture('connections-trouble-1440');
  await app.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await scope.getByRole('button', { name: /^复制给管理员/ }).click();
  const copied: string = await page.evaluate('navigator.clipboard.readText()');
  expect(copied).toMatch(/^【钉蝶】钉钉，第 8 步 授权范围\n做什么：权限管理里的通讯录授权范围选“全部员工”/);
  expect(copied).toContain('怎么办：钉钉管理员');

  trap(defaultSwitches());
  await test.click();
  await seen(scope.getByRole('img', { name: '已证明' }));
  await gone(scope.getByText(/怎么办：/));
  await seen(dingtalk.getByText(/^通，/));
  await expect.poll(() => textOf(dingtalk.getByRole('status'))).not.toContain('要处理');
  await app.picture('connections-1440');
});

it('has an address for each step, where a line of the check-up leads, and by keyboard it opens and closes', async () => {
  trap({ kingdee: { accountSets: 'others' } });
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/check-up' });
  await page.getByRole('button', { name: '再查 金蝶地址、账套' }).click();
  const site = page.getByRole('listitem').filter({ hasText: '金蝶地址、账套' });
  await seen(site.getByText(/没有设置的这一个/));
  await site.getByRole('link', { name: '第 5 步 金蝶地址、账套' }).click();
  const step = page.locator('#kingdee-account-set');
  await seen(step.getByText('做什么'));
  await seen(step.locator('button:focus').filter({ hasText: '账套' }));
  await seen(step.getByText('dbid'));
  await seen(step.getByText('KINGDEE_ACCT_ID'));
  await page.keyboard.press('Enter');
  await gone(step.getByText('做什么'));
  await page.keyboard.press('Space');
  await seen(step.getByText('做什么'));
  await app.mustBeSound();
  expect([...(await reachFaults(page, 24)), ...(await contrastFaults(page))]).toEqual([]);
});

it('says that a log-in is refused at the step where it is cured, and sends the others there', async () => {
  desk.stack.sandbox.state.ctx.faults.add({
    system: 'kingdee',
    api: 'ExecuteBillQuery',
    kind: 'permission-denied',
    times: 0,
  });
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, theme: 'dark', path: '/connections' });
  const kingdee = page.getByRole('region', { name: '金蝶云星空' });
  await kingdee.getByRole('button', { name: /^测试连接/ }).click();
  await seen(kingdee.getByText(/^登录没有成功，其余没有问/));
  await seen(kingdee.locator('#kingdee-allowed').getByText(/登录金蝶：/));
  await seen(page.getByRole('img', { name: '还没有证明钉钉和金蝶都登录得上' }));
  await app.picture('connections-shut-dark-1440');
  expect([...(await reachFaults(page, 24)), ...(await contrastFaults(page))]).toEqual([]);
  await kingdee.locator('#kingdee-users').getByRole('link', { name: '第 4 步 允许调用' }).click();
  await seen(kingdee.locator('#kingdee-allowed').getByText('做什么'));
  desk.stack.sandbox.state.ctx.faults.clear();
  await kingdee.getByRole('button', { name: /^测试连接/ }).click();
  await seen(page.getByRole('img', { name: '钉钉和金蝶都登录得上', exact: true }));
});

it('a new secret is tried before it replaces the old one: what was refused says so and stays open, what is let in is named with who and when', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/connections' });
  const kingdee = page.getByRole('region', { name: '金蝶云星空' });
  await seen(kingdee.getByText('服务器设置里的'));
  await kingdee.getByRole('button', { name: /^换密钥/ }).click();
  const input = kingdee.getByLabel('金蝶云星空 新的应用密钥');
  await seen(kingdee.getByText('先用新密钥登录一次，通了才替换旧的；不通，旧的照用。'));
  await seen(kingdee.locator('input:focus'));
  expect(await input.getAttribute('type')).toBe('password');
  const save = kingdee.getByRole('button', { name: '测试并保存' });
  await expect.poll(() => save.isDisabled()).toBe(true);
  app.allow(/status of 422 .*\/kingdee\/secret$/);
  await input.fill('not-the-one');
  await page.keyboard.press('Enter');
  await seen(kingdee.getByRole('alert').getByText('新密钥登录不了，没有换'));
  await app.picture('connections-secret-1440');
  expect([...(await reachFaults(page, 24)), ...(await contrastFaults(page))]).toEqual([]);
  await kingdee.getByRole('button', { name: '不换了' }).click();
  await seen(kingdee.getByText('服务器设置里的'));
  await seen(kingdee.locator('button:focus').filter({ hasText: '换密钥' }));

  const { account } = desk.stack.sandbox.state.kingdee;
  const before = account.appSecret;
  Object.assign(account, { appSecret: 'a-new-secret-of-24-letters' });
  try {
    await page.keyboard.press('Enter');
    await input.fill('a-new-secret-of-24-letters');
    await save.click();
    await seen(kingdee.getByText('登录通了，已经换成新的。'));
    await seen(kingdee.getByText(/^\d{4}-\d\d-\d\d \d\d:\d\d .+ 换的$/));
    await seen(kingdee.getByText('••••••••ters'));
    await app.picture('connections-secret-new-1440');
    expect(await page.content()).not.toContain('a-new-secret-of-24');
    const told = await desk.open({ part: '管理员', ...WIDE, path: '/log' });
    await seen(told.page.locator('b', { hasText: '换了连接的密钥' }));
    await app.mustBeSound();
  } finally {
    await desk.office.admin.put('/api/connections/kingdee/secret', { secret: account.appSecret });
    Object.assign(account, { appSecret: before });
    await desk.office.admin.put('/api/connections/kingdee/secret', { secret: before });
  }
});

it('fits the narrow workbench, is sent to a computer from a phone, and is not for who is no administrator', async () => {
  const narrow = await desk.open({ part: '管理员', width: 900, height: 640, path: '/connections' });
  await seen(narrow.page.getByRole('region', { name: '金蝶云星空' }));
  await narrow.picture('connections-900');
  await expect.poll(() => reachFaults(narrow.page, 24)).toEqual([]);
  const phone = await desk.open({ part: '管理员', width: 390, height: 844, platform: 'ios', path: '/connections' });
  await seen(phone.page.getByText('这一页在电脑上'));
  await seen(phone.page.getByText(/^接入的每一步/));
  await phone.mustBeSound();
  const auditor = await desk.open({ part: '审计', ...WIDE, path: '/check-up' });
  await seen(auditor.page.getByRole('region', { name: '钉钉' }));
  await expect.poll(() => auditor.page.getByRole('link', { name: /^连接|^第 \d+ 步/ }).count()).toBe(0);
});
