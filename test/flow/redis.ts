import { type ChildProcess, spawn } from 'node:child_process';
import { RedisLink } from '../../server/src/queue/redis-link.js';
import { freePort } from './stack.js';

/** A redis-server of one spec's own: it keeps nothing, so killed and started again it is empty. */
export interface OwnRedis {
  url: string;
  /** SIGKILL, as a lost machine. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
  /** For looking in from outside; closed with the server. */
  look: ReturnType<RedisLink['connection']>;
  close(): Promise<void>;
}

/** @throws Error where redis-server is not installed: the rule cannot be proved without it. */
export async function startRedis(): Promise<OwnRedis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}/0`;
  const look = new RedisLink(url).connection({ lazyConnect: true, retryStrategy: () => 100 });
  let server: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const started = spawn('redis-server', flags, { stdio: 'ignore' });
    await new Promise<void>((resolve, reject) => {
      started.once('spawn', resolve);
      started.once('error', (cause) => reject(new Error('redis-server 没有安装（Debian 包 redis-server）', { cause })));
    });
    server = started;
    if (look.status === 'wait') await look.connect().catch(() => undefined);
    await look.ping();
  };
  const kill = async (): Promise<void> => {
    const running = server;
    server = null;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => running.once('exit', () => resolve()));
    running.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    url,
    kill,
    start,
    look,
    close: async () => {
      look.disconnect();
      await kill();
    },
  };
}
