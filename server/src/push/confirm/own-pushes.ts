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

/** What a person has both approved and pushed today and in the last hours. */
export interface OwnToday {
  /** Bill id → 分, each bill once, over all orders. */
  pushed: ReadonlyMap<string, bigint>;
  /** Some of it was before midnight. */
  lastNight?: boolean;
}
/** A day is that of Beijing, and never younger than this: what is sent just before midnight counts with what is sent just after it. */
const SHORTEST_DAY_MS = 12 * 3_600_000;
export const NOTHING_TODAY: OwnToday = { pushed: new Map() };

/** The sum of a day (Beijing) that the same person both approved and pushed (product.md §8). What was sent counts, also where Kingdee refused it. */
@Injectable()
export class OwnPushes {
  constructor(private readonly db: Database) {}

  /** For a sheet that is only shown. */
  today(tx: EntityManager, actor: Actor): Promise<OwnToday> {
    return this.read(tx, actor);
  }

  /** For a transaction that will push: nobody else confirms in this person's name until it ends, so that two orders at once are counted one after the other. */
  async hold(tx: EntityManager, actor: Actor): Promise<OwnToday> {
    if (this.db.dialect === 'mysql')
      await tx.query('SELECT user_id FROM member WHERE user_id = ? FOR UPDATE', [actor.userId]);
    return this.read(tx, actor);
  }

  /** Those of these bills that the person approved too. A bill that was sent before today counts once. */
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

/** @throws BillRefusedError where one more bill of the person's own approval would reach the day's limit. */
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

/** The day's sum with these bills, each counted once. */
export function daySum({ pushed }: OwnToday, own: readonly Pick<PushBill, 'id' | 'baseFen'>[]) {
  const sum = (fens: Iterable<bigint>) => [...fens].reduce((total, fen) => total + fen, 0n);
  const added = own.filter(({ id }) => !pushed.has(id));
  const already = sum(pushed.values());
  return { already, withThese: already + sum(added.map(({ baseFen }) => baseFen ?? 0n)) };
}

/** Why bills that would reach the day's limit are left out. */
export function overDayLimit(today: OwnToday, own: readonly Pick<PushBill, 'id' | 'baseFen'>[], limit: Amount): string {
  const yuan = (fen: bigint) => `¥${formatAmount(fromFen(fen))}`;
  const { already, withThese } = daySum(today, own);
  const when = today.lastNight ? '今天连同昨晚' : '今天';
  return `你自己审核又推送的，${when}已有 ${yuan(already)}，加上这里的 ${own.length} 笔是 ${yuan(withThese)}，达到一天 ¥${formatAmount(limit)} 的上限`;
}
