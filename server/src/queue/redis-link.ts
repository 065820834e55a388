import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import { answeredWithin } from './answered-within.js';

/** Time between two pings of Redis, in ms; the first wait before a new connection is half of it. */
const PING_MS = 1_000;
/** Time in ms after which a command counts as lost: the caller goes on without Redis. */
const ANSWER_MS = 2_000;
const START_MS = 2_000;
/** Timeout for a connection, in ms. It is longer than a busy process may stand still: the timer of the driver cannot tell that from a silent network. */
const CONNECT_MS = 10_000;
/** Longest back-off, in ms, for a Redis that answers and then fails again and again. */
const LONGEST_PAUSE_MS = 30_000;
const TRUSTED_AFTER_MS = 60_000;

export interface RedisListener {
  /** Redis answers, for the first time or again. */
  up?: () => void;
  /** Redis is gone; its contents may be gone as well. */
  down?: () => void;
}

/** Tells whether Redis answers. An outage is logged once when it begins and once when it ends; meanwhile everything goes on without Redis. */
export class RedisLink implements OnApplicationShutdown {
  private readonly listeners: RedisListener[] = [];
  private readonly main: Redis;
  private answering = false;
  private told = false;
  private lastError = '';
  private outages = 0;
  private suspicions = 0;
  private suspectedAt = 0;
  private returnedAt: number | null = null;
  private timer: NodeJS.Timeout | null = null;
  private closed = false;

  /** @param url redis://… or rediss://…; it may contain a password and is never logged. */
  constructor(
    private readonly url: string,
    private readonly log: Pick<Logger, 'log' | 'warn'> = new Logger('redis'),
  ) {
    this.main = new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      connectTimeout: CONNECT_MS,
      maxRetriesPerRequest: 0,
      retryStrategy: () => Math.min(LONGEST_PAUSE_MS, (PING_MS / 2) * 2 ** this.suspicions),
    });
    this.main.on('error', (error: Error) => {
      this.lastError = error.message;
    });
    this.main.on('ready', () => this.arrived());
    this.main.on('close', () => this.lost());
  }

  /** Waits for Redis for at most two seconds; the program also starts without it. */
  async open(): Promise<void> {
    this.timer = setInterval(() => void this.ping(), PING_MS);
    this.timer.unref();
    await answeredWithin(START_MS, this.main.connect()).catch(() => undefined);
    if (!this.answering) this.lost();
  }

  get up(): boolean {
    return this.answering;
  }

  /** Time when Redis came back (performance.now()); null if there was no outage. */
  get backSince(): number | null {
    return this.returnedAt;
  }

  /** Sends a short command. Rejects at once while Redis is away, and if there is no answer within two seconds. */
  ask<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    return answeredWithin(ANSWER_MS, command(this.main));
  }

  /** Registers a listener for all later changes; `up` is called at once if Redis answers now. */
  listen(listener: RedisListener): void {
    this.listeners.push(listener);
    if (this.answering) listener.up?.();
  }

  /** Returns a separate connection that ends with Redis and does not reconnect; the caller closes it. */
  connection(options: RedisOptions): Redis {
    const connection = new Redis(this.url, {
      connectTimeout: CONNECT_MS,
      maxRetriesPerRequest: null,
      retryStrategy: () => null,
      ...options,
    });
    // An error of the connection shows as its end, and the link logs the outage.
    connection.on('error', () => undefined);
    return connection;
  }

  /** Reports a missing answer: everything goes on without Redis until it answers again. */
  suspect(error: unknown): void {
    if (!this.answering || this.closed) return;
    const now = performance.now();
    this.suspicions = now - this.suspectedAt < TRUSTED_AFTER_MS ? this.suspicions + 1 : 0;
    this.suspectedAt = now;
    this.lastError = error instanceof Error ? error.message : String(error);
    this.lost();
    this.main.disconnect(true);
  }

  onApplicationShutdown(): void {
    this.closed = true;
    if (this.timer) clearInterval(this.timer);
    this.main.disconnect();
  }

  private async ping(): Promise<void> {
    if (!this.answering) return;
    try {
      await this.ask((redis) => redis.ping());
    } catch (error) {
      this.suspect(error);
    }
  }

  private arrived(): void {
    if (this.closed || this.answering) return;
    this.answering = true;
    if (this.outages > 0) this.returnedAt = performance.now();
    if (this.told) this.log.log('Redis 已恢复，唤醒、定时和调用限速回到 Redis。');
    this.told = false;
    for (const { up } of this.listeners) up?.();
  }

  private lost(): void {
    if (this.closed) return;
    const wasThere = this.answering;
    this.answering = false;
    if (!this.told) {
      this.told = true;
      this.outages += 1;
      this.log.warn(
        `连不上 Redis（${this.lastError || '没有回答'}）：各进程改用自己的定时，调用限速按进程数均分，单据不受影响；恢复后自动回到 Redis。`,
      );
    }
    if (wasThere) for (const { down } of this.listeners) down?.();
  }
}
