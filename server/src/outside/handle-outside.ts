import type { BatchResult, BillRefs } from '@dingdee/shared/bill-batch';
import type { HandleManyOutside, HandleOutside as HandleOne, PaidByRead } from '@dingdee/shared/outside';
import { Injectable } from '@nestjs/common';
import type { OutsidePayment } from '../bill/park/outside-payment.js';
import { ParkBill } from '../bill/park/park-bill.js';
import { ParkMany } from '../bill/park/park-many.js';
import type { Actor } from '../domain/actor.js';
import { BillRefusedError } from '../domain/bill/bill.errors.js';
import { LookOutside } from './look-outside.js';

/** Closes bills that a person reports as paid outside this program（线下已处理）. Kingdee is asked about the number once more before it is stored. */
@Injectable()
export class HandleOutside {
  constructor(
    private readonly kingdee: LookOutside,
    private readonly park: ParkBill,
    private readonly parkMany: ParkMany,
  ) {}

  /**
   * Closes one bill. For a bill that was ever approved, the first of two people only makes a request.
   * @throws BillRefusedError if Kingdee's answer differs from what the person read, or the bill may have been sent;
   * StaleBillError, IllegalTransitionError
   */
  async one(id: string, body: HandleOne, actor: Actor): Promise<void> {
    const payment = await this.asRead({ items: [{ id, version: body.version }] }, body.paidBy, actor);
    await this.park.handleOutside(id, body, payment, actor);
  }

  /**
   * Closes several bills; those that do not fit or have changed since they were seen are left unchanged with a
   * reason. @throws as `one`, before anything is done.
   */
  async many({ refs, reason, paidBy }: HandleManyOutside, actor: Actor): Promise<BatchResult> {
    const payment = await this.asRead(refs, paidBy, actor);
    return this.parkMany.park({ refs, what: 'handle-outside', reason, paidBy: payment }, actor);
  }

  /**
   * Asks Kingdee again. The whole finding must equal what the person read: another sum or another payee is a change, even
   * if both findings are `differs`.
   */
  private async asRead(
    refs: BillRefs,
    paidBy: PaidByRead | undefined,
    actor: Actor,
  ): Promise<OutsidePayment | undefined> {
    if (paidBy === undefined) return undefined;
    const { number, seen, digest } = paidBy;
    const { finding, payment } = await this.kingdee.lookAt({ refs, number }, actor);
    if (finding.seen === 'absent') throw new BillRefusedError('bill/outside-absent', `${finding.sentence}没有改动。`);
    if (finding.seen !== seen || finding.digest !== digest)
      throw new BillRefusedError(
        'bill/outside-changed',
        `刚在金蝶又查了一次，和你看到的不同了：${finding.sentence}没有改动，看过再记。`,
      );
    return payment;
  }
}
