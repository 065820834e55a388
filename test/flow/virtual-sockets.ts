import { AsyncResource } from 'node:async_hooks';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { Duplex } from 'node:stream';
import type { VirtualClock } from './virtual-clock.js';
import { lifeNow } from './virtual-life.js';

/** Duration of one way between two ends, in virtual ms, drawn anew for each piece sent. */
type Latency = () => number;
/** Clock and latency of the connections. */
interface World {
  clock: VirtualClock;
  latency: Latency;
}

const systemError = (code: string, syscall: string, words = code): NodeJS.ErrnoException =>
  Object.assign(new Error(`${syscall} ${words}`), { code, syscall });
const reset = (): Error => systemError('ECONNRESET', 'read');

const HOST = { address: '127.0.0.1', family: 'IPv4' };

/** One end of an in-memory connection, with the parts of net.Socket that node:http, ws and undici use. */
class VirtualSocket extends Duplex {
  readonly remoteAddress = HOST.address;
  readonly remoteFamily = HOST.family;
  readonly localAddress = HOST.address;
  connecting = false;
  timeout = 0;
  bytesRead = 0;
  bytesWritten = 0;
  other: VirtualSocket | null = null;
  /** Arrival time of the last piece sent, in ms of the clock; later pieces do not overtake it. */
  private arrives = 0;
  private idle: NodeJS.Timeout | null = null;
  private wholly = false;
  private readonly context = new AsyncResource('VirtualSocket');
  private readonly life = lifeNow();
  /** Resets the other end, as the system does for a process that has died. */
  private readonly dies = (): void => this.send((to) => to.destroy(reset()));

  /** @param asks whether this end opened the connection. */
  constructor(
    private readonly world: World,
    readonly localPort: number,
    readonly remotePort: number,
    private readonly asks: boolean,
  ) {
    super({ allowHalfOpen: !asks });
    this.life?.endings.add(this.dies);
  }
  get dead(): boolean {
    return this.life?.over ?? false;
  }

  /** Calls `act` after the latency of one way, and after everything sent before. */
  later(act: () => void): void {
    const { clock, latency } = this.world;
    this.arrives = Math.max(this.arrives, clock.passed + latency());
    clock.after(this.arrives - clock.passed, act);
  }
  private send(deliver: (to: VirtualSocket) => void): void {
    this.later(() => {
      if (this.other && !this.other.dead) this.other.within(deliver);
    });
  }
  /** Runs `act` in the async context in which the socket was made, like a handle of Node. */
  within(act: (end: VirtualSocket) => void): void {
    this.context.runInAsyncScope(act, undefined, this);
  }

  override _read(): void {}
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.bytesWritten += chunk.length;
    this.world.clock.stirs();
    this.alive();
    // The writer may reuse its buffer.
    const bytes = Buffer.from(chunk);
    const arrives = !this.asks || (this.life?.writes() ?? true);
    if (arrives) this.send((to) => to.receive(bytes));
    if (!this.dead) done();
  }
  override _final(done: (error?: Error | null) => void): void {
    if (this.dead) return;
    this.send((to) => to.hearEnd());
    done();
  }
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.idle) clearTimeout(this.idle);
    this.connecting = false;
    if (this.dead) return;
    this.life?.endings.delete(this.dies);
    if (this.wholly) this.send((to) => to.destroy(reset()));
    else if (!this.writableFinished) this.send((to) => to.hearEnd());
    done(error);
  }

  private receive(chunk: Buffer): void {
    // This end is closed: the sender gets a reset.
    if (this.destroyed) {
      this.send((to) => to.destroy(reset()));
      return;
    }
    this.bytesRead += chunk.length;
    this.alive();
    this.push(chunk);
  }
  private hearEnd(): void {
    if (this.destroyed || this.readableEnded) return;
    this.push(null);
    // Like a net.Socket without a reader at its end.
    if (this.readableLength === 0) this.read(0);
  }

  /** Emits 'timeout' after `ms` without a byte in either direction, and does nothing else. */
  setTimeout(ms: number, heard?: () => void): this {
    this.timeout = ms;
    if (this.idle) clearTimeout(this.idle);
    this.idle = null;
    if (ms > 0) this.idle = setTimeout(() => this.emit('timeout'), ms);
    if (heard && ms > 0) this.once('timeout', heard);
    else if (heard) this.removeListener('timeout', heard);
    return this;
  }
  private alive(): void {
    this.idle?.refresh();
  }

  /** Destroys the socket; the other end gets an error and loses what it has not read. */
  resetAndDestroy(): this {
    this.wholly = true;
    return this.destroy();
  }
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }
  address() {
    return { ...HOST, port: this.localPort };
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  get pending(): boolean {
    return this.connecting;
  }
  get readyState(): string {
    return this.connecting ? 'opening' : this.destroyed ? 'closed' : 'open';
  }
}

