import type { ReasonedAction } from '@dingdee/shared/bill';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { Wakes } from '../../queue/wakes.js';
import { approvedAmong } from '../action/action-facts.js';
import { BillLedger } from '../ledger/bill-ledger.js';
import { SeenBills } from '../review/seen-bills.js';
import { AwaitOriginal } from './await-original.js';
import { takeBackMove } from './park-moves.js';

/** Restores a bill that a person closed within the last day（撤销归档 of 排除, 线下已处理）; it is mapped and reviewed anew. */
@Injectable()
export class RestoreBill {
  constructor(
    private readonly db: Database,
    private readonly ledger: BillLedger,
    private readonly seen: SeenBills,
    private readonly waiting: AwaitOriginal,
    private readonly wakes: Wakes,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SINGLE_PERSON_MODE'>,
  ) {}

  /**
   * Restores the bill; if its closing took two people, the first only asks.
   * @throws BillNotFoundError, StaleBillError, BillRefusedError (own bill, not closed by a person, too late, approval changed since)
   */
  async restore(id: string, { version, reason }: ReasonedAction, actor: Actor): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const bill = await this.seen.toDecide(tx, { id, version }, 'restore', actor);
      const approvedOnce = (await approvedAmong(tx, [bill])).has(id);
      const { SINGLE_PERSON_MODE: singlePerson } = this.settings;
      const move = await takeBackMove(tx, bill, { reason, actor, approvedOnce, singlePerson });
      await this.ledger.move(tx, move, actor);
      if (!move.stays) await this.waiting.waitAgain(tx, bill);
    });
    this.wakes.wake('map');
    this.wakes.wake('amend');
  }
}
