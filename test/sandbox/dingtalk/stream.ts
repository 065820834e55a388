import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { SandboxClock } from '../context.js';
import type { DingTalkSwitches } from '../switches.js';
import { dingtalkAccount } from './account.js';
import type { ApprovalEvent } from './events.js';
import { text } from './fields.js';

/** One frame (dingtalk.md §8.4). */
interface Frame {
  specVersion: '1.0';
  type: 'SYSTEM' | 'EVENT' | 'CALLBACK';
  headers: Record<string, string>;
  data: string;
}

/** State of the delivery of one event on the stream. */
export interface Delivery {
  messageId: string;
  eventId: string;
  attempts: number;
  acknowledged: boolean;
  /** Status of the last ack: SUCCESS, LATER or any text of a client. */
  lastStatus?: string;
  /** Resolves when the event is acknowledged. */
  readonly taken: Promise<void>;
}

interface Pending extends Delivery {
  frame: Frame;
  take(): void;
  timer?: NodeJS.Timeout;
}

interface Connection {
  id: string;
  socket: WebSocket;
  subscribed: readonly { type: string; topic: string }[];
  /** Whether the connection neither reads nor sends any more, although it is open. */
  frozen: boolean;
}

interface Ticket {
  subscriptions: Connection['subscribed'];
}

/** Serves the stream (§8.4): tickets, connections, EVENT frames until they are acknowledged, ping and disconnect. */
export class StreamHub {
  /** Time until an unacknowledged or LATER event is sent again, in ms; within 60 s in the field, shorter in tests. */
  redeliverMs = 15_000;
  readonly deliveries: Delivery[] = [];
  /** Acks of SYSTEM pings, by messageId. */
  readonly pongs: string[] = [];
  /** Whether tickets are issued and then refused at the handshake. */
  refuseTickets = false;
  private readonly tickets = new Map<string, Ticket>();
  private readonly pending = new Map<string, Pending>();
  private readonly connections: Connection[] = [];
  /** Calls that wait for an answer, by messageId. */
  private readonly calls = new Map<string, (answer: unknown) => void>();
  private readonly server = new WebSocketServer({ noServer: true });
  private sequence = 0;
  private turn = 0;

  constructor(
    private readonly clock: SandboxClock,
    private readonly switches: () => Pick<DingTalkSwitches, 'streamKeepsEvents' | 'eventsSubscribed'>,
  ) {}

  get connected(): number {
    return this.connections.length;
  }

  openTicket(subscriptions: Ticket['subscriptions']): string {
    this.sequence += 1;
    const ticket = `${this.clock.now().toString(36)}-${(this.sequence * 0x9e3779b1).toString(36)}-t`;
    this.tickets.set(ticket, { subscriptions });
    return ticket;
  }

  /** Handles a WebSocket handshake with `?ticket=`; a ticket is valid for one connection. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const key = url.searchParams.get('ticket') ?? '';
    const ticket = this.tickets.get(key);
    if (!url.pathname.endsWith('/connect') || !ticket || this.refuseTickets) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      return;
    }
    this.tickets.delete(key);
    this.server.handleUpgrade(request, socket, head, (webSocket) => this.accept(webSocket, ticket));
  }

  private accept(socket: WebSocket, { subscriptions }: Ticket): void {
    this.sequence += 1;
    const connection: Connection = { id: `conn-${this.sequence}`, socket, subscribed: subscriptions, frozen: false };
    this.connections.push(connection);
    socket.on('message', (data) => this.receive(String(data)));
    socket.on('close', () => this.forget(connection));
    socket.on('error', () => this.forget(connection));
    this.system(connection, 'CONNECTED', {});
    this.system(connection, 'REGISTERED', {});
    // Events from a time without a connection go to the first connection.
    for (const pending of this.pending.values()) if (!pending.timer) this.deliver(pending);
  }

  private forget(connection: Connection): void {
    const at = this.connections.indexOf(connection);
    if (at >= 0) this.connections.splice(at, 1);
  }

  /** Sends an event to one connection, in turn, and again until it is acknowledged. */
  push(event: ApprovalEvent): Delivery {
    this.sequence += 1;
    const messageId = `msg_${event.eventId}_${this.sequence}`;
    let take = (): void => undefined;
    const taken = new Promise<void>((resolve) => {
      take = resolve;
    });
    const pending: Pending = {
      taken,
      take,
      messageId,
      eventId: event.eventId,
      attempts: 0,
      acknowledged: false,
      frame: {
        specVersion: '1.0',
        type: 'EVENT',
        headers: {
          topic: '*',
          messageId,
          contentType: 'application/json',
          time: String(this.clock.now()),
          appId: 'a7c01f52-31de-4b0a-9a55-6f20c7e4d318',
          eventType: event.eventType,
          eventId: event.eventId,
          eventCorpId: dingtalkAccount.corpId,
          eventBornTime: String(event.bornAt),
          eventUnifiedAppId: 'a7c01f52-31de-4b0a-9a55-6f20c7e4d318',
        },
        data: JSON.stringify(event.body),
      },
    };
    const { eventsSubscribed, streamKeepsEvents } = this.switches();
    if (!eventsSubscribed || (!streamKeepsEvents && this.connections.length === 0)) return pending;
    this.pending.set(messageId, pending);
    this.deliveries.push(pending);
    this.deliver(pending);
    return pending;
  }

