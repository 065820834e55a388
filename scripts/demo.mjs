import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient } from './api-client.mjs';
import { acceptSuggestions, enableScheme, fillMappings, giveRoles, pull } from './demo-company.mjs';
import { workAWhile } from './demo-month.mjs';
import { freePort } from './free-port.mjs';
import { build, install, ROOT, step } from './prepare.mjs';

// npm run demo [-- --reset]: stand-ins of DingTalk and Kingdee, the server, and one address to open.
const DATA = join(ROOT, 'data/demo');
const children = new Map();
let stopping = false;

/** Keeps a value over restarts of the demo. */
function kept(name, make) {
  const file = join(DATA, name);
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

/** Starts a program of ours. @returns the first stdout line that `ready` takes, as JSON. */
function launch(name, args, env, ready) {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own group: Ctrl-C reaches this program, which then stops both in order.
    detached: true,
  });
  children.set(name, child);
  let output = '';
  return new Promise((resolve, reject) => {
    const hear = (chunk) => {
      output = `${output}${chunk}`.slice(-20_000);
      for (const line of output.split('\n').filter((text) => text.startsWith('{') && text.endsWith('}'))) {
        const said = JSON.parse(line);
        if (ready(said)) resolve(said);
      }
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => {
      children.delete(name);
      if (stopping) return;
      reject(new Error(`${name}已退出（${code}）：\n${output.slice(-3000)}`));
      process.stderr.write(`${name}已退出（${code}）：\n${output.slice(-3000)}\n`);
      stop(1);
    });
  });
}

function stop(code) {
  if (stopping) return;
  stopping = true;
  const gone = [...children.values()].map((child) => new Promise((resolve) => child.once('exit', resolve)));
  for (const child of children.values()) child.kill('SIGTERM');
  Promise.all(gone).then(() => process.exit(code));
  setTimeout(() => process.exit(code), 25_000).unref();
}

const startSandbox = async (appPort) => {
  const ports = {
    SANDBOX_DINGTALK_PORT: 4010,
    SANDBOX_KINGDEE_PORT: 4011,
    SANDBOX_CONTROL_PORT: 4012,
    SANDBOX_GATEWAY_PORT: 4013,
  };
  const env = { SANDBOX_APPROVALS: process.env.SANDBOX_APPROVALS ?? '60' };
  for (const [name, usual] of Object.entries(ports))
    env[name] = String(await freePort(Number(process.env[name] ?? usual)));
  env.SANDBOX_APP_URL = `http://127.0.0.1:${appPort}`;
  env.SANDBOX_APPROVALS_AT = kept('approvals-at', () => String(Date.now()));
  return launch('沙箱', ['test/dist/sandbox/main.js'], env, (said) => said.dingtalk !== undefined);
};

const startServer = ({ dingtalk, kingdee }, port, adminUserId) =>
  launch(
    '服务',
    ['--enable-source-maps', 'server/dist/main.js'],
    {
      PORT: String(port),
      HOST: '127.0.0.1',
      PUBLIC_URL: '',
      DATABASE_URL: `sqlite:${join(DATA, 'dingdee.db')}`,
      REDIS_URL: '',
      APP_SECRET: kept('app-secret', () => randomBytes(32).toString('base64')),
      ADMIN_USER_IDS: adminUserId,
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
      DINGTALK_CORP_ID: dingtalk.corpId,
      DINGTALK_CLIENT_ID: dingtalk.clientId,
      DINGTALK_CLIENT_SECRET: dingtalk.clientSecret,
      DINGTALK_AGENT_ID: dingtalk.agentId,
      DINGTALK_API_URL: dingtalk.url,
      DINGTALK_OAPI_URL: dingtalk.url,
      KINGDEE_URL: kingdee.url,
      KINGDEE_AUTH: 'signature',
      KINGDEE_ACCT_ID: kingdee.acctId,
      KINGDEE_USERNAME: kingdee.username,
      KINGDEE_APP_ID: kingdee.appId,
      KINGDEE_APP_SECRET: kingdee.appSecret,
      KINGDEE_LCID: String(kingdee.lcid),
      KINGDEE_ORG: kingdee.org,
    },
    (said) => said.event === 'ready',
  );

async function main() {
  await install();
  await build();
  if (process.argv.includes('--reset')) rmSync(DATA, { recursive: true, force: true });
  mkdirSync(DATA, { recursive: true });
  const { identities: identitiesOf } = await import(join(ROOT, 'test/dist/sandbox/dingtalk/workbench/identities.js'));
  const company = await import(join(ROOT, 'test/dist/sandbox/company.js'));
  const identities = identitiesOf(company);
  const admin = identities.find(({ part }) => part === '管理员');

  const port = await freePort(Number(process.env.PORT || 3000));
  const sandbox = await step('启动沙箱（钉钉与金蝶的替身）', () => startSandbox(port));
  const server = await step('启动钉蝶', () => startServer(sandbox, port, admin.userid));
  const logIn = async ({ userid }) => {
    const answer = await fetch(`${sandbox.dingtalk.url}/__sandbox/code?userid=${userid}`);
    const { code } = await answer.json();
    const person = new ApiClient(server.url);
    await person.logIn(sandbox.dingtalk.corpId, code);
    return person;
  };
  const api = await logIn(admin);
  const fresh = (await api.get('/api/schemes')).items.length === 0;
  await step('连接、映射、采集 60 笔审批', async () => {
    await giveRoles(api, identities);
    await api.post('/api/base-data/refresh');
    await enableScheme(api, sandbox.dingtalk.processCodes.费用报销, sandbox.kingdee.org);
    if (fresh) await fillMappings(api, company);
    await pull(api);
    if (fresh) await acceptSuggestions(api);
  });
  if (fresh)
    await step('审核、推送、挂起其中几笔，让每个阶段都有单据可看', async () => {
      const part = (wanted) => identities.find((identity) => identity.part === wanted);
      await workAWhile({ reviewer: await logIn(part('审核')), pusher: await logIn(part('推送')) }, sandbox.control.url);
    });
  const { stages } = await api.get('/api/bills/stages');
  const word = (stage) => stages.find((known) => known.stage === stage)?.count ?? 0;
  process.stderr.write(
    `待补映射 ${word('mapping')} 笔，待审核 ${word('review')} 笔，待推送 ${word('push')} 笔，异常 ${word('trouble')} 笔，已入账 ${word('booked')} 笔。打开下面的网址，选一个身份进入：\n`,
  );
  process.stdout.write(`${sandbox.workbench.url}\n`);
  process.stderr.write('Ctrl-C 停止；npm run demo -- --reset 重新开始。\n');
}

process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));
process.on('SIGHUP', () => stop(0));
main().catch((error) => {
  process.stderr.write(`\n${error.message}\n`);
  stop(1);
});
