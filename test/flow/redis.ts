import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { freePort } from './stack.js';

/** A separate redis-server of one spec. It stores nothing on disk, so it is empty after a restart. */
export interface OwnRedis {
  url: string;
  /** Kills it with SIGKILL, like a lost machine. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a redis-server. @throws Error if redis-server is not installed: the rule cannot be proved without it. */
export async function startRedis(): Promise<OwnRedis> {
  const port = await freePort();
  let server: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const started = spawn('redis-server', flags, { stdio: 'ignore' });
    await new Promise<void>((resolve, reject) => {
      started.once('spawn', resolve);
      started.once('error', (cause) => reject(new Error('redis-server 没有安装（Debian 包 redis-server）', { cause })));
    });
    server = started;
    const orphan = (): boolean => started.kill('SIGKILL');
    process.once('exit', orphan);
    started.once('exit', () => process.off('exit', orphan));
    for (let i = 0; i < 100 && !(await answers(port)); i++) await new Promise((resolve) => setTimeout(resolve, 50));
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
  return { url: `redis://127.0.0.1:${port}/0`, kill, start, close: kill };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('data', (data) => end(data.toString().startsWith('+PONG')));
    socket.once('error', () => end(false));
  });
}
