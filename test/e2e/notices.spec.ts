import type { BillSummary } from '@dingdee/shared/bill';
import Libsql from 'libsql';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { SHORT_WAITS } from '../flow/batch.js';
import { copyDatabase } from '../flow/database-copy.js';
import { approveAll, collect, pushAll } from '../flow/office.js';
import { until } from '../flow/person.js';
import { breakableStorage, type Storage } from '../flow/storage.js';
import { runOps } from '../flow/verify-command.js';
import * as company from '../sandbox/company.js';
import { closeAll, gone, personOf, seen } from './browser.js';
import { agreedApprovals, type CompanyDesk, startCompany } from './company-desk.js';

/** What stands above everything else when something is wrong: said on desk and phone, with who acts, and gone when it is over. */
const WIDE = { width: 1440, height: 900 } as const;
const IPHONE = { width: 390, height: 844, platform: 'ios' } as const;

let desk: CompanyDesk;
let storage: Storage;
beforeAll(async () => {
  storage = await breakableStorage();
  desk = await startCompany({ sandbox: { approvals: 8, clean: true }, settings: SHORT_WAITS });
  await desk.stack.restart(storage.settings(desk.stack));
  await collect(desk.office);
});
afterEach(() => closeAll(storage.mend, desk.closeApps));
afterAll(() =>
  closeAll(
    () => desk?.close(),
    () => storage?.close(),
  ),
);

it('a hold of everything is said to everybody with who may release it, and the administrator releases it after a second look', async () => {
  expect((await runOps(desk.stack, ['hold', '核对', '备份'])).code).toBe(0);
  const admin = personOf(desk.stack.sandbox, '管理员').name;
  const phone = await desk.open({ part: '推送', ...IPHONE });
  await seen(phone.page.getByText('已全部暂停'));
  await seen(phone.page.getByText(`请管理员（${admin}）看过后放行。`));
  await phone.mustBeSound();
  await expect.poll(() => phone.page.getByRole('button', { name: /放行/ }).count()).toBe(0);
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE });
  await page.getByRole('button', { name: '看过了，放行…' }).click();
  await seen(page.getByText('现在没有推送中的单据。'));
  await app.mustBeSound();
  await page.getByRole('button', { name: '放行', exact: true }).click();
  await gone(page.getByText('已全部暂停'));
  await phone.page.reload();
  await seen(phone.page.getByText('待我处理'));
  await gone(phone.page.getByText('已全部暂停'));
});

it('an audit log that was changed by hand is said to administrators at the top, with what goes on and what to do, and to nobody else', async () => {
  const database = new Libsql(desk.stack.databaseUrl.slice('sqlite:'.length));
  database.exec('PRAGMA busy_timeout = 10000');
  const { mac } = database.prepare('SELECT mac FROM audit_head').get() as { mac: string };
  const write = (seal: string) => database.prepare('UPDATE audit_head SET mac = ?').run(seal);
  const broken = '0'.repeat(mac.length);
  try {
    write(broken);
    // A decision that is to be sealed after it.
    await desk.office.admin.put(`/api/roles/${personOf(desk.stack.sandbox, '查看').userid}`, { roles: ['viewer'] });
    const told =
      /审计的封条被改动过。 ?\S+ 起。审计不再封存；审核、推送照常，新的记录照写。\s*可能有人直接改了数据库。请管理员在服务器上运行 npm run ops -- verify/;
    for (const [size, ...others] of [
      [WIDE, '审核'],
      [IPHONE, '推送'],
    ] as const) {
      const { page, ...app } = await desk.open({ part: '管理员', ...size });
      const notice = page.getByRole('alert').filter({ hasText: told });
      await seen(notice);
      await app.mustBeSound();
      for (const part of others) {
        const other = await desk.open({ part, ...size });
        await seen(other.page.getByText(/待我处理|待审核/));
        await expect.poll(() => other.page.getByRole('alert').count()).toBe(0);
      }
    }
    write(mac);
    const { page } = await desk.open({ part: '管理员', ...WIDE });
    await seen(page.getByText('待审核'));
    await gone(page.getByText('审计不再封存'));
  } finally {
    // Sealed on meanwhile, it is another one.
    database.prepare('UPDATE audit_head SET mac = ? WHERE mac = ?').run(mac, broken);
    database.close();
  }
});

