import {
  Agent,
  createServer,
  request as forward,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** Number of calls in flight through several fronts of one system, now and at most. */
export interface InFlight {
  now: number;
  most: number;
}

const PAGE = '<html><head><title>nginx</title></head></html>';

/** A proxy to one or more addresses that counts calls and can be closed like a broken network. */
export interface Front {
  url: string;
  /** Arrival times (performance.now()) of the calls, by path. */
  arrivals: ReadonlyMap<string, readonly number[]>;
  total(): number;
  /** Refuses connections from now on and breaks the open ones. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a front.
 * @param targets origins, taken in turn for every request, so that successive requests of one person go to different processes.
 * @param instead status of an own page that the front shows in place of the answer to this path; the call was carried out.
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