  private deliver(pending: Pending): void {
    pending.timer = undefined;
    const wanted = this.connections.filter(({ subscribed }) => subscribed.some(({ type }) => type === 'EVENT'));
    const connection = wanted[this.turn++ % Math.max(wanted.length, 1)];
    if (!connection) return;
    pending.attempts += 1;
    const { headers } = pending.frame;
    const frame = JSON.stringify({ ...pending.frame, headers: { ...headers, connectionId: connection.id } });
    if (!connection.frozen) connection.socket.send(frame);
    pending.timer = setTimeout(() => this.deliver(pending), this.redeliverMs);
    pending.timer.unref();
  }

  /** Sends a CALLBACK to one connection that is subscribed to its topic. @returns the answer; null if none came in time. */
  call(topic: string, data: object, waitMs: number): Promise<unknown> {
    this.sequence += 1;
    const messageId = `call_${this.sequence}`;
    const wanted = this.connections.filter(({ subscribed }) =>
      subscribed.some((each) => each.type === 'CALLBACK' && each.topic === topic),
    );
    const connection = wanted[this.turn++ % Math.max(wanted.length, 1)];
    if (!connection || connection.frozen) return Promise.resolve(null);
    const frame: Frame = {
      specVersion: '1.0',
      type: 'CALLBACK',
      headers: {
        topic,
        messageId,
        contentType: 'application/json',
        time: String(this.clock.now()),
        appId: 'a7c01f52-31de-4b0a-9a55-6f20c7e4d318',
        connectionId: connection.id,
      },
      data: JSON.stringify(data),
    };
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.calls.delete(messageId);
        resolve(null);
      }, waitMs);
      timer.unref();
      this.calls.set(messageId, (answer) => {
        clearTimeout(timer);
        this.calls.delete(messageId);
        resolve(answer);
      });
      connection.socket.send(JSON.stringify(frame));
    });
  }

  private receive(raw: string): void {
    const ack = parseAck(raw);
    if (!ack) return;
    const waiting = this.calls.get(ack.messageId);
    if (waiting) {
      waiting(ack.answer);
      return;
    }
    const pending = this.pending.get(ack.messageId);
    if (!pending) {
      this.pongs.push(ack.messageId);
      return;
    }
    pending.lastStatus = ack.status;
    // LATER asks for redelivery (§8.4): the running timer does it.
    if (ack.code !== 200 || ack.status === 'LATER') return;
    pending.acknowledged = true;
    pending.take();
    clearTimeout(pending.timer);
    this.pending.delete(ack.messageId);
  }

  private system(connection: Connection, topic: string, data: object): void {
    this.sequence += 1;
    const frame: Frame = {
      specVersion: '1.0',
      type: 'SYSTEM',
      headers: {
        topic,
        messageId: `sys_${this.sequence}`,
        contentType: 'application/json',
        time: String(this.clock.now()),
        connectionId: connection.id,
      },
      data: JSON.stringify(data),
    };
    if (!connection.frozen) connection.socket.send(JSON.stringify(frame));
  }

  /** Sends a SYSTEM ping to every connection; clients echo `data` with code 200. */
  ping(): void {
    for (const connection of this.connections) this.system(connection, 'ping', { opaque: `ping-${this.sequence}` });
  }

  /** Sends a SYSTEM disconnect: delivery stops at once, the socket stays open for `lingerMs` (10 s in the field). */
  disconnect(lingerMs = 10_000): void {
    for (const connection of [...this.connections]) {
      this.system(connection, 'disconnect', { reason: 'connection is expired' });
      this.forget(connection);
      setTimeout(() => connection.socket.close(), lingerMs).unref();
    }
  }

  /** Cuts every connection without notice, like a broken line or a kick. */
  kill(): void {
    for (const connection of [...this.connections]) {
      this.forget(connection);
      connection.socket.terminate();
    }
  }

  /** Sends texts that are no valid frame. */
  garble(): void {
    for (const { socket } of this.connections)
      for (const text of ['{"type":', '[]', '{"type":"EVENT"}']) socket.send(text);
  }

  /** Makes every connection dead but open: nothing is read, no ping is answered, and deliveries are lost. */
  freeze(): void {
    for (const connection of this.connections) {
      connection.frozen = true;
      connection.socket.pause();
    }
  }

  /** Forgets every event; connections stay. */
  reset(): void {
    for (const { timer } of this.pending.values()) clearTimeout(timer);
    this.pending.clear();
    this.deliveries.length = 0;
    this.pongs.length = 0;
    this.refuseTickets = false;
  }

  close(): void {
    for (const { timer } of this.pending.values()) clearTimeout(timer);
    // Includes the sockets that were told to disconnect and are still open.
    for (const socket of this.server.clients) socket.terminate();
    this.server.close();
  }
}

function parseAck(raw: string): { messageId: string; code: number; status: string; answer: unknown } | undefined {
  try {
    const frame: unknown = JSON.parse(raw);
    if (typeof frame !== 'object' || frame === null) return undefined;
    const { code, headers, data } = frame as { code?: unknown; headers?: { messageId?: unknown }; data?: unknown };
    const answer: unknown = typeof data === 'string' ? JSON.parse(data) : data;
    const status = typeof answer === 'object' && answer !== null && 'status' in answer ? text(answer.status) : '';
    return { messageId: text(headers?.messageId), code: Number(code), status, answer };
  } catch {
    return undefined;
  }
}
