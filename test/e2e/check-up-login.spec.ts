import { afterAll, afterEach, beforeAll, it } from 'vitest';
import { gone, seen } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

let desk: CompanyDesk;
beforeAll(async () => {
  desk = await startCompany({ sandbox: { approvals: 2, clean: true }, settings: { KINGDEE_AUTH: 'password' } });
});
afterEach(() => desk.closeApps());
afterAll(() => desk?.close());

it('after a wrong password 再查 tries nothing and says what one more may do; who presses that gets in once it is mended', async () => {
  const { state } = desk.stack.sandbox;
  const { account } = state.kingdee;
  const right = account.password;
  const { page, ...app } = await desk.open({ part: '管理员', width: 1440, height: 900, path: '/check-up' });
  app.allow(/409/);
  await page.getByRole('button', { name: '全部检查' }).click();
  const again = page.getByRole('button', { name: '再查 登录金蝶' });
  await seen(again);
  Object.assign(account, { password: 'changed-in-kingdee' });
  state.ctx.faults.add({ system: 'kingdee', kind: 'session-drop', times: 1 });
  await again.click();
  const line = page.getByRole('listitem').filter({ hasText: '登录金蝶' }).filter({ hasText: '用户名或密码不对' });
  await seen(line);

  await again.click();
  await seen(page.getByText(/起金蝶拒绝登录，这次没有去试/));
  await app.mustBeSound();
  Object.assign(account, { password: right });
  await page.getByRole('button', { name: '仍然再试一次' }).click();
  await gone(line);
  await gone(page.getByRole('button', { name: '仍然再试一次' }));
});
