import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../root.js';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/start.js';
import { copyTemplate, copyTemplateFile, onServer } from './copy-template.js';
import { withOwnClock } from './own-clock.js';
import { closeAll, leftOpen, type OwnProcess, ownProcess } from './own-process.js';
import { ServerHere, usualWorld, type World } from './server-here.js';
import { serverMain } from './server-main.js';
import { inVirtualTime } from './virtual-clock.js';

/** TEST_DATABASE_URL names a MariaDB or MySQL server; without it the flow runs on a SQLite file. */
export const onMariaDb = process.env.TEST_DATABASE_URL !== undefined && process.env.TEST_DATABASE_URL !== '';

interface OwnDatabase {
  url: string;
  drop(): Promise<void>;
}

/** APP_SECRET of every server that is started here. */
export const FLOW_SECRET = 'flow-test-secret-0123456789';

export interface Stack {
  sandbox: Sandbox;
  url: string;
  databaseUrl: string;
  /** Everything the server printed, in whole lines. */
  log(): string;
  restart(settings?: Record<string, string>): Promise<void>;
  kill(): Promise<void>;
  /**
   * Resolves when the server has died at the given piece of a request that it writes from now on (`writes` counts the pieces); virtual time
   * only.
   */
  dieAfter(writes: number, sent: boolean): Promise<void>;
  /** Sends a signal to the server that need not end it. */
  signal(signal: NodeJS.Signals): void;
  /** Exit code of a server that ended by itself; null while it runs. */
  exitCode(): number | null;
  close(): Promise<void>;
}

