import { fromFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { unknownIn, unknownOf } from '../../bill/ledger/unknown-amounts.js';
import { clock } from '../../database/clock.js';
import { readFen, readInt, sumOfFen } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { LedgerHolds } from '../../hold/ledger-holds.js';
import { doubtCard, doubtSettledCard } from '../cards/doubt-card.js';
import { NoticeRules } from '../notice-rules.js';
import { trackOf } from '../notice-track.js';
import { Notices, type Told } from '../notices.js';

export const HOUR_MS = 3_600_000;
const CAUSE = 'doubt';
const AT_ONCE = 500;
const DOUBTS = `FROM bill b JOIN push_item i ON i.bill_id = b.id AND i.passed_on = 0 AND i.not_sent IS NULL JOIN push_order o ON o.id = i.order_id
  WHERE b.state_kind = 'in-doubt'`;

interface Raw {
  [column: string]: unknown;
}
type Sum = Told['sum'] & { fen: bigint };

/**
 * Notifies the person who pushed a bill that is in doubt（存疑）, at once: one message an hour. Later doubts raise its count, and it ends as settled. The
 * reported doubts are stored by bill: a doubt that is not among them is new, even if the count is the same.
 */
@Injectable()
export class PutDoubts {
  constructor(
    private readonly db: Database,
    private readonly rules: NoticeRules,
    private readonly notices: Notices,
    private readonly holds: LedgerHolds,
  ) {}

  async run(): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      await this.rules.locked(tx);
      if (await this.holds.blocks(tx)) return;
      const doubts = await this.doubts(tx);
      const lasting = await this.notices.lasting(tx, CAUSE);
      for (const before of lasting) {
        const now = doubts.get(before.userId);
        if (now === undefined) await this.settled(tx, before);
        else await this.goesOn(tx, before, now);
      }
      const told = new Set(lasting.map(({ userId }) => userId));
      for (const [userId, now] of doubts) if (!told.has(userId)) await this.begins(tx, userId, now);
    });
  }

  private async begins(tx: EntityManager, userId: string, doubts: readonly string[]): Promise<void> {
    const last = await this.notices.last(tx, userId, CAUSE);
    // A message that was closed before it was sent does not cover doubts that came later.
    const isSaid = last !== null && (last.told > 0 || doubts.every((each) => last.about.has(each)));
    if (isSaid && isWithinHour(last)) return;
    await this.put(tx, userId, doubts, last);
  }

  private async put(tx: EntityManager, userId: string, doubts: readonly string[], last: Told | null): Promise<void> {
    const now = clock.now();
    const sum = shown(await this.sum(tx, doubts));
    await this.notices.put(tx, {
      track: trackOf('doubt', userId, CAUSE, last?.track ?? String(now)),
      cause: CAUSE,
      userId,
      card: doubtCard(sum, now),
      sum,
      lasts: true,
      lateAt: null,
      about: doubts,
    });
  }

  /** Raises the count of the message; it never falls, because nothing is taken back until all doubts are settled. */
  private async goesOn(tx: EntityManager, before: Told, doubts: readonly string[]): Promise<void> {
    const fresh = doubts.filter((each) => !before.about.has(each));
    if (fresh.length > 0) {
      const sum = shown(added(before.sum, await this.sum(tx, fresh)));
      return this.notices.change(tx, before, doubtCard(sum, clock.now()), sum, true, { fresh });
    }
    // The channel could not change the sent message, so these doubts are unreported: the next message reports them.
    const isUntold = doubts.some((each) => (before.about.get(each) ?? 0) > before.told);
    if (before.state !== 'kept' || !isUntold || isWithinHour(before)) return;
    await this.notices.drop(tx, before);
    await this.put(tx, before.userId, doubts, before);
  }

  private async settled(tx: EntityManager, before: Told): Promise<void> {
    const sum = shown(before.sum);
    await this.notices.change(tx, before, doubtSettledCard(sum, clock.now()), sum, false);
  }

  /** Returns owner of the order → doubts, each as "bill id, space, order id". */
  private async doubts(tx: EntityManager): Promise<Map<string, string[]>> {
    const rows: Raw[] = await tx.query(`SELECT o.owner, b.id, i.order_id ${DOUBTS}`);
    const found = new Map<string, string[]>();
    for (const { owner, id, order_id: order } of rows) {
      const own = found.get(String(owner)) ?? [];
      own.push(`${String(id)} ${String(order)}`);
      found.set(String(owner), own);
    }
    return found;
  }

  private async sum(tx: EntityManager, doubts: readonly string[]): Promise<Sum> {
    let sum: Sum = { count: 0, fen: 0n, unknown: 0 };
    for (let at = 0; at < doubts.length; at += AT_ONCE) {
      const ids = doubts.slice(at, at + AT_ONCE).map((each) => each.slice(0, each.indexOf(' ')));
      const [row]: Raw[] = await tx.query(
        `SELECT COUNT(*) AS n, ${sumOfFen('b.base_fen')} AS fen, ${unknownOf('b.base_fen')} AS unknown_amounts FROM bill b
         WHERE b.id IN (${placeholders(ids)})`,
        ids,
      );
      sum = added(sum, {
        count: readInt(row?.n),
        fen: readFen(row?.fen),
        unknown: readInt(row?.unknown_amounts),
      });
    }
    return sum;
  }
}

/** Tells whether the message is less than an hour old. A clock that was set back must not suppress messages. */
function isWithinHour({ createdAt }: Told): boolean {
  const age = clock.now() - createdAt;
  return age >= 0 && age < HOUR_MS;
}
const added = (one: Told['sum'], another: Sum): Sum => ({
  count: one.count + another.count,
  fen: (one.fen ?? 0n) + another.fen,
  unknown: one.unknown + another.unknown,
});
const shown = ({ count, fen, unknown }: Told['sum']): CountAndSum => ({
  count,
  amount: fromFen(fen ?? 0n),
  ...unknownIn(unknown),
});
