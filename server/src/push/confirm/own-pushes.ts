import { type Amount, formatAmount, fromFen, toFen } from '@dingdee/shared/money';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { whoElse } from '../../access/member/who-else.js';
import { otherPusher } from '../../bill/action/review-rules.js';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import type { Settings } from '../../config/settings.js';
import { clock } from '../../database/clock.js';
import { readFen } from '../../database/columns.js';
import { Database, placeholders } from '../../database/database.js';
import { insertRows } from '../../database/rows.js';
import type { Actor } from '../../domain/actor.js';
import { beijingDate } from '../../domain/beijing-time.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';
import { OwnPush } from '../order/push-order.entity.js';

/** The bills that a person has both approved and pushed today and in the last hours. */
export interface OwnToday {
  /** Amount in 分 by bill id, each bill once over all orders. */
  pushed: ReadonlyMap<string, bigint>;
  /** Some of these bills were pushed before midnight. */
  lastNight?: boolean;
}
/**
 * Shortest length of a day, in ms. A day is a Beijing day, but never shorter than this: bills sent just before midnight count together
 * with bills sent just after it.
 */
const SHORTEST_DAY_MS = 12 * 3_600_000;
export const NOTHING_TODAY: OwnToday = { pushed: new Map() };

/**
 * The daily sum (Beijing) of bills that the same person both approved and pushed (product.md §8). Every sent bill counts, also if
 * Kingdee refused it.
 */
@Injectable()
export class OwnPushes {
  constructor(private readonly db: Database) {}

  /** Returns the bills of today for a sheet that is only shown. */
  today(tx: EntityManager, actor: Actor): Promise<OwnToday> {
    return this.read(tx, actor);
  }

  /**
   * Returns the bills of today for a transaction that will push. Until it ends, no other transaction confirms in this person's name,
   * so that two simultaneous orders are counted one after the other.
   */
  async hold(tx: EntityManager, actor: Actor): Promise<OwnToday> {
    if (this.db.dialect === 'mysql')
      await tx.query('SELECT user_id FROM member WHERE user_id = ? FOR UPDATE', [actor.userId]);
    return this.read(tx, actor);
  }

  /** Stores those of these bills that the person also approved. A bill that was sent before on the same day counts once. */
  async note(tx: EntityManager, bills: readonly PushBill[], actor: Actor): Promise<void> {
    const own = bills.filter(({ approvedBy }) => approvedBy === actor.userId);
    if (own.length === 0) return;
    const now = clock.now();
    const day = beijingDate(now);
    for (let start = 0; start < own.length; start += 500) {
      const ids = own.slice(start, start + 500).map(({ id }) => id);
      await tx.query(`DELETE FROM own_push WHERE person = ? AND day = ? AND bill_id IN (${placeholders(ids)})`, [
        actor.userId,
        day,
        ...ids,
      ]);
    }
    await insertRows(
      tx,
      OwnPush,
      own.map(({ id, baseFen }) => ({ person: actor.userId, day, bill_id: id, base_fen: baseFen ?? 0n, at: now })),
    );
  }

  private async read(tx: EntityManager, { userId }: Actor): Promise<OwnToday> {
    const now = clock.now();
    const day = beijingDate(now);
    const rows: { bill_id: string; base_fen: unknown; day: string }[] = await tx.query(
      'SELECT bill_id, base_fen, day FROM own_push WHERE person = ? AND day >= ? AND (day = ? OR at > ?)',
      [userId, beijingDate(now - SHORTEST_DAY_MS), day, now - SHORTEST_DAY_MS],
    );
    return {
      pushed: new Map(rows.map((row) => [row.bill_id, readFen(row.base_fen)])),
      lastNight: rows.some((row) => row.day !== day),
    };
  }
}

/** Refuses a continued bill that the same person approved. @throws BillRefusedError if the bill would reach the limit of the day. */
export async function refuseOverDay(
  own: OwnPushes,
  tx: EntityManager,
  bill: PushBill,
  actor: Actor,
  { SINGLE_PERSON_MODE, FOUR_EYES_BATCH }: Pick<Settings, 'SINGLE_PERSON_MODE' | 'FOUR_EYES_BATCH'>,
): Promise<void> {
  if (bill.approvedBy !== actor.userId) return;
  const today = await own.hold(tx, actor);
  const limit = FOUR_EYES_BATCH as Amount;
  if (!SINGLE_PERSON_MODE && daySum(today, [bill]).withThese >= toFen(limit)) {
    const nextStep = otherPusher(bill, actor, await whoElse(tx));
    throw new BillRefusedError('bill/four-eyes', `${overDayLimit(today, [bill], limit)}，没有发送。${nextStep}。`);
  }
  await own.note(tx, [bill], actor);
}

/** Returns the sum of the day, before and with these bills, in 分; each bill counts once. */
export function daySum({ pushed }: OwnToday, own: readonly Pick<PushBill, 'id' | 'baseFen'>[]) {
  const sum = (fens: Iterable<bigint>) => [...fens].reduce((total, fen) => total + fen, 0n);
  const added = own.filter(({ id }) => !pushed.has(id));
  const already = sum(pushed.values());
  return { already, withThese: already + sum(added.map(({ baseFen }) => baseFen ?? 0n)) };
}

/** Returns the reason why bills that would reach the limit of the day are left out. */
export function overDayLimit(today: OwnToday, own: readonly Pick<PushBill, 'id' | 'baseFen'>[], limit: Amount): string {
  const yuan = (fen: bigint) => `¥${formatAmount(fromFen(fen))}`;
  const { already, withThese } = daySum(today, own);
  const when = today.lastNight ? '今天连同昨晚' : '今天';
  return `你自己审核又推送的，${when}已有 ${yuan(already)}，加上这里的 ${own.length} 笔是 ${yuan(withThese)}，达到一天 ¥${formatAmount(limit)} 的上限`;
}
