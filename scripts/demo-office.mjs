import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient } from './api-client.mjs';
import { enableSchemes, fillMappings, giveRoles, SUPPLIER_FORM } from './demo-company.mjs';
import { balanceDays, beijingDay, liveAMonth, pull, until, workingDays, workToday } from './demo-month.mjs';
import { disableASupplier, tellAnotherSystem, useTheData } from './demo-results.mjs';
import { freePort } from './free-port.mjs';
import { ROOT, step } from './prepare.mjs';

const SERVER = '服务';
const STAND_INS = 'stand-ins';
const isReady = ({ event }) => event === 'ready';
/** Payments to suppliers over the month; their approvals begin 20 days before each of these days. */
const SUPPLIER_PAYMENTS = [
  { daysAgo: 15, count: 9, seed: 21 },
  { daysAgo: 0, count: 24, seed: 22 },
];
const DAY_MS = 86_400_000;

/** Runs the office of an invented company: stand-ins of DingTalk and Kingdee, and our server in front of them. */
export class DemoOffice {
  #programs;
  #data;
  #company;
  #identities;
  #settings;
  #warm = null;
  #fresh;
  #offsetMs = 0;
  #enabled = false;
  #at;
  sandbox;
  server;

  /** Prepares an office. @param data folder of its database and of everything kept over restarts. @param fresh deletes the folder first. */
  static async in(data, programs, fresh) {
    // Without the state of the stand-ins the booked bills would be missing in Kingdee.
    if (fresh || !existsSync(join(data, STAND_INS))) rmSync(data, { recursive: true, force: true });
    mkdirSync(data, { recursive: true });
    const office = new DemoOffice();
    office.#fresh = !existsSync(join(data, STAND_INS));
    office.#at = Date.now();
    office.#programs = programs;
    office.#data = data;
    office.#company = await import(join(ROOT, 'test/dist/bundle/company.js'));
    const { identities } = await import(join(ROOT, 'test/dist/bundle/identities.js'));
    office.#identities = identities(office.#company);
    return office;
  }