it.each([
  ['desk', WIDE],
  ['phone', IPHONE],
] as const)(
  'on the %s a cancellation that names no approval is said at the top, a reviewer names the bill it means, and another person confirms it',
  async (_, size) => {
    const dingtalk = desk.stack.sandbox.state.dingtalk;
    const open = await desk.office.admin.all<BillSummary>('/api/bills?stage=review');
    const numbers = new Set(open.map(({ businessId }) => businessId));
    const original = agreedApprovals(desk).find(({ businessId }) => numbers.has(businessId));
    if (!original) throw new Error('no bill waits for review');
    const cancelled = dingtalk.amend(original, 'REVOKE', false);
    delete cancelled.mainInstanceId;
    original.attachedInstanceIds.pop();
    await collect(desk.office);
    const { page, ...app } = await desk.open({ part: '审核', ...size });
    await seen(page.getByText(new RegExp(`撤销审批 ${cancelled.businessId} 没有写明是哪一条`)));
    await app.mustBeSound();
    await page.getByRole('link', { name: '去指明' }).first().click();
    const panel = page.getByRole('region', { name: new RegExp(cancelled.businessId) });
    await panel.getByRole('radio', { name: new RegExp(original.businessId) }).check();
    await panel.getByRole('button', { name: '问过申请人' }).click();
    await app.mustBeSound();
    await panel.getByRole('button', { name: '指明，请另一位同事确认' }).click();
    await seen(panel.getByText('等另一位同事确认，在那之前这些单据都不付款'));
    await app.mustBeSound();
    const second = await desk.open({ part: '管理员', ...size });
    await second.page.getByRole('link', { name: '去指明' }).first().click();
    const other = second.page.getByRole('region', { name: new RegExp(cancelled.businessId) });
    await seen(other.getByText(`已指明：是 ${original.businessId}（问过申请人）`));
    await other.getByRole('radio', { name: new RegExp(original.businessId) }).check();
    await other.getByRole('button', { name: '在钉钉里核对过' }).click();
    await second.mustBeSound();
    await other.getByRole('button', { name: '确认', exact: true }).click();
    await gone(other);
    await gone(panel);
    const archived = await desk.office.admin.all<BillSummary>('/api/bills?stage=archived');
    expect(archived.find(({ businessId }) => businessId === original.businessId)?.state).toBe('superseded');
    const { page: once, ...rest } = await desk.open({ part: '审核', ...size });
    await seen(once.getByText(/待我处理|待审核/));
    await gone(once.getByText(/没有写明是哪一条/));
    await rest.mustBeSound();
    // The next case has one of its own.
    original.deleted = true;
    cancelled.deleted = true;
  },
);

it('a full disk is said on desk and phone, to somebody who logs in too, and all goes on by itself', async () => {
  // More than fits into what the file has left.
  const costItems = Array.from({ length: 300 }, (_, index) => ({
    key: `${'长名字'.repeat(40)}${index}`,
    targetNumber: company.expenseTypes[0]?.costItemNumber ?? '',
  }));
  const fill = async () => {
    await storage.fail();
    await desk.office.admin.refused('PUT', '/api/mapping/tables/costItem/rows', { rows: costItems });
  };
  for (const size of [WIDE, IPHONE]) {
    await fill();
    const { page, ...app } = await desk.open({ part: '审核', ...size });
    app.allow(/status of 503 /);
    await seen(page.getByText(/服务器磁盘已满/));
    await app.mustBeSound();
    await storage.mend();
    await gone(page.getByText(/服务器磁盘已满/));
    await seen(page.getByText(/待我处理|待审核/));
    // The same of a page that is open.
    await fill();
    await page.reload();
    await seen(page.getByText(/服务器磁盘已满/));
    await app.mustBeSound();
    await storage.mend();
    await gone(page.getByText(/服务器磁盘已满/));
  }
});

