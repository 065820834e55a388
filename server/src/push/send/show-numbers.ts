import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BillClaims, keyOf, type PushBill } from '../../bill/ledger/bill-claims.js';
import { askEach, causesOf } from '../../connectors/kingdee/ask-each.js';
import { KingdeeClient, type StoredBill } from '../../connectors/target.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import type { PaymentBillDraft } from '../../domain/draft/payment-bill.js';
import { Wakes } from '../../queue/wakes.js';
import { KeptNumbers } from '../../scheme/number/kept-numbers.js';
import { claimedBy, mismatch } from '../call/after-look.js';
import { PushCalls } from '../call/push-calls.js';
import { placeOf } from '../call/save-guards.js';

/**
 * Makes a look for the first bill that was saved under our number in each place where a coding rule may differ. Only this look shows
 * whether Kingdee keeps our numbers, and so would refuse a second bill (docs/decisions/0012). The class only asks.
 */
@Injectable()
export class ShowNumbers {
  private readonly log = new Logger('push');

  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly calls: PushCalls,
    private readonly numbers: KeptNumbers,
    private readonly kingdee: KingdeeClient,
    private readonly wakes: Wakes,
  ) {}

  /**
   * Makes the looks after a save. They cost nothing where the numbers have been shown already.
   * @param saved bills that Kingdee said it saved.
   * @param drafts what was sent of them, by bill id.
   * @returns ids of the bills for which Kingdee answered the look.
   */
  async readBack(
    saved: readonly PushBill[],
    drafts: ReadonlyMap<string, PaymentBillDraft>,
  ): Promise<ReadonlySet<string>> {
    const ours = saved.filter(isOurs);
    if (ours.length === 0) return new Set();
    const guard = await this.numbers.guard(
      this.db.read,
      ours.map(({ schemeId }) => schemeId),
    );
    const first = new Map<string, PushBill>();
    for (const bill of ours) {
      const place = placeOf(bill, drafts.get(bill.id));
      if (guard(place, Number.MAX_SAFE_INTEGER) === null) first.set(JSON.stringify(place), bill);
    }
    if (first.size === 0) return new Set();
    const answers = await askEach(this.kingdee, [...first.values()], keyOf);
    for (const cause of causesOf(answers)) this.log.warn(`read back: ${cause}`);
    const seen = [...first.values()].map((bill) => ({ bill, stored: answers.answered.get(bill.id)?.stored ?? [] }));
    const news = await this.db.inTransaction((tx) => this.note(tx, seen, drafts));
    if (news) this.wakes.wake('probe');
    return new Set(answers.answered.keys());
  }

  /**
   * Stores what these bills show about numbers, and makes the bills due that waited only for that.
   * @returns whether something new was stored: then the caller wakes `probe` after its commit.
   */
  async note(
    tx: EntityManager,
    seen: readonly { bill: PushBill; stored: readonly StoredBill[] }[],
    drafts: ReadonlyMap<string, PaymentBillDraft>,
  ): Promise<boolean> {
    const shown = seen.filter(({ bill, stored }) => {
      const [own] = stored;
      if (!own || stored.length > 1 || bill.numbering !== 'ours' || own.billNo !== bill.billNo) return false;
      return mismatch({ ...claimedBy(bill, drafts.get(bill.id)), keyless: false }, own).length === 0;
    });
    const sentAt = await this.calls.firstSaves(
      tx,
      shown.map(({ bill }) => bill.id),
    );
    const schemes = new Set<string>();
    for (const { bill } of shown) {
      const at = sentAt.get(bill.id);
      if (at === undefined) continue;
      if (await this.numbers.kept(tx, placeOf(bill, drafts.get(bill.id)), bill.id, at)) schemes.add(bill.schemeId);
    }
    if (schemes.size === 0) return false;
    await this.claims.askAbsentAgain(tx, [...schemes], clock.now());
    return true;
  }
}

/** Tells whether Kingdee answered the save of this bill with our own number. */
const isOurs = (bill: PushBill): boolean =>
  bill.numbering === 'ours' && bill.kingdeeId !== null && bill.kingdeeNo === bill.billNo;
