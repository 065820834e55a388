import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SETTINGS, type Settings } from '../config/settings.js';
import { clock } from '../database/clock.js';
import { Database } from '../database/database.js';
import { keepTrying } from '../database/keep-trying.js';
import { ownKey } from '../database/lease-token.js';
import { LedgerHolds } from '../hold/ledger-holds.js';
import { Wakes } from '../queue/wakes.js';
import { type Batch, Deliveries, type HeldDelivery } from './deliveries.js';
import { HookSecrets } from './hook-secrets.js';
import { type Answered, postWebhook } from './post-webhook.js';
import { signedHeaders } from './signature.js';
import { targetOf } from './webhook-target.js';
import { leaseMs } from './webhook-times.js';
import { Webhooks } from './webhooks.js';

/** Parallel deliveries per receiver. */
const AT_ONCE = 5;

/**
 * Sends stored events to other systems: at least once, always under the same id, apart from everything that moves bills.
 * Each receiver has its own loop, so that a slow one does not delay the others.
 */
@Injectable()
export class SendWebhooks implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('webhook');
  private readonly running = new Map<string, Promise<void>>();
  private leaving = false;

  constructor(
    private readonly db: Database,
    private readonly deliveries: Deliveries,
    private readonly hooks: Webhooks,
    private readonly secrets: HookSecrets,
    private readonly holds: LedgerHolds,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    this.wakes.on('webhook', () => this.run());
    this.wakes.whenDue('webhook', {
      withinMs: this.settings.DUE_SWEEP_MS,
      nextDue: () => this.deliveries.nextDue(),
    });
    this.wakes.wake('webhook');
  }

  /** Waits for open calls, which end within WEBHOOK_TIMEOUT_MS; a delivery without an answer by then is sent again by the next process. */
  async beforeApplicationShutdown(): Promise<void> {
    this.leaving = true;
    await Promise.all(this.running.values());
  }

  private async run(): Promise<void> {
    for (const hook of await this.deliveries.hooksDue()) {
      if (this.leaving || this.running.has(hook)) continue;
      const work = this.drain(hook)
        .catch((error: unknown) => this.log.error(`telling ${hook} stopped: ${String(error)}`))
        .finally(() => this.running.delete(hook));
      this.running.set(hook, work);
    }
  }

  /** Sends batches as long as a receiver accepts any; a receiver that accepts none waits until the next sweep. */
  private async drain(hook: string): Promise<void> {
    let taken = true;
    while (taken && !this.leaving) {
      const batch = await this.claim(hook);
      if (batch === null) return;
      const answers = await Promise.all(batch.held.map((one) => this.send(hook, batch, one)));
      taken = answers.some(({ answer }) => answer === 'taken');
    }
  }

  private claim(hook: string): Promise<Batch | null> {
    return this.db.inTransaction(async (tx) => {
      // A database that is behind its marker sends nothing until a person has checked it.
      if (await this.holds.blocks(tx)) return null;
      const until = clock.now() + leaseMs(this.settings);
      return this.deliveries.claim(tx, hook, { token: ownKey(), until, limit: AT_ONCE });
    });
  }

  private async send(hook: string, { url, secrets, token }: Batch, one: HeldDelivery): Promise<Answered> {
    const answered = await this.post(hook, url, secrets, one);
    if (answered.answer !== 'taken') this.log.warn(`${one.id}: ${answered.answer} ${answered.status ?? ''}`.trim());
    await keepTrying(this.log, `delivery ${one.id}`, () =>
      this.db.inTransaction(async (tx) => {
        await this.deliveries.record(tx, token, one, answered, this.settings.WEBHOOK_RETRY_MS);
        if (answered.answer === 'gone') await this.hooks.pauseGone(tx, hook);
      }),
    );
    return answered;
  }

  private async post(hook: string, url: string, column: unknown, one: HeldDelivery): Promise<Answered> {
    const now = clock.now();
    const secrets = this.secrets.open(hook, column, now);
    if (secrets === null) return { answer: 'unsigned', status: null, tookMs: 0 };
    const headers = {
      ...signedHeaders(secrets, { id: one.id, at: now, body: one.payload }),
      'user-agent': 'dingdee-webhook/1',
    };
    const { WEBHOOK_TIMEOUT_MS } = this.settings;
    return postWebhook(targetOf(url, this.settings), { headers, body: one.payload }, WEBHOOK_TIMEOUT_MS);
  }
}
