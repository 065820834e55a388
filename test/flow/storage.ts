import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../root.js';
import { onMariaDb, type Stack } from './stack.js';

/** A database under a running server that can fail to store: a full disk on SQLite, a cut connection on MariaDB. */
export interface Storage {
  /** Returns the settings with which the server is restarted so that it uses this storage. */
  settings(stack: Stack): Record<string, string>;
  fail(): Promise<void>;
  mend(): Promise<void>;
  close(): Promise<void>;
}

export const breakableStorage = (): Promise<Storage> => (onMariaDb ? cutConnection() : fullDisk());

async function fullDisk(): Promise<Storage> {
  const folder = mkdtempSync(join(tmpdir(), 'dingdee-full-'));
  const flag = join(folder, 'full');
  const preload = pathToFileURL(join(ROOT, 'test/dist/crash/full-disk.js')).href;
  const mend = async () => rmSync(flag, { force: true });
  return {
    settings: () => ({ NODE_OPTIONS: `--import ${preload}`, FULL_DISK: flag }),
    fail: async () => writeFileSync(flag, ''),
    mend,
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Makes a proxy to the database server that only this spec's server uses; the database server keeps running. */
async function cutConnection(): Promise<Storage> {
  const target = new URL(process.env.TEST_DATABASE_URL ?? '');
  const sockets = new Set<Socket>();
  const pass = (inner: Socket): void => {
    const outer = connect(Number(target.port || 3306), target.hostname);
    for (const [socket, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  };
  let server: Server = createServer(pass);
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const fail = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    settings: ({ databaseUrl }) => {
      const url = new URL(databaseUrl);
      url.hostname = '127.0.0.1';
      url.port = String(port);
      return { DATABASE_URL: url.toString() };
    },
    fail,
    mend: async () => {
      server = createServer(pass);
      await listen(port);
    },
    close: fail,
  };
}
