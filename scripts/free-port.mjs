import { createServer } from 'node:net';

/** Below those that the system hands out by itself, which it may hand out again before the server has started, and above those of the specs. */
const PORTS = { first: 32_000, count: 700 };
let taken = 0;

/** @returns `wanted` when nobody listens there, else a free port of the loopback that no other program is given by the system. */
export async function freePort(wanted = 0) {
  if (wanted !== 0 && (await isFree(wanted))) return wanted;
  for (let tries = 0; tries < PORTS.count; tries++) {
    const port = PORTS.first + ((process.pid * 7 + taken++) % PORTS.count);
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free');
}

const isFree = (port) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