interface Listener {
  server: net.Server;
  context: AsyncResource;
}
const LOOPBACK = /^(127\.|localhost$|::1$)/;

/**
 * Gives every connection within this process to a listener in it as a connection in memory. Listeners also listen on the real port, so that
 * a command in its own process reaches them.
 */
export function connectWithin(world: World): void {
  const listeners = new Map<number, Listener>();
  let ports = 40_000;
  const listen = net.Server.prototype.listen;
  net.Server.prototype.listen = function (this: net.Server, ...given: unknown[]) {
    const context = new AsyncResource('VirtualListener');
    // Node closes connections with a late request by a timer of the machine, so its limits do not apply in virtual time.
    if (this instanceof http.Server) Object.assign(this, { headersTimeout: 0, requestTimeout: 0 });
    this.once('listening', () => {
      const { port } = this.address() as net.AddressInfo;
      listeners.set(port, { server: this, context });
      this.once('close', () => {
        if (listeners.get(port)?.server === this) listeners.delete(port);
      });
      lifeNow()?.endings.add(() => net.Server.prototype.close.call(this));
    });
    return Reflect.apply(listen, this, given) as net.Server;
  } as typeof listen;

  const open = (host: string, port: number): VirtualSocket => {
    const near = new VirtualSocket(world, ++ports, port, true);
    near.connecting = true;
    near.later(() => {
      if (near.destroyed || near.dead) return;
      const found = LOOPBACK.test(host) ? listeners.get(port) : undefined;
      if (!found?.server.listening) {
        const refused = systemError('ECONNREFUSED', 'connect', `ECONNREFUSED ${HOST.address}:${port}`);
        near.destroy(LOOPBACK.test(host) ? refused : systemError('ENOTFOUND', 'getaddrinfo', `ENOTFOUND ${host}`));
        return;
      }
      found.context.runInAsyncScope(() => {
        const far = new VirtualSocket(world, port, near.localPort, false);
        near.other = far;
        far.other = near;
        found.server.emit('connection', far);
      });
      near.connecting = false;
      near.within(() => {
        near.emit('connect');
        near.emit('ready');
      });
    });
    return near;
  };
  const connect = (...given: unknown[]): VirtualSocket => {
    const [first, second] = given;
    const options = typeof first === 'object' ? (first as { host?: string; port?: number | string }) : null;
    const socket = open(
      options?.host ?? (typeof second === 'string' ? second : 'localhost'),
      Number(options?.port ?? first),
    );
    const heard = given.at(-1);
    if (typeof heard === 'function') socket.once('connect', heard as () => void);
    return socket;
  };
  Object.assign(net, { connect, createConnection: connect });
  // An agent takes the returned socket for connected or connecting, as with net's own.
  Object.assign(http.Agent.prototype, { createConnection: (options: object) => connect(options) });
  syncBuiltinESMExports();
  fetchBy(open);
}

const DISPATCHER = Symbol.for('undici.globalDispatcher.1');
type Headers = Record<string, unknown>;
interface Dispatcher {
  dispatch(options: { headers?: Headers }, handler: unknown): boolean;
}
type Connected = (error: Error | null, socket: VirtualSocket | null) => void;

/**
 * Makes Node's own fetch connect through `open`: one connection for each call, and answers uncompressed, because decompressing is work
 * without effect.
 */
function fetchBy(open: (host: string, port: number) => VirtualSocket): void {
  // The global dispatcher is created with the first use.
  void new Response();
  const held = globalThis as unknown as Record<symbol, Dispatcher>;
  const Agent = held[DISPATCHER]?.constructor as new (options: object) => Dispatcher;
  const agent = new Agent({
    pipelining: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: ({ hostname, port }: { hostname: string; port: string }, connected: Connected) => {
      const socket = open(hostname, Number(port || 80));
      const failed = (error: Error) => connected(error, null);
      socket.once('error', failed);
      socket.once('connect', () => {
        socket.removeListener('error', failed);
        connected(null, socket);
      });
    },
  });
  const { dispatch } = Agent.prototype;
  agent.dispatch = (options, handler) => {
    const headers = Object.entries(options.headers ?? {}).filter(([name]) => name.toLowerCase() !== 'accept-encoding');
    return dispatch.call(agent, { ...options, headers: Object.fromEntries(headers) }, handler);
  };
  held[DISPATCHER] = agent;
}
