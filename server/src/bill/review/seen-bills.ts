import type { BillIssue } from '@dingdee/shared/bill';
import type { BillAction } from '@dingdee/shared/bill-action';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../../config/settings.js';
import type { Actor } from '../../domain/actor.js';
import { BillNotFoundError, BillRefusedError, StaleBillError } from '../../domain/bill/bill.errors.js';
import { actionFacts } from '../action/action-facts.js';
import { whyNot } from '../action/offered-actions.js';
import { refusalOf } from '../action/refuse-action.js';
import { reviewPolicy } from '../action/review-policy.js';
import { BillClaims, type PushBill } from '../ledger/bill-claims.js';
import { readIssues } from '../ledger/bill-content.js';

/** Loads bills for an action of a person, in the version that they saw. */
@Injectable()
export class SeenBills {
  constructor(
    private readonly claims: BillClaims,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SINGLE_PERSON_MODE' | 'FOUR_EYES_BILL'>,
  ) {}

  /** @param version version that the person saw. @throws BillNotFoundError, StaleBillError if it has changed since. */
  async load(tx: EntityManager, id: string, version: number): Promise<PushBill> {
    const [bill] = await this.claims.load(tx, [id], (_, why) => {
      throw new BillRefusedError('bill/unreadable', why);
    });
    if (!bill) throw new BillNotFoundError(id);
    if (bill.version !== version) throw new StaleBillError(id);
    return bill;
  }

  /**
   * Loads a bill for an action of this person: every action on one bill begins here, and is refused for the same reason for which it was
   * not offered (docs/decisions/0046).
   * @throws BillNotFoundError, StaleBillError, and the first reason against it: BillRefusedError, IllegalTransitionError,
   * LedgerHeldError, AlteredInKingdeeError.
   */
  async toDecide(
    tx: EntityManager,
    { id, version }: { id: string; version: number },
    action: Exclude<BillAction, 'fix' | 'push'>,
    actor: Actor,
  ): Promise<PushBill> {
    const bill = await this.load(tx, id, version);
    const policy = reviewPolicy(this.settings);
    const facts = (await actionFacts(tx, [bill], [action]))(id);
    const why = whyNot(action, bill, actor, facts, policy);
    if (why !== null) throw await refusalOf(tx, why, { action, bill, actor, policy });
    return bill;
  }

  /** Returns the issues of the last mapping; none for a bill that was never mapped. */
  async issues(tx: EntityManager, id: string): Promise<BillIssue[]> {
    const rows: { issues: string }[] = await tx.query('SELECT issues FROM bill_content WHERE bill_id = ?', [id]);
    return rows[0] ? readIssues(rows[0].issues) : [];
  }
}