  /** Starts the stand-ins. @param appUrl address of the pages, for the workbench. */
  async startSandbox(appUrl) {
    const ports = {
      SANDBOX_DINGTALK_PORT: 4010,
      SANDBOX_KINGDEE_PORT: 4011,
      SANDBOX_CONTROL_PORT: 4012,
      SANDBOX_GATEWAY_PORT: 4013,
    };
    const env = {
      SANDBOX_APPROVALS: process.env.SANDBOX_APPROVALS ?? '90',
      SANDBOX_APP_URL: appUrl,
      SANDBOX_SUPPLIER_FORM: 'on',
      SANDBOX_STATE_FILE: join(this.#data, STAND_INS),
      // The calls of a month are made within seconds.
      SANDBOX_QPS: '0',
    };
    for (const [name, usual] of Object.entries(ports))
      env[name] = String(await freePort(Number(process.env[name] ?? usual)));
    env.SANDBOX_APPROVALS_AT = String(this.#at);
    const ready = (said) => said.dingtalk !== undefined;
    this.sandbox = await this.#programs.launch('沙箱', ['test/dist/bundle/main.js'], env, ready);
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
      DINGTALK_QPS: '200',
      DUE_SWEEP_MS: '500',
      // The company's other system runs on this machine.
      WEBHOOK_ALLOW_HOSTS: new URL(this.sandbox.control.url).host,
      WEBHOOK_HTTP: 'on',
    };
    const args = ['server/dist/bundle/main.js'];
    if (!this.#fresh) {
      this.server = await this.#programs.launch(SERVER, args, this.#settings, isReady);
      return;
    }
    const [first] = workingDays(this.#at);
    await this.#control.post('/clock', { offsetMs: first - Date.now() });
    const clocked = { ...this.#settings, DEMO_CLOCK_MS: String(first) };
    this.server = await this.#programs.launch(
      SERVER,
      ['--import', join(ROOT, 'scripts/demo-clock.mjs'), ...args],
      clocked,
      isReady,
    );
  }

  /** Starts the next server up to the point where it needs our code. */
  keepWarm() {
    this.#warm ??= this.#programs.prepare(['--enable-source-maps', 'server/warm-start.mjs'], this.#settings);
  }

  /** Restarts the server with the present code. */
  async restartServer() {
    this.keepWarm();
    const warm = this.#warm;
    this.#warm = null;
    await this.#programs.end(SERVER);
    this.server = await this.#programs.begin(SERVER, warm, isReady);
  }

  /**
   * Makes roles, schemes, mappings and a month of work, if they do not exist yet.
   * @returns a sentence with the number of bills in each stage.
   */
  async fill() {
    if (this.#fresh) await this.#fillAnew();
    const admin = await this.#logIn('管理员');
    if (!this.#fresh) await step('采集', () => pull(admin));
    const { stages } = await admin.get('/api/bills/stages');
    const count = (stage) => stages.find((known) => known.stage === stage)?.count ?? 0;
    return `待补映射 ${count('mapping')} 笔，待审核 ${count('review')} 笔，待推送 ${count('push')} 笔，异常 ${count('trouble')} 笔，已入账 ${count('booked')} 笔。`;
  }

  async #fillAnew() {
    await step('连接、映射、启用两张表单', async () => {
      for (const { daysAgo, count, seed } of SUPPLIER_PAYMENTS) {
        await this.#control.post('/clock', { offsetMs: this.#at - daysAgo * DAY_MS - Date.now() });
        await this.#control.post('/approvals', { form: SUPPLIER_FORM, count, seed });
      }
      await this.setClock(workingDays(this.#at)[0] + 9 * 3_600_000);
      const admin = await this.#logIn('管理员');
      await giveRoles(admin, this.#identities);
      await admin.post('/api/base-data/refresh');
      await fillMappings(admin, this.#company);
      await enableSchemes(admin, this.sandbox.dingtalk.processCodes, this.sandbox.kingdee.org);
      this.#enabled = true;
      await tellAnotherSystem({ admin, control: this.#control });
    });
    await step('过去一个月：每个工作日采集、审核、推送、入账、写回', () => liveAMonth(this, this.#at));
    await step('今天的单据，每天的对账，定时推送、导出、模拟', async () => {
      await this.setClock(null);
      await workToday(this);
      const people = await this.people();
      await balanceDays(people, this.#at);
      // A supplier of the second organisation: no bill waits for it.
      await disableASupplier(people, this.#company.suppliers.find(({ name }) => name === '上海申浦律师事务所').number);
      const { items } = await people.admin.get('/api/schemes');
      await useTheData(people, {
        readerId: this.#person('审核').userid,
        from: beijingDay(workingDays(this.#at)[0]),
        today: beijingDay(this.#at),
        schemes: items.map(({ id }) => id),
      });
    });
  }

  /** Returns the time of the stand-ins and the server, in Unix ms. */
  now() {
    return Date.now() + this.#offsetMs;
  }

  /** Sets the clock of the stand-ins and the server to this time; null = the machine's. */
  async setClock(at) {
    const since = this.now();
    this.#offsetMs = at === null ? 0 : at - Date.now();
    await this.#control.post('/clock', { offsetMs: this.#offsetMs });
    await this.#programs.ask(SERVER, { clockMs: at });
    // DingTalk would have sent events for approvals that finished meanwhile.
    if (!this.#enabled) return;
    await this.#control.post('/approvals/tell', { since });
    await until(
      () => this.#control.get('/stream'),
      ({ deliveries }) => deliveries.every(({ acknowledged }) => acknowledged),
      '事件推送',
    );
  }

  /** Logs in the people who work on the bills. */
  async people() {
    const [admin, reviewer, pusher] = await Promise.all(['管理员', '审核', '推送'].map((part) => this.#logIn(part)));
    return { admin, reviewer, pusher, control: this.#control };
  }

  /** Names of the people who review and push; they may not decide about their own bills. */
  get ownNames() {
    return ['审核', '推送'].map((part) => this.#person(part).name);
  }

  get #control() {
    return new ApiClient(this.sandbox.control.url);
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

  /** Returns a value that is kept over restarts. */
  #kept(name, make) {
    const file = join(this.#data, name);
    if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600 });
    return readFileSync(file, 'utf8');
  }
}
