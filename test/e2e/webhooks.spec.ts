import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Webhook } from '@dingdee/shared/webhook';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { closeAll, gone, seen } from './browser.js';
import { type CompanyDesk, startCompany } from './company-desk.js';

const WIDE = { width: 1440, height: 900 } as const;

/** 通知别的系统, made, tried, looked at and taken away by an administrator, with a receiver of the spec's own. */
let desk: CompanyDesk;
let server: Server;
let status = 204;
const came: { body: string; headers: Record<string, string> }[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      came.push({ body, headers: request.headers as Record<string, string> });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  desk = await startCompany({
    sandbox: { approvals: 2, clean: true },
    settings: { WEBHOOK_ALLOW_HOSTS: `127.0.0.1:${port()}`, WEBHOOK_HTTP: 'on', DUE_SWEEP_MS: '100' },
  });
});
afterEach(() => desk.closeApps());
afterAll(() =>
  closeAll(
    () => desk?.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  ),
);
const port = () => (server.address() as AddressInfo).port;

it('is made with a secret that is shown once and verifies, tried, and what was not taken says when it is tried again', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', ...WIDE, path: '/data' });
  await page.getByRole('link', { name: '通知' }).click();
  await seen(page.getByText('还没有通知任何系统'));
  await app.mustBeSound();
  await page.getByRole('button', { name: '新建' }).click();
  const sheet = page.getByRole('dialog', { name: '新建通知' });
  await sheet.getByLabel('名称，让人看得出是谁').fill('资金系统');
  await sheet.getByLabel('地址').fill('https://10.0.0.8/hook');
  await sheet.getByRole('button', { name: '建立' }).click();
  await seen(sheet.getByText('不能送到这个地址'));
  // A browser writes every refusal into its console.
  expect(app.errors.splice(0)).toHaveLength(1);
  await sheet.getByLabel('地址').fill(`http://127.0.0.1:${port()}/dd`);
  await sheet.getByRole('button', { name: '建立' }).click();
  await seen(sheet.getByText('建好了，密钥只显示这一次'));
  const secret = (await sheet.locator('code').first().textContent()) ?? '';
  await app.mustBeSound();
  await sheet.getByRole('button', { name: '我已存好，关掉' }).click();
  await gone(page.getByText(secret));
  await page.getByRole('button', { name: '试发' }).click();
  const recent = page.getByRole('region', { name: '最近送的' });
  await seen(recent.getByText('送到', { exact: true }));
  await seen(page.getByText('送到 1 / 1'));
  const [first] = came;
  expect(new Verifier(secret).verify(first?.body ?? '', first?.headers ?? {})).toMatchObject({ type: 'webhook.test' });
  status = 503;
  await page.getByRole('button', { name: '试发' }).click();
  await seen(recent.getByText(/^第 1 次，.*再试，到 .* 为止$/));
  await seen(page.getByText(/没送到：对方回答 503/));
  await app.mustBeSound();
  await app.picture('desk-webhooks-1440');
  await recent.getByRole('button', { name: '看内容' }).first().click();
  await seen(page.getByRole('dialog', { name: '看内容' }).getByText('"type":"webhook.test"'));
  await app.mustBeSound();
  await page.keyboard.press('Escape');
  status = 204;
  await recent.getByRole('button', { name: '现在重试' }).click();
  await gone(recent.getByText(/^第 1 次/));
  expect(new Set(came.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
});

it('fits a small window, is changed, paused and taken away there', async () => {
  const { page, ...app } = await desk.open({ part: '管理员', width: 900, height: 640, path: '/webhooks' });
  await seen(page.getByText('资金系统').first());
  await app.mustBeSound();
  await app.picture('desk-webhooks-900');
  await page.getByRole('checkbox', { name: '资金系统 开着' }).click();
  await seen(page.getByText('暂停了'));
  await page.getByRole('button', { name: '改', exact: true }).click();
  const sheet = page.getByRole('dialog', { name: '改　资金系统' });
  await sheet.getByRole('button', { name: '换密钥' }).click();
  await seen(sheet.getByText('换好了，新密钥只显示这一次'));
  await app.mustBeSound();
  await sheet.getByRole('button', { name: '我已存好，关掉' }).click();
  await seen(page.getByText(/新旧密钥都签，旧的到/));
  await page.getByRole('button', { name: '改', exact: true }).click();
  await sheet.getByRole('button', { name: '删除' }).click();
  await sheet.getByRole('button', { name: /^确定删除/ }).click();
  await seen(page.getByText('还没有通知任何系统'));
  expect((await desk.office.admin.get<{ items: Webhook[] }>('/api/webhooks')).items).toEqual([]);
});
