import { spawn } from 'node:child_process';
import { ROOT } from '../root.js';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/start.js';
import { type Front, type InFlight, startFront } from './front.js';
import { closeAll, ownProcess } from './own-process.js';
import { type OwnRedis, startRedis } from './redis.js';
import { serverMain } from './server-main.js';
import { cleanEnv, connectionSettings, freePort, freshDatabase, markerSetting, untilReady } from './stack.js';

/** One of several server processes, with its own fronts to both systems, so that a test sees which process called. */
export interface ServerProcess {
  url: string;
  kingdee: Front;
  dingtalk: Front;
  log(): string;
  kill(): Promise<void>;
}

/** Two server processes on one database and one Redis, behind a proxy that takes them in turn. */
export interface ScaledStack {
  sandbox: Sandbox;
  /** Address of the proxy. */
  url: string;
  redis: OwnRedis;
  servers: readonly ServerProcess[];
  /** Calls to Kingdee in flight, of both processes together. */
  inFlight: InFlight;
  log(): string;
  close(): Promise<void>;
}

export async function startScaled(
  options: { sandbox?: SandboxOptions; settings?: Record<string, string> } = {},
): Promise<ScaledStack> {
  const sandbox = await startSandbox({ qps: 0, ...options.sandbox });
  const [database, redis] = [await freshDatabase(), await startRedis()];
  const inFlight: InFlight = { now: 0, most: 0 };
  const servers: ServerProcess[] = [];
  const proxy = await startFront(() => servers.map(({ url }) => url));
  const shared = {
    ...cleanEnv(),
    ...connectionSettings(sandbox),
    PUBLIC_URL: proxy.url,
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    APP_SECRET: 'flow-test-secret-0123456789',
    DINGTALK_QPS: '0',
    DINGTALK_MONTHLY_CALLS: '100000000',
    LOG_LEVEL: 'warn',
    ...options.settings,
  };
  // Two requests at the same moment may get the same port; the second process would then be taken for the first.
  const ports = new Set<number>();
  while (ports.size < 2) ports.add(await freePort());
  // Both start at once, as with an orchestrator: one of them migrates the schema.
  servers.push(...(await Promise.all([...ports].map((port) => startProcess(sandbox, shared, inFlight, port)))));
  return {
    sandbox,
    url: proxy.url,
    redis,
    servers,
    inFlight,
    log: () => servers.map(({ log }) => log()).join('\n— the other process —\n'),
    close: async () => {
      const fronts = [proxy, ...servers.flatMap(({ kingdee, dingtalk }) => [kingdee, dingtalk])];
      await closeAll(
        ...servers.map(({ kill }) => kill),
        ...fronts.map((front) => () => front.close()),
        () => sandbox.close(),
        () => redis.close(),
        () => database.drop(),
      );
    },
  };
}

async function startProcess(
  sandbox: Sandbox,
  settings: Readonly<Record<string, string>>,
  inFlight: InFlight,
  port: number,
): Promise<ServerProcess> {
  const kingdee = await startFront(() => [new URL(sandbox.kingdee.url).origin], inFlight);
  const dingtalk = await startFront(() => [sandbox.dingtalk.url]);
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...settings,
    PORT: String(port),
    ...markerSetting(settings.DATABASE_URL ?? '', `-${port}`),
    KINGDEE_URL: `${kingdee.url}/k3cloud/`,
    DINGTALK_API_URL: dingtalk.url,
    DINGTALK_OAPI_URL: dingtalk.url,
  };
  let output = '';
  const child = spawn(process.execPath, [serverMain(env)], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const own = ownProcess(child, (text) => {
    output += text;
  });
  await untilReady(url, child, () => output);
  return {
    url,
    kingdee,
    dingtalk,
    log: () => output,
    kill: () => own.stop('SIGTERM'),
  };
}
