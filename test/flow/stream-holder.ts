import { spawn } from 'node:child_process';
import { ROOT } from '../root.js';
import { type Sandbox, startSandbox } from '../sandbox/start.js';
import { closeAll, ownProcess } from './own-process.js';
import { serverMain } from './server-main.js';
import {
  cleanEnv,
  connectionSettings,
  FLOW_SECRET,
  freePort,
  freshDatabase,
  markerSetting,
  untilReady,
} from './stack.js';

/** One of several server processes on one database, which may be killed, frozen and thawed. */
export interface Contender {
  pid: number;
  log(): string;
  signal(signal: NodeJS.Signals): void;
  /** Ends the process and resolves when it has ended. */
  end(signal: NodeJS.Signals): Promise<void>;
}

export interface Contenders {
  sandbox: Sandbox;
  databaseUrl: string;
  processes: readonly Contender[];
  close(): Promise<void>;
}

/** Starts `count` servers on one database, without Redis: each could hold the stream. */
export async function startContenders(count: number, settings: Readonly<Record<string, string>>): Promise<Contenders> {
  const sandbox = await startSandbox({ approvals: 5, qps: 0 });
  const database = await freshDatabase('migrated');
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  const processes: Contender[] = [];
  for (const port of ports) processes.push(await startOne(sandbox, database.url, port, settings));
  return {
    sandbox,
    databaseUrl: database.url,
    processes,
    close: async () => {
      await closeAll(
        ...processes.map(
          ({ end }) =>
            () =>
              end('SIGKILL'),
        ),
        () => sandbox.close(),
        () => database.drop(),
      );
    },
  };
}

/** Starts one more server on a database. */
export async function startOne(
  sandbox: Sandbox,
  databaseUrl: string,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<Contender> {
  const env = {
    ...cleanEnv(),
    ...connectionSettings(sandbox),
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    ...markerSetting(databaseUrl, `-${port}`),
    APP_SECRET: FLOW_SECRET,
    DINGTALK_QPS: '0',
    DINGTALK_EVENTS: 'stream',
    LOG_LEVEL: 'warn',
    ...settings,
  };
  const child = spawn(process.execPath, [serverMain(env)], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const own = ownProcess(child, (text) => {
    output += text;
  });
  await untilReady(`http://127.0.0.1:${port}`, child, () => output);
  return {
    pid: child.pid ?? 0,
    log: () => output,
    signal: (signal) => void child.kill(signal),
    end: async (signal) => {
      const gone = own.stop(signal);
      // A frozen process does not receive the signal.
      child.kill('SIGCONT');
      await gone;
    },
  };
}