it('a gap without sweeps is said where the runs are listed, with what will be made up for, and goes when it is made up for', async () => {
  await desk.stack.kill();
  const copy = await copyDatabase(desk.stack.databaseUrl);
  await copy.change(`UPDATE scheme SET look_back_until = look_back_until - ${12 * 86_400_000}`);
  await copy.restore();
  await copy.drop();
  await desk.stack.restart({ ...storage.settings(desk.stack), LOOK_BACK_INTERVAL_MS: String(86_400_000) });
  const gap = /还有审批在补查/;
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/runs' });
  const phone = await desk.open({ part: '管理员', ...IPHONE, path: '/runs' });
  await seen(page.getByText(gap));
  await seen(page.getByText(/停采期间通过的不会漏/));
  await seen(phone.page.getByText(gap));
  await app.mustBeSound();
  await phone.mustBeSound();
  await collect(desk.office);
  await until(
    () => desk.office.admin.get<{ items: unknown[] }>('/api/runs/gaps'),
    ({ items }) => items.length === 0,
    30_000,
  );
  await page.reload();
  await seen(page.getByRole('heading', { level: 1 }));
  await gone(page.getByText(gap));
});

it.each([
  ['desk', WIDE, '管理员'],
  ['phone', IPHONE, '推送'],
] as const)(
  'on the %s a database that is away, and a clock that jumped, are said at the top, and go',
  async (_, size, part) => {
    const { page, ...app } = await desk.open({ part, ...size });
    await seen(page.getByText(/待我处理|待审核/));
    const away = { sentence: '数据库连不上', means: '现在什么都存不了，已经存下的不会丢。请管理员检查数据库。' };
    const jumped = '09:30 起 服务器时钟向前跳了 90 秒（改过时间，或机器休眠过）。请管理员检查服务器对时（NTP）。';
    app.allow(/status of 503/);
    await page.route('**/api/status', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          type: '/problems/database/away',
          code: 'database/away',
          title: away.sentence,
          detail: away.means,
          status: 503,
        }),
      }),
    );
    await page.reload();
    await seen(page.getByText(away.sentence));
    await seen(page.getByText(away.means));
    await app.mustBeSound();

    await page.unroute('**/api/status');
    await page.route('**/api/status', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), clock: jumped } });
    });
    await page.reload();
    await seen(page.getByText('服务器时钟向前跳了 90 秒'));
    await gone(page.getByText(away.sentence));
    await app.mustBeSound();
    await page.unroute('**/api/status');
    await page.reload();
    await seen(page.getByText(/待我处理|待审核/));
    await gone(page.getByText('服务器时钟向前跳了'));
  },
);

it('a bill whose content somebody changed in the database after it was approved is not sent, and everybody is told at the top', async () => {
  const { office, stack } = desk;
  await collect(office);
  const approved = await approveAll(office);
  expect(approved).toBeGreaterThan(1);
  const [changed = expect.fail()] = await office.pusher.all<BillSummary>('/api/bills?stage=push');
  const database = new Libsql(stack.databaseUrl.slice('sqlite:'.length));
  database.exec('PRAGMA busy_timeout = 10000');
  database
    .prepare(`UPDATE bill_content SET draft = REPLACE(draft, '2026-', '2027-') WHERE bill_id = ?`)
    .run(changed.id);
  database.close();
  await pushAll(office);
  expect(stack.sandbox.state.kingdee.ledger.report()).toHaveLength(approved - 1);
  const waiting = await office.admin.get<BillSummary>(`/api/bills/${changed.id}`);
  expect(waiting.state).toBe('ready');
  for (const [size, part] of [
    [WIDE, '推送'],
    [IPHONE, '审核'],
  ] as const) {
    const { page, ...app } = await desk.open({ part, ...size });
    await seen(page.getByText('1 张单据要发送的内容与审核过的不同，没有发送（'));
    await seen(page.getByText('请管理员核对数据库是否被人改过。单据已退回重新映射，要重新审核。'));
    await app.mustBeSound();
    await page.getByRole('link', { name: '看是哪几张' }).click();
    await seen(page.locator('b', { hasText: '内容和审核时不同，没有发送' }));
    await app.mustBeSound();
  }
});
