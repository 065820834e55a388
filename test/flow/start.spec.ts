import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { serverMain } from './server-main.js';

const folder = mkdtempSync(join(tmpdir(), 'dingdee-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const GOOD = {
  PORT: '0',
  LOG_LEVEL: 'silent',
  APP_SECRET: 'start-spec-secret-0123',
  DATABASE_URL: `sqlite:${join(folder, 'start.db')}`,
  DINGTALK_CORP_ID: 'dingcorp',
  DINGTALK_CLIENT_ID: 'dingkey',
  DINGTALK_CLIENT_SECRET: 'client-secret',
  DINGTALK_AGENT_ID: '1',
  DINGTALK_API_URL: 'http://127.0.0.1:9',
  DINGTALK_OAPI_URL: 'http://127.0.0.1:9',
  KINGDEE_URL: 'http://127.0.0.1:9/k3cloud/',
  KINGDEE_ACCT_ID: 'acct',
  KINGDEE_USERNAME: 'user',
  KINGDEE_APP_ID: 'app',
  KINGDEE_APP_SECRET: 'kingdee-secret',
};

function launch(settings: Record<string, string>): {
  child: ChildProcess;
  out: () => string;
  err: () => string;
  code: Promise<number | null>;
} {
  const env = { PATH: process.env.PATH ?? '', ...GOOD, ...settings };
  const child = spawn(process.execPath, [serverMain()], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, out: () => out, err: () => err, code };
}

/** What a start that cannot work says, and its exit code. */
async function refused(settings: Record<string, string>): Promise<{ code: number | null; lines: string[] }> {
  const { code, err } = launch(settings);
  return {
    code: await code,
    lines: err()
      .split('\n')
      .filter((line) => line !== ''),
  };
}

/** A busy machine takes its time. */
const PATIENCE_MS = 120_000;
async function ready(running: ReturnType<typeof launch>): Promise<string> {
  const latest = Date.now() + PATIENCE_MS;
  while (Date.now() < latest) {
    const line = running
      .out()
      .split('\n')
      .find((text) => text.includes('"ready"'));
    if (line) return (JSON.parse(line) as { url: string }).url;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not ready: ${running.err()}`);
}

it.each([
  ['a missing secret', { APP_SECRET: '' }, '缺少设置 APP_SECRET'],
  ['a port that is no port', { PORT: '99999' }, '设置 PORT 不正确'],
  ['a Kingdee address that is none', { KINGDEE_URL: 'k3cloud' }, '设置 KINGDEE_URL 不正确'],
  ['an unknown way to log in to Kingdee', { KINGDEE_AUTH: 'magic' }, '设置 KINGDEE_AUTH 不正确'],
  ['a password login without its password', { KINGDEE_AUTH: 'password' }, '缺少设置 KINGDEE_PASSWORD'],
  [
    'half of what posted events need beside the stream',
    { DINGTALK_EVENTS: 'stream', DINGTALK_CALLBACK_TOKEN: 'a-token' },
    '缺少设置 DINGTALK_CALLBACK_AES_KEY',
  ],
  ['plain http beyond this machine', { HOST: '0.0.0.0', PUBLIC_URL: 'http://pay.example.com' }, '必须以 https:// 开头'],
  ['a database that nobody serves', { DATABASE_URL: 'mysql://a:b@127.0.0.1:9/x' }, '连不上数据库（ECONNREFUSED）'],
])('ends with one sentence and code 1 for %s', async (_, settings, sentence) => {
  const { code, lines } = await refused(settings);
  expect(code).toBe(1);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(sentence);
});

it('says when the port is taken, and when another process has the SQLite file', async () => {
  const other = createServer();
  const port = await new Promise<number>((resolve) => {
    other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
  });
  const taken = await refused({ PORT: String(port) });
  other.close();
  expect([taken.code, taken.lines.join()]).toEqual([1, expect.stringContaining('端口已被占用')]);

  const first = launch({});
  await ready(first);
  const second = await refused({});
  expect([second.code, second.lines.join()]).toEqual([1, expect.stringContaining('正被另一个钉蝶进程使用')]);
  first.child.kill('SIGKILL');
  await first.code;
  const third = launch({});
  expect(await ready(third)).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  third.child.kill('SIGTERM');
  expect(await third.code).toBe(0);
});

it('reads .env of the folder it is started in; what the environment says goes first', async () => {
  writeFileSync(join(folder, '.env'), 'APP_SECRET=from-the-file-0123456\nKINGDEE_LCID=nothing\n');
  expect((await refused({ APP_SECRET: 'from-the-environment' })).lines.join()).toContain('KINGDEE_LCID');
  writeFileSync(join(folder, '.env'), 'KINGDEE_LCID=nothing\n');
  const started = launch({ KINGDEE_LCID: '2052' });
  await ready(started);
  started.child.kill('SIGTERM');
  expect(await started.code).toBe(0);
  rmSync(join(folder, '.env'));
});

it('keeps the database, its log, the marker and their folder from every other user of the machine, also what an older version left open', async () => {
  const data = join(folder, 'data');
  const settings = { DATABASE_URL: `sqlite:${join(data, 'own.db')}` };
  const modes = () =>
    Object.fromEntries(readdirSync(data).map((name) => [name, (statSync(join(data, name)).mode & 0o777).toString(8)]));
  for (const round of ['fresh', 'left open']) {
    const running = launch(settings);
    await ready(running);
    expect([round, new Set(Object.values(modes()))]).toEqual([round, new Set(['600'])]);
    expect(Object.keys(modes())).toEqual(
      expect.arrayContaining(['own.db', 'own.db-wal', 'own.db.lock', 'own.db.marker']),
    );
    running.child.kill('SIGTERM');
    expect(await running.code).toBe(0);
    for (const name of readdirSync(data)) chmodSync(join(data, name), 0o644);
  }
  expect((statSync(data).mode & 0o777).toString(8)).toBe('700');
});

it('says at the start that others can read .env, and nothing where they cannot', async () => {
  const file = join(folder, '.env');
  const said = async (mode: number): Promise<boolean> => {
    writeFileSync(file, 'KINGDEE_LCID=2052\n');
    chmodSync(file, mode);
    const running = launch({});
    await ready(running);
    running.child.kill('SIGTERM');
    await running.code;
    return running.out().includes('chmod 600 .env');
  };
  expect([await said(0o640), await said(0o600)]).toEqual([true, false]);
  rmSync(file);
});

it('keeps the secrets of its connections encrypted, and says in words that APP_SECRET is another one', async () => {
  const file = join(folder, 'sealed.db');
  const secrets = {
    DINGTALK_CLIENT_SECRET: 'ding-secret-to-look-for',
    DINGTALK_CALLBACK_TOKEN: 'callback-token-to-look-for',
    DINGTALK_CALLBACK_AES_KEY: 'aesKeyToLookFor0123456789abcdefghijklmnopqr',
    KINGDEE_APP_ID: '200100_packed-secret-to-look-for',
    KINGDEE_APP_SECRET: 'app-secret-to-look-for',
    KINGDEE_PASSWORD: 'password-to-look-for',
  };
  const settings = {
    ...secrets,
    DATABASE_URL: `sqlite:${file}`,
    LOG_LEVEL: 'info',
    KINGDEE_USERNAME: 'user-to-look-for',
  };
  // The log first: what is moved out of it meanwhile is found in the file.
  const stored = (): Buffer =>
    Buffer.concat(['-wal', ''].flatMap((end) => (existsSync(`${file}${end}`) ? [readFileSync(`${file}${end}`)] : [])));
  const run = async (appSecret: string): Promise<string> => {
    const running = launch({ ...settings, APP_SECRET: appSecret });
    await ready(running);
    const live = stored();
    running.child.kill('SIGTERM');
    expect(await running.code).toBe(0);
    for (const bytes of [live, stored()]) {
      // What is no secret is found there: the look sees what is stored.
      expect(bytes.includes('user-to-look-for')).toBe(true);
      for (const secret of [...Object.values(secrets), appSecret]) expect(bytes.includes(secret), secret).toBe(false);
    }
    const said = `${running.out()}${running.err()}`;
    for (const secret of [...Object.values(secrets), appSecret]) expect(said).not.toContain(secret);
    return said;
  };
  expect(await run('first-secret-0123456')).not.toContain('另一个 APP_SECRET');
  const other = await run('other-secret-0123456');
  expect(other).toContain('连接“金蝶”存在库里的密钥是用另一个 APP_SECRET 加密的');
  expect(other).toContain('连接“钉钉”存在库里的密钥是用另一个 APP_SECRET 加密的');
  expect(other).not.toMatch(/\n\s+at /);
  expect(await run('other-secret-0123456')).not.toContain('存在库里的密钥');
  // Three starts.
}, 480_000);
