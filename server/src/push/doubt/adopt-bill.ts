import { TARGET_WORDS, USUAL_TARGET } from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { BillClaims, formOfBill, type PushBill } from '../../bill/ledger/bill-claims.js';
import { BillLedger } from '../../bill/ledger/bill-ledger.js';
import { spoiltWords } from '../../bill/ledger/spoilt-bills.js';
import { SeenBills } from '../../bill/review/seen-bills.js';
import { carriedKey } from '../../connectors/kingdee/form/stored-bills.js';
import { KingdeeClient, KingdeeUnavailableError, type StoredBill } from '../../connectors/target.js';
import { clock } from '../../database/clock.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { BillRefusedError } from '../../domain/bill/bill.errors.js';
import { Wakes } from '../../queue/wakes.js';
import { AnnounceBooked } from '../../writeback/announce-booked.js';
import { askedKey, claimedBy, keyFieldsOf, mismatch } from '../call/after-look.js';
import { PushCalls } from '../call/push-calls.js';
import { nextStep, REACHED_IN_KINGDEE } from '../call/push-step.js';
import { KingdeeNotAskedError } from '../order/push.errors.js';
import { PushOrders } from '../order/push-orders.js';
import { CompareStored } from '../send/compare-stored.js';
import { adopted, adoption } from './adoption.js';

/** 我在金蝶看到了: a person names the number under which Kingdee holds the bill. The bill is read and compared before it is adopted. */
@Injectable()
export class AdoptBill {
  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly seen: SeenBills,
    private readonly ledger: BillLedger,
    private readonly calls: PushCalls,
    private readonly orders: PushOrders,
    private readonly announce: AnnounceBooked,
    private readonly kingdee: KingdeeClient,
    private readonly compare: CompareStored,
    private readonly wakes: Wakes,
  ) {}

  /** @throws BillNotFoundError, StaleBillError, BillRefusedError, KingdeeNotAskedError */
  async run(billId: string, version: number, number: string, actor: Actor): Promise<void> {
    // Checked first so that Kingdee is not asked in vain; the check that counts is repeated below.
    const looked = { id: billId, version };
    const seen = await this.seen.toDecide(this.db.read, looked, 'adopt', actor);
    const askedAt = clock.now();
    const stored = await this.ask(seen, number);
    const answeredAt = clock.now();
    const taken = await this.db.inTransaction(async (tx) => {
      const bill = await this.seen.toDecide(tx, looked, 'adopt', actor);
      await this.mustBeFree(tx, stored, bill.id, number);
      if (stored.cancelled === true)
        throw new BillRefusedError(
          'bill/number-cancelled',
          `金蝶单据 ${number} 已经作废，不能当作这一张，没有改动。仍要付，先在金蝶里反作废。`,
        );
      const drafts = await this.claims.drafts(tx, [bill.id]);
      if ((await this.claims.spoiltDrafts(tx, [bill.id])).size > 0)
        throw new BillRefusedError('bill/unreadable', spoiltWords(['draft']));
      const why = mismatch({ ...claimedBy(bill, drafts.get(bill.id)), keyless: true }, stored);
      if (why.length > 0)
        throw new BillRefusedError(
          'bill/number-differs',
          `金蝶单据 ${number} 的${why.join('、')}与这张不同，不能当作这一张。请核对编号。`,
        );
      const now = clock.now();
      const reached = REACHED_IN_KINGDEE[stored.status];
      const booked = nextStep(reached, bill.outcome) === null;
      const keyless = keyFieldsOf(bill).every((field) => carriedKey(stored, field) === '');
      const move = adoption(bill, { stored, reached, booked }, now, { keyless });
      await this.ledger.move(tx, { bill, ...move, action: 'adopted-by-hand' }, actor);
      // Two transactions that adopt the same bill at once do not see each other in the first check. After both have written, one of
      // them finds the other here.
      await this.mustBeFree(tx, stored, bill.id, number);
      await this.calls.recordProbes(tx, [{ bill, asked: { id: uuid(), at: askedAt }, stored: [stored] }], answeredAt);
      const through = booked ? [adopted(bill, stored, { keyless })] : [];
      await this.announce.put(tx, through, now, 'look');
      await this.orders.tell(tx, [bill]);
      return through;
    });
    this.compare.soon(taken);
    this.wakes.wake('push');
    this.wakes.wake('writeback');
  }

  /**
   * Refuses if another bill has this Id. It waits for a transaction that is writing the same Id; two that wait for each other are a
   * deadlock, of which one is rolled back and repeated.
   */
  private async mustBeFree(tx: EntityManager, { id, form }: StoredBill, billId: string, number: string): Promise<void> {
    const lock = this.db.dialect === 'mysql' ? ' FOR UPDATE' : '';
    const taken: { id: string }[] = await tx.query(
      `SELECT id FROM bill WHERE kingdee_id = ? AND COALESCE(sent_form, target_form) = ?${lock}`,
      [id, form ?? USUAL_TARGET],
    );
    if (taken.some((bill) => bill.id !== billId))
      throw new BillRefusedError('bill/number-taken', `金蝶单据 ${number} 已经属于另一张审批，没有改动。请核对编号。`);
  }

  /** Returns the one bill with this number; a second bill under our key is refused. */
  private async ask(bill: PushBill, number: string): Promise<StoredBill> {
    const found = await this.find(bill, number);
    const stored = found.find(({ billNo }) => billNo.toUpperCase() === number.toUpperCase());
    if (!stored)
      throw new BillRefusedError(
        'bill/number-not-found',
        `金蝶里没有编号为 ${number} 的${TARGET_WORDS[formOfBill(bill)]}，没有改动。请核对编号。`,
      );
    if (found.length > 1)
      throw new BillRefusedError(
        'bill/two-found',
        `金蝶里另有单据带着这张审批的编号（${found.map(({ billNo }) => billNo).join('、')}）。请先在金蝶里核对，只留一张。`,
      );
    return stored;
  }

  private async find(bill: PushBill, number: string): Promise<readonly StoredBill[]> {
    try {
      const found = await this.kingdee.find([{ ...askedKey(bill), billNo: number }]);
      return found.get(number) ?? [];
    } catch (error) {
      if (!(error instanceof KingdeeUnavailableError)) throw error;
      throw new KingdeeNotAskedError(error.sentence);
    }
  }
}
