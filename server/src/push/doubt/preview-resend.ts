import type { BillRefs } from '@dingdee/shared/bill-batch';
import { type Amount, fromFen, toFen } from '@dingdee/shared/money';
import { MOST_DECIDED, type ResendPreview } from '@dingdee/shared/push-doubt';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { whoElse } from '../../access/member/who-else.js';
import { otherPusher } from '../../bill/action/review-rules.js';
import type { PushBill } from '../../bill/ledger/bill-claims.js';
import { SeenBills } from '../../bill/review/seen-bills.js';
import { BillSelections, type SeenBill } from '../../bill/selection/bill-selections.js';
import { oneByOne } from '../../bill/selection/one-by-one.js';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { readInt } from '../../database/columns.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';
import { askedKey } from '../call/after-look.js';
import type { Doubt } from '../call/doubt.js';
import { PushCalls } from '../call/push-calls.js';
import { SaveGuards } from '../call/save-guards.js';
import { daySum, OwnPushes, type OwnToday, overDayLimit } from '../confirm/own-pushes.js';
import { provenDoubt, refuseTogether } from './proven-doubt.js';

type Item = ResendPreview['items'][number];

/**
 * Shows what Kingdee was asked about bills in doubt, when, and what it answered, before a person decides about all of them. It writes
 * nothing.
 */
@Injectable()
export class PreviewResend {
  constructor(
    private readonly db: Database,
    private readonly selections: BillSelections,
    private readonly seen: SeenBills,
    private readonly calls: PushCalls,
    private readonly guards: SaveGuards,
    private readonly own: OwnPushes,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async run(refs: BillRefs, actor: Actor): Promise<ResendPreview> {
    const chosen: SeenBill[] = [];
    let more = 0;
    for await (const chunk of this.selections.chunks(refs, actor)) {
      const taken = chunk.slice(0, MOST_DECIDED - chosen.length);
      chosen.push(...taken);
      more += chunk.length - taken.length;
    }
    const reads = this.db.read;
    const today = await this.own.today(reads, actor);
    const items: Item[] = [];
    const mine: PushBill[] = [];
    const { done, skipped } = await oneByOne(this.db, chosen, async (one) => {
      // The rules are those of the decision itself, so that the preview leaves out the same bills.
      const bill = await this.seen.toDecide(reads, one, 'resend', actor);
      const doubts = await this.calls.doubtful(reads, [bill], await this.guards.of(reads, [bill]));
      const { doubt } = provenDoubt(doubts.get(bill.id), this.settings);
      refuseTogether(bill, doubt);
      if (bill.approvedBy === actor.userId) {
        await this.refuseOver(reads, today, [...mine, bill], actor);
        mine.push(bill);
      }
      items.push(await this.lookedUp(reads, bill, doubt));
    });
    return { items, all: done, leftOut: skipped, more };
  }

  /**
   * Refuses bills over the limit of the day. Bills that one person both approved and pushes count one after the other, as they will at
   * the decision.
   */
  private async refuseOver(
    reads: EntityManager,
    today: OwnToday,
    own: readonly PushBill[],
    actor: Actor,
  ): Promise<void> {
    const limit = this.settings.FOUR_EYES_BATCH as Amount;
    const last = own.at(-1);
    if (!last || this.settings.SINGLE_PERSON_MODE || daySum(today, own).withThese < toFen(limit)) return;
    const nextStep = otherPusher(last, actor, await whoElse(reads));
    throw new BillRefusedError('bill/four-eyes', `${overDayLimit(today, own, limit)}。${nextStep}。`);
  }

  private async lookedUp(reads: EntityManager, bill: PushBill, { sentAt }: Doubt): Promise<Item> {
    const sentAs = await this.calls.sentAs(reads, [bill.id]);
    const { billNo, thirdBillNo } = askedKey(bill, sentAs.get(bill.id));
    const looks: { asked_at: unknown; answered_at: unknown }[] = await reads.query(
      'SELECT asked_at, answered_at FROM probe WHERE bill_id = ? AND asked_at >= ? ORDER BY asked_at',
      [bill.id, sentAt],
    );
    return {
      id: bill.id,
      version: bill.version,
      payee: maskText(bill.payee),
      purpose: maskText(bill.purpose),
      amount: bill.baseFen === null ? null : fromFen(bill.baseFen),
      billNo,
      key: thirdBillNo,
      sentAt,
      looks: looks.map((look) => {
        const askedAt = readInt(look.asked_at);
        const counts = askedAt >= sentAt + this.settings.KINGDEE_TIMEOUT_MS;
        return { askedAt, answeredAt: readInt(look.answered_at), counts };
      }),
    };
  }
}