/** Creates a database for one test file. @param made 'empty', or 'migrated': as the migrations leave it, which saves seconds. */
export async function freshDatabase(made: 'empty' | 'migrated' = 'empty'): Promise<OwnDatabase> {
  if (!onMariaDb) {
    const folder = mkdtempSync(join(tmpdir(), 'dingdee-flow-'));
    const file = join(folder, 'flow.db');
    if (made === 'migrated') copyTemplateFile(file);
    return {
      url: `sqlite:${file}`,
      drop: async () => rmSync(folder, { recursive: true, force: true }),
    };
  }
  const base = new URL(process.env.TEST_DATABASE_URL ?? '');
  const name = `dd_flow_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  const server = base.toString();
  const run = (sql: string) => onServer(server, (connection) => connection.query(sql));
  if (made === 'empty' || !(await copyTemplate(server, name))) await run(`CREATE DATABASE ${name}`);
  base.pathname = `/${name}`;
  return { url: base.toString(), drop: () => run(`DROP DATABASE ${name}`) };
}

/** Folder of the ledger markers of databases on a database server. */
export const MARKERS = join(tmpdir(), 'dingdee-markers');

/**
 * Returns the setting for the ledger marker file. The marker of a SQLite database lies beside the database file and needs no setting; that
 * of a database on a server lies in MARKERS.
 * @param process suffix that tells several processes on one database apart.
 */
export function markerSetting(databaseUrl: string, process = ''): Record<string, string> {
  if (databaseUrl.startsWith('sqlite:')) return {};
  const name = new URL(databaseUrl).pathname.slice(1);
  return { LEDGER_MARKER_FILE: join(MARKERS, `${name}${process}.marker`) };
}

/**
 * Port numbers below the range from which the system assigns ports to outgoing connections and to the stand-ins of specs that run at the
 * same time.
 */
const PORTS = { first: 10_000, each: 100, blocks: 220 };
let block: Promise<number> | null = null;
let taken = 0;

/**
 * Returns a free port that no parallel spec is given. A port assigned by the system may be assigned again before the server has started or
 * while it is down, and the spec would then talk to another spec's server.
 */
export async function freePort(): Promise<number> {
  block ??= claimBlock();
  const first = await block;
  for (let tries = 1; tries < PORTS.each; tries++) {
    const port = first + 1 + (taken++ % (PORTS.each - 1));
    const server = await listenOn(port);
    if (!server) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
  throw new Error('no port is free');
}

/** Claims a block of ports by listening on its first port for as long as this process lives. */
async function claimBlock(): Promise<number> {
  for (let tries = 0; tries < PORTS.blocks; tries++) {
    const first = PORTS.first + ((process.pid + tries) % PORTS.blocks) * PORTS.each;
    const claim = await listenOn(first);
    if (!claim) continue;
    claim.unref();
    return first;
  }
  throw new Error('no block of ports is free');
}

const listenOn = (port: number): Promise<Server | null> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });

/** Returns the settings that connect a server to a sandbox, as an administrator would set them. */
export function connectionSettings({
  dingtalk,
  kingdee,
}: Pick<Sandbox, 'dingtalk' | 'kingdee'>): Record<string, string> {
  return {
    DINGTALK_CORP_ID: dingtalk.corpId,
    DINGTALK_CLIENT_ID: dingtalk.clientId,
    DINGTALK_CLIENT_SECRET: dingtalk.clientSecret,
    DINGTALK_AGENT_ID: String(dingtalk.agentId),
    DINGTALK_API_URL: dingtalk.url,
    DINGTALK_OAPI_URL: dingtalk.url,
    KINGDEE_URL: kingdee.url,
    KINGDEE_ACCT_ID: kingdee.acctId,
    KINGDEE_USERNAME: kingdee.username,
    KINGDEE_PASSWORD: kingdee.password,
    KINGDEE_APP_ID: kingdee.appId,
    KINGDEE_APP_SECRET: kingdee.appSecret,
    KINGDEE_LCID: String(kingdee.lcid),
    KINGDEE_ORG: kingdee.org,
    // A sweep runs when a spec asks for it; specs about events switch events on.
    DINGTALK_EVENTS: 'off',
    // Notices about a person's work are off except in specs about notices.
    NOTICE_SWEEP_MS: '0',
  };
}

/**
 * Starts a sandbox in this process and a real server with its own database, in this process or in a process of its own (server-here.ts).
 */
export async function startStack(
  options: {
    sandbox?: SandboxOptions;
    settings?: Record<string, string>;
    database?: 'empty' | 'migrated';
    /** Place where the server runs; specs that kill it, signal it or preload a module need 'process'. */
    world?: World;
    /** Fills the database and the sandbox before the server starts for the first time. */
    before?: (databaseUrl: string, sandbox: Sandbox) => Promise<void>;
  } = {},
): Promise<Stack> {
  if (inVirtualTime && options.world === 'process')
    throw new Error('in virtual time every server runs in the process of the spec: startStack without a world');
  const sandbox = await startSandbox({ qps: 0, ...options.sandbox });
  const database = await freshDatabase(options.database ?? 'migrated');
  let port = await freePort();
  let url = `http://127.0.0.1:${port}`;
  let output = '';
  let child: ChildProcess | null = null;
  let running: OwnProcess | null = null;
  const here = (options.world ?? usualWorld()) === 'here' ? new ServerHere((text) => (output += text)) : null;

  const start = async (settings: Record<string, string>) => {
    const env: Record<string, string> = {
      ...cleanEnv(),
      ...connectionSettings(sandbox),
      PORT: String(port),
      DATABASE_URL: database.url,
      ...markerSetting(database.url),
      APP_SECRET: FLOW_SECRET,
      DINGTALK_QPS: '0',
      // Enough for a sweep every few hundred milliseconds during a whole month.
      DINGTALK_MONTHLY_CALLS: '100000000',
      LOG_LEVEL: 'warn',
      ...options.settings,
      ...settings,
    };
    if (here) {
      await here.start(env);
      return untilReady(url, null, () => output);
    }
    const server = spawn(process.execPath, [serverMain(env)], {
      cwd: ROOT,
      env: { ...env, NODE_OPTIONS: withOwnClock(env.NODE_OPTIONS) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = server;
    running = ownProcess(server, (text) => {
      output += text;
    });
    await untilReady(url, server, () => output);
  };
  const stop = async (signal: NodeJS.Signals) => {
    if (here) return here.stop(signal);
    const stopping = running;
    running = null;
    await stopping?.stop(signal);
  };

  const name = `the server of ${database.url.replace(/\/\/.*@/, '//')}`;
  const close = async (): Promise<void> => {
    leftOpen.delete(name);
    await closeAll(
      () => stop('SIGTERM'),
      () => sandbox.close(),
      () => database.drop(),
    );
  };
  leftOpen.set(name, close);
  try {
    await options.before?.(database.url, sandbox);
    for (let attempt = 1; ; attempt++) {
      try {
        await start({});
        break;
      } catch (error) {
        // Another spec may have taken the port between the search for a free port and the start of the server.
        if (attempt === 3 || !/端口已被占用|EADDRINUSE/.test(output)) throw error;
        port = await freePort();
        url = `http://127.0.0.1:${port}`;
        output = '';
      }
    }
  } catch (error) {
    // The first error is more useful than an error from closing.
    await close().catch(() => undefined);
    throw error;
  }
  return {
    sandbox,
    url,
    databaseUrl: database.url,
    // The output of a pipe may end in the middle of a line.
    log: () => output.slice(0, output.lastIndexOf('\n') + 1),
    restart: async (settings = {}) => {
      await stop('SIGTERM');
      await start(settings);
    },
    kill: () => stop('SIGKILL'),
    dieAfter: (writes, sent) => {
      if (!here) throw new Error('a process of its own dies of kill alone');
      return here.dieAfter(writes, sent);
    },
    signal: (signal) => (here ? here.signal(signal) : child?.kill(signal)),
    exitCode: () => (here ? here.exitCode() : (running?.exitCode() ?? null)),
    close,
  };
}

/** Patience for a busy machine. The number of looks counts too, because time also passes while the machine is suspended. */
const READY = { ms: 120_000, looks: 100, everyMs: 100 };

/**
 * Waits until the server is ready and asks ten times a second.
 * @param server the spawned process; null if the server runs in this process.
 * @throws Error with the output of the server.
 */
export async function untilReady(url: string, server: ChildProcess | null, output: () => string): Promise<void> {
  // Output may still arrive after `exit`, so `close` is used.
  const ended = new Promise<string>((resolve) => {
    server?.once('close', (code, signal) => resolve(`${code ?? signal}`));
  });
  const look = async (): Promise<boolean> => {
    try {
      return (await fetch(`${url}/health/ready`)).ok;
    } catch {
      // not listening yet
      return false;
    }
  };
  const start = performance.now();
  for (let looks = 1; looks <= READY.looks || performance.now() - start < READY.ms; looks++) {
    const seen = await Promise.race([ended, look()]);
    if (seen === true) return;
    if (seen !== false) throw new Error(`the server ended with ${seen}:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, READY.everyMs));
  }
  throw new Error(`the server was not ready within ${READY.ms} ms:\n${output()}`);
}

/** Returns the environment without dingdee settings of the developer. */
export function cleanEnv(): Record<string, string> {
  const own =
    /^(DINGTALK_|KINGDEE_|DATABASE_URL|LEDGER_MARKER_FILE|REDIS_URL|PUBLIC_URL|PORT|HOST|APP_SECRET|NODE_OPTIONS)/;
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !own.test(entry[0]),
    ),
  );
}
