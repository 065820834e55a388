import { readFileSync } from 'node:fs';
import type { CheckUp } from '@dingdee/shared/check-up';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { until } from '../flow/person.js';
import { applySwitches, defaultSwitches } from '../sandbox/switches.js';
import { gone, seen } from './browser.js';
import { agreedApprovals, type CompanyDesk, kingdeeBills, startCompany } from './company-desk.js';

const WIDE = { width: 1440, height: 900 } as const;

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 12, clean: true } });
});
afterEach(async () => {
  applySwitches(desk.stack.sandbox.state.ctx.switches, defaultSwitches());
  await desk.closeApps();
});
afterAll(() => desk?.close());

const result = () => desk.office.admin.get<CheckUp>('/api/check-up');

it('begins empty, is asked for by one press, and shows a line for each trap, by system', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/schemes' });
  await page.getByRole('link', { name: '体检' }).click();
  await seen(page.getByRole('heading', { level: 1, name: '体检' }));
  await seen(page.getByText('还没有体检过'));
  await app.mustBeSound();
  await page.getByRole('button', { name: '全部检查' }).click();
  const { lines } = await until(result, ({ running, lines: all }) => running === null && all.length > 0, 60_000);
  for (const system of ['钉钉', '金蝶云星空']) await seen(page.getByRole('region', { name: system }));
  const kingdee = page.getByRole('region', { name: '金蝶云星空' });
  await seen(kingdee.getByRole('listitem').filter({ hasText: '登录金蝶' }).getByRole('img', { name: '正常' }));
  await expect.poll(() => page.getByRole('main').getByRole('listitem').count()).toBe(lines.length);
  await app.mustBeSound();
});

it('says in red what is wrong and who changes what where, and 再查 turns it green once it is mended', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/check-up' });
  // Nobody outside the scope could log in.
  await seen(page.getByRole('button', { name: /^全部检查/ }));
  applySwitches(desk.stack.sandbox.state.ctx.switches, {
    kingdee: { mandatoryFields: 'FBookingDate' },
    dingtalk: { contactScope: 'one-department' },
  });
  await page.getByRole('button', { name: /^全部检查/ }).click();
  const must = page.getByRole('listitem').filter({ hasText: '必录字段' });
  await seen(must.getByText('还要填：期望付款日期（FBookingDate）'));
  await seen(must.getByText(/怎么办：金蝶管理员，在 金蝶 BOS 设计器/));
  await seen(must.getByRole('button', { name: '复制给管理员' }));
  await app.picture('check-up-trouble-1440');
  await page.getByRole('checkbox', { name: '只看没好的' }).check();
  await expect.poll(() => page.getByRole('listitem').filter({ hasText: '登录金蝶' }).count()).toBe(0);
  applySwitches(desk.stack.sandbox.state.ctx.switches, defaultSwitches());
  await page.getByRole('button', { name: '再查 必录字段' }).click();
  await gone(must);
  await app.mustBeSound();
});

it('stands as a notice on the desk of whoever may look at it, until it is mended', async () => {
  const { page } = await desk.open({ part: '管理员', ...WIDE, path: '/' });
  await seen(page.getByText(/体检有 \d+ 项要处理。/));
  await page.getByRole('link', { name: '看体检' }).click();
  await seen(page.getByRole('button', { name: '再查 通讯录授权范围' }));
  await page.getByRole('button', { name: '再查 通讯录授权范围' }).click();
  await until(
    result,
    ({ lines }) => lines.every(({ line, state }) => line !== 'dingtalk/scope' || state === 'green'),
    30_000,
  );
});

