import type { ReasonedAction } from '@dingdee/shared/bill';
import type { BatchResult, ParkBills } from '@dingdee/shared/bill-batch';
import { Injectable } from '@nestjs/common';
import { BillClaims } from '../bill/ledger/bill-claims.js';
import { paidByKey } from '../bill/ledger/closed-by-person.js';
import { ParkMany, type Why } from '../bill/park/park-many.js';
import { RestoreBill } from '../bill/park/restore-bill.js';
import { BillSelections } from '../bill/selection/bill-selections.js';
import { Database } from '../database/database.js';
import type { Actor } from '../domain/actor.js';
import { BillRefusedError } from '../domain/bill/bill.errors.js';
import { LookOutside, MOST } from './look-outside.js';

/**
 * Restores bills that were handled outside（撤销归档）. A bill whose payment Kingdee still holds unchanged is not restored, so that it is not
 * paid again. Kingdee is asked first, outside any transaction.
 */
@Injectable()
export class RestoreOutside {
  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly selections: BillSelections,
    private readonly kingdee: LookOutside,
    private readonly restoring: RestoreBill,
    private readonly parkMany: ParkMany,
  ) {}

  /** Restores one bill. @throws BillRefusedError if Kingdee's bill still exists or Kingdee could not be asked; and as RestoreBill.restore */
  async one(id: string, body: ReasonedAction, actor: Actor): Promise<void> {
    const [why] = (await this.paid([id], new Map())).values();
    if (why) throw new BillRefusedError('bill/outside-paid', why.reason);
    await this.restoring.restore(id, body, actor);
  }

  /** Restores several bills; those whose payment Kingdee still holds are left unchanged with that reason. */
  async many(body: ParkBills, actor: Actor): Promise<BatchResult> {
    const leave = new Map<string, Why>();
    const asked = new Map<string, string | null>();
    for await (const chunk of this.selections.chunks(body.refs, actor))
      for (const [id, why] of await this.paid(
        chunk.map((bill) => bill.id),
        asked,
      ))
        leave.set(id, why);
    return this.parkMany.park({ ...body, leave }, actor);
  }

  /** Returns bills that must not be restored. @param asked reason, or null, by number asked about so far. */
  private async paid(ids: readonly string[], asked: Map<string, string | null>): Promise<Map<string, Why>> {
    const bills = await this.claims.load(this.db.read, ids);
    const found = new Map<string, Why>();
    for (const { id, kind, state } of bills) {
      if (kind !== 'handled-outside' || state.paidBy === undefined) continue;
      const { number } = state.paidBy;
      const key = paidByKey(number);
      let reason = asked.get(key);
      if (reason === undefined) {
        reason = await this.whyNot(number, key);
        asked.set(key, reason);
      }
      if (reason !== null) found.set(id, { code: 'bill/outside-paid', reason });
    }
    return found;
  }

  private async whyNot(number: string, key: string): Promise<string | null> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT id FROM bill WHERE state_kind = 'handled-outside' AND reason_rank = 3 AND reason_key = ? LIMIT ${MOST + 1}`,
      [key],
    );
    // A part of the bills would differ from the whole payment, and would therefore be restored by mistake.
    if (rows.length > MOST)
      return `记在金蝶单据 ${number} 名下的超过 ${MOST} 张，没有逐张比过，没有恢复。先在金蝶核对这张单据付的是什么。`;
    try {
      const { seen } = await this.kingdee.again(
        rows.map(({ id }) => id),
        number,
      );
      if (seen === 'same')
        return `金蝶单据 ${number} 还在、已审核，付的就是记在它名下的这些，没有恢复。确实没有付的，先在金蝶把它反审核或作废。`;
      return seen === 'unanswered' ? `现在问不到金蝶，不知道 ${number} 是不是还在，没有恢复。稍后再试。` : null;
    } catch (error) {
      if (!(error instanceof BillRefusedError)) throw error;
      // The number belongs to a pushed bill by now. Only these bills are refused; the work continues with the others.
      return `金蝶单据 ${number} 现在是另一张审批推送的，说不清这一张付过没有，没有恢复。先在金蝶核对。`;
    }
  }
}
