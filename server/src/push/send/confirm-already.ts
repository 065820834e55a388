import { REACHED } from '@dingdee/shared/bill-state';
import { Injectable, Logger } from '@nestjs/common';
import { BillClaims, type PushBill } from '../../bill/ledger/bill-claims.js';
import { askEach, causesOf } from '../../connectors/kingdee/ask-each.js';
import { KingdeeClient, type StepOutcome, type StepResult, type StoredBill } from '../../connectors/target.js';
import { Database } from '../../database/database.js';
import type { PushStep } from '../../domain/bill/push-steps.js';
import { askedKey, type Claimed, claimedBy, mismatch } from '../call/after-look.js';
import { REACHED_IN_KINGDEE, reachedBy } from '../call/push-step.js';
import type { ClaimedCall } from './claimed-call.js';

/** Confirms Kingdee's answer "单据已经审核！": it is accepted only if a look shows the audited bill. The class only asks. */
@Injectable()
export class ConfirmAlready {
  private readonly log = new Logger('push');

  constructor(
    private readonly db: Database,
    private readonly claims: BillClaims,
    private readonly kingdee: KingdeeClient,
  ) {}

  /**
   * @returns the same answer, with the result of a look in place of each such refusal. Without an answer to the look the bill stays in
   * doubt.
   */
  async confirm(call: ClaimedCall, result: StepResult): Promise<StepResult> {
    const said = call.bills.filter((_, index) => refusalIn(result.outcomes[index]) !== null);
    if (said.length === 0) return result;
    const drafts = await this.claims.drafts(
      this.db.read,
      said.map(({ id }) => id),
    );
    const answers = await askEach(this.kingdee, said, (bill) => askedKey(bill));
    for (const cause of causesOf(answers)) this.log.warn(`look after “已经”: ${cause}`);
    const outcomes = result.outcomes.map((outcome, index) => {
      const bill = call.bills[index];
      const answer = bill && answers.answered.get(bill.id);
      return answer
        ? afterAlready(call.step, bill, claimedBy(bill, drafts.get(bill.id)), outcome, answer.stored)
        : outcome;
    });
    return { ...result, outcomes };
  }
}

const refusalIn = (outcome: StepOutcome | undefined) =>
  outcome?.kind === 'unknown' ? (outcome.already ?? null) : null;

/** Returns the outcome after Kingdee's "已经". A bill that is not clearly ours stays in doubt, where it is compared like any other bill. */
export function afterAlready(
  step: PushStep,
  bill: Pick<PushBill, 'kingdeeId'>,
  claimed: Claimed,
  outcome: StepOutcome,
  stored: readonly StoredBill[],
): StepOutcome {
  const refusal = refusalIn(outcome);
  const [own, other] = stored;
  if (refusal === null || !own || other || own.id !== bill.kingdeeId) return outcome;
  if (own.cancelled === true || mismatch(claimed, own).length > 0) return outcome;
  const there = REACHED.indexOf(REACHED_IN_KINGDEE[own.status]) >= REACHED.indexOf(reachedBy(step));
  return there
    ? { kind: 'done', id: own.id, billNo: own.billNo, warning: refusal.messages.join('；'), status: own.status }
    : { kind: 'refused', refusal };
}
