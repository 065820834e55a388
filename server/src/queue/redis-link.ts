import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import { answeredWithin } from './answered-within.js';

/** How often Redis is asked whether it is there, and how soon it is looked for again. */
const PING_MS = 1_000;
/** A command that takes longer is lost: whoever waits goes on without Redis. */
const ANSWER_MS = 2_000;
const START_MS = 2_000;
/** Longer than a process under load stands still: the driver's timer does not know the difference to a silent network. */
const CONNECT_MS = 10_000;
/** A Redis that answers and then fails again is left alone for longer and longer. */
const LONGEST_PAUSE_MS = 30_000;
const TRUSTED_AFTER_MS = 60_000;

export interface RedisListener {
  /** Redis answers, for the first time or again. */
  up?: () => void;
  /** Redis is gone; what it held may be gone as well. */
  down?: () => void;
}

/** Whether Redis answers. An outage is logged once when it begins and once when it ends; meanwhile everything goes on without it. */
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

  /** @param url redis://… or rediss://…; it may hold a password and is never logged. */
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

  /** Looks for Redis for at most two seconds; the program starts without it too. */
  async open(): Promise<void> {
    this.timer = setInterval(() => void this.ping(), PING_MS);
    this.timer.unref();
    await answeredWithin(START_MS, this.main.connect()).catch(() => undefined);
    if (!this.answering) this.lost();
  }

  get up(): boolean {
    return this.answering;
  }

  /** When Redis came back (performance.now()); null while there was no outage. */
  get backSince(): number | null {
    return this.returnedAt;
  }

  /** A short command. Rejects at once while Redis is away, and where it does not answer within two seconds. */
  ask<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    return answeredWithin(ANSWER_MS, command(this.main));
  }

  /** Called for every change from now on, `up` at once where Redis is there already. */
  listen(listener: RedisListener): void {
    this.listeners.push(listener);
    if (this.answering) listener.up?.();
  }

  /** A connection of its own that ends with Redis instead of coming back; the caller closes it. */
  connection(options: RedisOptions): Redis {
    const connection = new Redis(this.url, {
      connectTimeout: CONNECT_MS,
      maxRetriesPerRequest: null,
      retryStrategy: () => null,
      ...options,
    });
    // Its trouble is seen by its end, and told by the link.
    connection.on('error', () => undefined);
    return connection;
  }

  /** Somebody got no answer: everybody goes on without Redis until it answers again. */
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
