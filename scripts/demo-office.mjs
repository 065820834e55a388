import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient } from './api-client.mjs';
import { acceptSuggestions, enableScheme, fillMappings, giveRoles, pull } from './demo-company.mjs';
import { workAWhile } from './demo-month.mjs';
import { freePort } from './free-port.mjs';
import { ROOT, step } from './prepare.mjs';

const SERVER = '服务';
const isReady = ({ event }) => event === 'ready';

/** An invented company's office: stand-ins of DingTalk and Kingdee, and a server of ours in front of them. */
export class DemoOffice {
  #programs;
  #data;
  #company;
  #identities;
  #settings;
  #warm = null;
  sandbox;
  server;

  /** @param data folder of its database and of what has to stay over restarts. @param fresh begins anew. */
  static async in(data, programs, fresh) {
    if (fresh) rmSync(data, { recursive: true, force: true });
    mkdirSync(data, { recursive: true });
    const office = new DemoOffice();
    office.#programs = programs;
    office.#data = data;
    office.#company = await import(join(ROOT, 'test/dist/sandbox/company.js'));
    const { identities } = await import(join(ROOT, 'test/dist/sandbox/dingtalk/workbench/identities.js'));
    office.#identities = identities(office.#company);
    return office;
  }

  /** @param appUrl where the pages are, for the workbench. */
  async startSandbox(appUrl) {
    const ports = {
      SANDBOX_DINGTALK_PORT: 4010,
      SANDBOX_KINGDEE_PORT: 4011,
      SANDBOX_CONTROL_PORT: 4012,
      SANDBOX_GATEWAY_PORT: 4013,
    };
    const env = { SANDBOX_APPROVALS: process.env.SANDBOX_APPROVALS ?? '60', SANDBOX_APP_URL: appUrl };
    for (const [name, usual] of Object.entries(ports))
      env[name] = String(await freePort(Number(process.env[name] ?? usual)));
    env.SANDBOX_APPROVALS_AT = this.#kept('approvals-at', () => String(Date.now()));
    const ready = (said) => said.dingtalk !== undefined;
    this.sandbox = await this.#programs.launch('沙箱', ['test/dist/sandbox/main.js'], env, ready);
  }

  async startServer(port) {
    const { dingtalk, kingdee } = this.sandbox;
    this.#settings = {
      PORT: String(port),
      HOST: '127.0.0.1',
      PUBLIC_URL: '',
      DATABASE_URL: `sqlite:${join(this.#data, 'dingdee.db')}`,
      REDIS_URL: '',
      APP_SECRET: this.#kept('app-secret', () => randomBytes(32).toString('base64')),
      ADMIN_USER_IDS: this.#person('管理员').userid,
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
    };
    const args = ['--enable-source-maps', 'server/dist/main.js'];
    this.server = await this.#programs.launch(SERVER, args, this.#settings, isReady);
  }

  /** Starts the next server up to where it needs our code. */
  keepWarm() {
    this.#warm ??= this.#programs.prepare(['--enable-source-maps', 'server/warm-start.mjs'], this.#settings);
  }

  /** The same server with the code as it is now. */
  async restartServer() {
    this.keepWarm();
    const warm = this.#warm;
    this.#warm = null;
    await this.#programs.end(SERVER);
    this.server = await this.#programs.begin(SERVER, warm, isReady);
  }

  /** Roles, a scheme, mappings and a month that is under way, where they are not there yet. @returns how many bills stand where, as a sentence. */
  async fill() {
    const admin = await this.#logIn('管理员');
    const fresh = (await admin.get('/api/schemes')).items.length === 0;
    await step('连接、映射、采集 60 笔审批', async () => {
      await giveRoles(admin, this.#identities);
      await admin.post('/api/base-data/refresh');
      await enableScheme(admin, this.sandbox.dingtalk.processCodes.费用报销, this.sandbox.kingdee.org);
      if (fresh) await fillMappings(admin, this.#company);
      await pull(admin);
      if (fresh) await acceptSuggestions(admin);
    });
    if (fresh)
      await step('审核、推送、挂起其中几笔，让每个阶段都有单据可看', async () => {
        const people = { reviewer: await this.#logIn('审核'), pusher: await this.#logIn('推送') };
        await workAWhile(people, this.sandbox.control.url);
      });
    const { stages } = await admin.get('/api/bills/stages');
    const count = (stage) => stages.find((known) => known.stage === stage)?.count ?? 0;
    return `待补映射 ${count('mapping')} 笔，待审核 ${count('review')} 笔，待推送 ${count('push')} 笔，异常 ${count('trouble')} 笔，已入账 ${count('booked')} 笔。`;
  }

  #person(wanted) {
    return this.#identities.find(({ part }) => part === wanted);
  }

  async #logIn(part) {
    const { dingtalk } = this.sandbox;
    const answer = await fetch(`${dingtalk.url}/__sandbox/code?userid=${this.#person(part).userid}`);
    const { code } = await answer.json();
    const person = new ApiClient(this.server.url);
    await person.logIn(dingtalk.corpId, code);
    return person;
  }

  /** A value that stays over restarts. */
  #kept(name, make) {
    const file = join(this.#data, name);
    if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600 });
    return readFileSync(file, 'utf8');
  }
}
