import { createServer } from 'node:net';

/** @returns `wanted` when nobody listens there, else any free port of the loopback. */
export async function freePort(wanted = 0) {
  const listen = (port) =>
    new Promise((resolve, reject) => {
      const server = createServer();
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        const { port: given } = server.address();
        server.close(() => resolve(given));
      });
    });
  try {
    return await listen(wanted);
  } catch (error) {
    if (wanted === 0) throw error;
    return listen(0);
  }
}
