import './heap-growth.js';
import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { readSettings, SettingsError } from './config/settings.js';
import { DatabaseInUseError } from './database/sqlite/one-process.js';
import { JsonLogger } from './http/json-logger.js';
import { endOnFault } from './last-resort.js';
import { closeFiles, makePrivateFiles, openSecrets } from './private-files.js';
import { type RunningServer, startServer } from './start-server.js';

const SHUTDOWN_MS = 20_000;
/** Time within which the database must have accepted the remaining writes. */
const LEAVE_MS = 5_000;
const DATABASE_TROUBLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ER_ACCESS_DENIED_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_BAD_DB_ERROR',
  'SQLITE_CANTOPEN',
  'SQLITE_NOTADB',
]);

/** Writes a line to the log. */
function tell(level: 'info' | 'warn', msg: string, more: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ level, time: Date.now(), app: 'dingdee', msg, ...more })}\n`);
}

/** Returns a sentence for the terminal: why the server cannot start. */
function sentence(error: unknown): string {
  if (error instanceof SettingsError || error instanceof DatabaseInUseError) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
  if (code === 'EADDRINUSE') return '端口已被占用：请改 PORT，或先停掉占用它的程序。';
  if (code === 'EADDRNOTAVAIL' || code === 'EACCES') return `无法监听 HOST:PORT（${code}）：请检查这两个设置。`;
  if (DATABASE_TROUBLE.has(code))
    return `连不上数据库（${code}）：请检查 DATABASE_URL 里的地址、用户名、密码和库名，并确认数据库已经启动。`;
  return `无法启动：${reason}`;
}

/** Puts open calls in doubt, because Kingdee takes longer than the shutdown allows: the next process asks at once instead of waiting for leases. */
async function leave(server: RunningServer): Promise<void> {
  setTimeout(() => process.exit(1), LEAVE_MS).unref();
  try {
    const bills = await server.leave();
    const msg = `停止时金蝶还没有回答 ${bills} 笔：已记为存疑，不会重发；下次启动先去金蝶查，再接着做。`;
    if (bills > 0) tell('warn', msg, { event: 'left', bills });
  } finally {
    process.exit(1);
  }
}

function stopOn(signal: NodeJS.Signals, server: RunningServer): void {
  process.once(signal, () => {
    server.stop();
    setTimeout(() => void leave(server), SHUTDOWN_MS).unref();
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${sentence(error)}\n`);
        process.exit(1);
      },
    );
  });
}

/** Does at once what SIGTERM does after 20 s: nothing new is begun, and open calls are in doubt. */
async function endAfterFault(server: RunningServer | null): Promise<void> {
  if (server === null) return process.exit(1);
  server.stop();
  server.close().catch(() => undefined);
  await leave(server);
}

let running: RunningServer | null = null;

async function main(): Promise<void> {
  try {
    makePrivateFiles();
    if (existsSync('.env')) process.loadEnvFile();
    const settings = readSettings(process.env);
    const open = [openSecrets('.env') ?? [], closeFiles(settings)].flat();
    for (const sentence of open) tell('warn', sentence, { event: 'open-file' });
    const log = new JsonLogger(settings);
    endOnFault(
      (error, origin) => {
        const stack = error instanceof Error ? error.stack : undefined;
        log.fatal(`程序出错而没有人处理（${origin}）：${String(error)}。进程结束，等外面重新启动。`, stack, 'process');
      },
      () => endAfterFault(running),
    );
    const server = await startServer(settings);
    running = server;
    stopOn('SIGTERM', server);
    stopOn('SIGINT', server);
    tell('info', '钉蝶已就绪', { event: 'ready', url: server.url });
  } catch (error) {
    process.stderr.write(`${sentence(error)}\n`);
    process.exit(1);
  }
}

void main();
