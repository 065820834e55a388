import { BOOKED_AS } from '@dingdee/shared/bill-state';
import type { PushOrders } from '@dingdee/shared/push';
import { Injectable } from '@nestjs/common';
import { clock } from '../../database/clock.js';
import { readInt } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { DAY_MS } from '../../domain/beijing-time.js';
import { LedgerHolds } from '../../hold/ledger-holds.js';
import { ShowPushOrder } from '../../push/confirm/show-push-order.js';
import { pushResultCard } from '../cards/push-result-card.js';
import { atRest } from '../notice-hours.js';
import { isTold, NoticeRules, type Receiver, type StoredRules } from '../notice-rules.js';
import { trackOf } from '../notice-track.js';
import { Notices } from '../notices.js';
import { wentBackAt } from './went-back.js';

/** An order that ended longer ago is not reported: the next digest has what is left of it. */
const NEWS_MS = 600_000;
const AT_ONCE = 50;

interface Ended {
  id: string;
  owner: string;
  createdAt: number;
  finishedAt: number;
}
const causeOf = (orderId: string): string => `order ${orderId}`;

/** Notifies the person who pushed of the result of an order, in one message. */
@Injectable()
export class PutPushResults {
  constructor(
    private readonly db: Database,
    private readonly rules: NoticeRules,
    private readonly notices: Notices,
    private readonly orders: ShowPushOrder,
    private readonly holds: LedgerHolds,
  ) {}

  async run(): Promise<void> {
    const rules = await this.rules.read();
    const now = clock.now();
    // An order that ended before the database was restored may have been reported since the backup.
    const since = Math.max(rules.begunAt, now - NEWS_MS, await wentBackAt(this.db.read));
    const receivers = await this.rules.receivers(this.db.read);
    for (let last: Ended | null = null; ; ) {
      const page: Ended[] = await this.ended(since, now, last);
      const news = await this.news(page, rules, receivers, now);
      for (const order of await this.orders.sums([...news.keys()])) {
        const ended = news.get(order.id);
        if (ended !== undefined) await this.put(rules, ended, order, now);
      }
      last = page.at(-1) ?? null;
      if (page.length < AT_ONCE || last === null) return;
    }
  }

  /** Returns one page of ended orders, by their start. */
  private async ended(since: number, now: number, after: Ended | null): Promise<Ended[]> {
    const from = after?.createdAt ?? now - DAY_MS;
    const rows = await this.db.query<{ id: string; owner: string; created_at: unknown; finished_at: unknown }>(
      `SELECT id, owner, created_at, finished_at FROM push_order
       WHERE state = 'done' AND created_at >= ? AND finished_at > ? AND (created_at > ? OR id > ?) ORDER BY created_at, id LIMIT ${AT_ONCE}`,
      [from, since, from, after?.id ?? ''],
    );
    return rows.map(({ id, owner, created_at, finished_at }) => ({
      id,
      owner,
      createdAt: readInt(created_at),
      finishedAt: readInt(finished_at),
    }));
  }

  /** Returns the orders that may need a message; the bills of the others are not read. */
  private async news(page: readonly Ended[], rules: StoredRules, receivers: readonly Receiver[], now: number) {
    const causes = page.map(({ id }) => causeOf(id));
    const owners = [...new Set(page.map(({ owner }) => owner))];
    const told =
      page.length === 0
        ? []
        : await this.db.query<{ cause: string; user_id: string; seen_at: unknown }>(
            `SELECT cause, user_id, seen_at FROM notice WHERE user_id IN (${placeholders(owners)}) AND cause IN (${placeholders(causes)})`,
            [...owners, ...causes],
          );
    const news = page.filter(({ id, owner, finishedAt }) => {
      const before = told.find(({ cause, user_id }) => cause === causeOf(id) && user_id === owner);
      return before === undefined
        ? isWanted(rules, receivers, owner) && !atRest(rules, now)
        : readInt(before.seen_at) <= finishedAt;
    });
    return new Map(news.map((each) => [each.id, each]));
  }

  private async put(rules: StoredRules, ended: Ended, order: PushOrders['items'][number], now: number): Promise<void> {
    const { id, owner: userId, finishedAt } = ended;
    const [only, ...others] = order.through;
    const sum = { count: order.count, amount: order.amount };
    const word = only !== undefined && others.length === 0 ? BOOKED_AS[only] : '到位';
    const card = pushResultCard({ ...order, word }, finishedAt);
    if (card.lines.length === 0) return;
    const cause = causeOf(id);
    const lateAt = finishedAt + DAY_MS;
    await this.db.inTransaction(async (tx) => {
      await this.rules.locked(tx);
      if (await this.holds.blocks(tx)) return;
      const before = await this.notices.last(tx, userId, cause);
      if (before !== null) return this.notices.change(tx, before, card, sum, false, { lateAt });
      // During rest nothing is sent: the remaining work is in the next digest.
      if (!isWanted(rules, await this.rules.receivers(tx), userId) || atRest(rules, now)) return;
      await this.notices.put(tx, {
        track: trackOf('push-result', userId, cause),
        cause,
        userId,
        card,
        sum,
        lasts: false,
        lateAt,
      });
    });
  }
}

function isWanted(rules: StoredRules, receivers: readonly Receiver[], userId: string): boolean {
  const receiver = receivers.find((each) => each.userId === userId);
  return receiver !== undefined && isTold(rules, 'push-result', receiver);
}
