import {
  Agent,
  createServer,
  request as forward,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** Calls in flight through several fronts of one system. */
export interface InFlight {
  now: number;
  most: number;
}

const PAGE = '<html><head><title>nginx</title></head></html>';

/** A way to one or more addresses that counts, and that can be closed as a broken network is. */
export interface Front {
  url: string;
  /** Arrival (performance.now()) of each call, by path. */
  arrivals: ReadonlyMap<string, readonly number[]>;
  total(): number;
  /** Connections are refused from now on; those that are open break. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param targets origins; taken in turn for every request, so that no two requests of one person meet the same process.
 * @param instead the status of a page of its own that it shows in place of the answer to this path; the call was carried out.
 */
export async function startFront(
  targets: () => readonly string[],
  inFlight: InFlight = { now: 0, most: 0 },
  instead: (path: string) => number | null = () => null,
): Promise<Front> {
  const arrivals = new Map<string, number[]>();
  const agent = new Agent({ keepAlive: true });
  let turn = 0;
  const pass = (request: IncomingMessage, response: ServerResponse): void => {
    const path = new URL(request.url ?? '/', 'http://front').pathname;
    const times = arrivals.get(path) ?? [];
    times.push(performance.now());
    arrivals.set(path, times);
    inFlight.now += 1;
    inFlight.most = Math.max(inFlight.most, inFlight.now);
    response.once('close', () => (inFlight.now -= 1));
    const all = targets();
    const target = new URL(request.url ?? '/', all[turn++ % all.length]);
    const onward = forward(target, { method: request.method, headers: request.headers, agent }, (answer) => {
      const status = instead(path);
      if (status !== null) {
        answer.resume().once('end', () => response.writeHead(status, { 'content-type': 'text/html' }).end(PAGE));
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.once('error', () => response.destroy());
    response.once('close', () => onward.destroy());
    request.pipe(onward);
  };
  let server: Server = createServer(pass);
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const down = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    arrivals,
    total: () => [...arrivals.values()].reduce((sum, times) => sum + times.length, 0),
    down,
    up: async () => {
      server = createServer(pass);
      await listen(port);
    },
    close: async () => {
      await down();
      agent.destroy();
    },
  };
}
