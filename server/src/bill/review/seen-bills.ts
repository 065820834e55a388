import type { BillIssue } from '@dingdee/shared/bill';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../../config/settings.js';
import type { Actor } from '../../domain/actor.js';
import { BillNotFoundError, StaleBillError } from '../../domain/bill/bill.errors.js';
import { BillClaims, type PushBill } from '../ledger/bill-claims.js';
import { readIssues } from '../ledger/bill-content.js';
import { refuseOwn } from './own-bill.js';

/** Bills as a person acts on them. */
@Injectable()
export class SeenBills {
  constructor(
    private readonly claims: BillClaims,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SINGLE_PERSON_MODE'>,
  ) {}

  /** @param version what the person looked at. @throws BillNotFoundError, StaleBillError when it has changed since. */
  async load(tx: EntityManager, id: string, version: number): Promise<PushBill> {
    const [bill] = await this.claims.load(tx, [id]);
    if (!bill) throw new BillNotFoundError(id);
    if (bill.version !== version) throw new StaleBillError(id);
    return bill;
  }

  /**
   * The same for a decision of this person about it: whatever is decided about one bill begins here.
   * @throws BillNotFoundError, StaleBillError, BillRefusedError where the bill is their own, or is paid to them.
   */
  async toDecide(tx: EntityManager, id: string, version: number, actor: Actor): Promise<PushBill> {
    const bill = await this.load(tx, id, version);
    refuseOwn(bill, actor, { singlePerson: this.settings.SINGLE_PERSON_MODE });
    return bill;
  }

  /** Issues of the last mapping; none for a bill that was never mapped. */
  async issues(tx: EntityManager, id: string): Promise<BillIssue[]> {
    const rows: { issues: string }[] = await tx.query('SELECT issues FROM bill_content WHERE bill_id = ?', [id]);
    return rows[0] ? readIssues(rows[0].issues) : [];
  }
}
