import { createServer } from 'node:net';

/** Ports below those that the system assigns, which it may assign again before the server has started, and above those of the specs. */
const PORTS = { first: 32_000, count: 700 };
let taken = 0;

/** @returns `wanted` if it is free, else a free loopback port that the system assigns to no other program. */
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