it('writes something only behind a dialog that says what, and only what it says', async () => {
  await desk.office.admin.post('/api/runs', {});
  const before = kingdeeBills(desk).length;
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/check-up' });
  await page.getByRole('button', { name: '试一次… 付款单：新增' }).click();
  const dialog = page.getByRole('dialog', { name: '试一张必被拒绝的付款单' });
  await seen(dialog.getByText(/金蝶应当拒绝，什么都不留下/));
  const go = dialog.getByRole('button', { name: '我知道了，发这一张' });
  expect(await go.isDisabled()).toBe(true);
  await dialog.getByRole('textbox', { name: '用哪个组织' }).fill('101');
  expect(await go.isDisabled()).toBe(true);
  await dialog.getByRole('checkbox').check();
  await app.mustBeSound();
  await go.click();
  await gone(dialog);
  await seen(page.getByText(/被拒绝，如所料/));
  expect(kingdeeBills(desk).length).toBe(before);

  const [approval] = agreedApprovals(desk);
  if (!approval) throw new Error('no approval');
  await until(
    () => desk.office.admin.get<{ total: number }>(`/api/bills?q=${approval.businessId}`),
    ({ total }) => total === 1,
    30_000,
  );
  await page.getByRole('button', { name: '试一次… 试写一条评论' }).click();
  const comment = page.getByRole('dialog', { name: '试写一条评论' });
  await comment.getByRole('textbox', { name: '写在哪条审批' }).fill(approval.businessId);
  await comment.getByRole('checkbox').check();
  await comment.getByRole('button', { name: '我知道了，写这一条' }).click();
  await gone(comment);
  expect(approval.comments.map(({ text }) => text)).toEqual(['钉蝶体检：试写一条评论，请忽略。']);
});

it('is passed on as a file without secrets', async () => {
  const { page } = await desk.open({ part: '管理员', ...WIDE, path: '/check-up' });
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '下载结果' }).click(),
  ]);
  const text = readFileSync((await file.path()) ?? '', 'utf8');
  expect(file.suggestedFilename()).toBe('dingdee-check-up.txt');
  expect(text).toContain('✓ 登录金蝶');
  expect(text).not.toContain(desk.stack.sandbox.state.kingdee.account.appSecret);
});

it('fits the narrow workbench, and auditors read it without a button that asks', async () => {
  const { page, ...app } = await desk.open({ part: '审计', width: 900, height: 760, path: '/check-up' });
  await seen(page.getByRole('region', { name: '钉钉' }));
  await expect.poll(() => page.getByRole('button', { name: /^全部检查|^再查/ }).count()).toBe(0);
  await app.mustBeSound();
});

it('says at once that a press went nowhere without a network, and does not make it later by itself', async () => {
  const { page, context, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/check-up' });
  const all = page.getByRole('button', { name: /^全部检查/ });
  await seen(page.getByRole('region', { name: '钉钉' }));
  const { startedAt } = await result();
  app.allow(/ERR_INTERNET_DISCONNECTED|Failed to load resource/);
  await context.setOffline(true);
  await all.click();
  await seen(page.getByText(/网络断开或服务器不在/));
  await context.setOffline(false);
  await until(
    () => all.isEnabled(),
    (enabled) => enabled,
  );
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect((await result()).startedAt).toBe(startedAt);
});

it('what one cause kept from an answer is asked for anew with it', async () => {
  const trap = (redirects: number) => applySwitches(desk.stack.sandbox.state.ctx.switches, { kingdee: { redirects } });
  trap(302);
  const { page } = await desk.open({ part: '管理员', ...WIDE, path: '/check-up' });
  await page.getByRole('button', { name: '再查 金蝶地址、账套' }).click();
  await seen(page.getByText(/被转到了别处/));
  await page.getByRole('button', { name: '再查 登录金蝶' }).click();
  const login = page.getByRole('listitem').filter({ hasText: '用集成用户登录' });
  await seen(login.getByText('因为“金蝶地址、账套”那一项，处理好再查'));
  await page.getByRole('link', { name: /^公有云、网关 登录金蝶/ }).click();
  const step = page.locator('#kingdee-app');
  await seen(step.getByRole('link', { name: '公有云、网关' }));
  trap(0);
  await page.goBack();
  await page.getByRole('button', { name: '再查 金蝶地址、账套' }).click();
  await gone(login.getByText(/^因为/));
  await page.getByRole('button', { name: '再查 登录金蝶' }).click();
  await seen(login.getByRole('img', { name: '正常' }));
});
