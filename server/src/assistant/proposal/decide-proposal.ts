import type { AcceptProposal, Proposal } from '@dingdee/shared/assistant';
import { FIXERS } from '@dingdee/shared/routes/who';
import { Injectable } from '@nestjs/common';
import { adminNames } from '../../access/member/members.js';
import { AccessRefusedError } from '../../access/role/access.errors.js';
import { AuditLog } from '../../audit/audit-log.js';
import { ParkBill } from '../../bill/park/park-bill.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { SaveFix } from '../../mapping/fix/save-fix.js';
import { type OpenProposal, Proposals } from './proposals.js';

/** 采纳, 不采纳: a person accepts a proposal as their own action, or declines it. */
@Injectable()
export class DecideProposal {
  constructor(
    private readonly db: Database,
    private readonly proposals: Proposals,
    private readonly fixes: SaveFix,
    private readonly park: ParkBill,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Runs the action that the person could have done by hand, with the same checks and version, in one transaction with the decision: if the
   * action is refused, the proposal stays open.
   * @throws ProposalNotFoundError, ProposalClosedError, ProposalOutdatedError, AccessRefusedError, and the errors of the action itself
   */
  async accept(id: string, { version }: AcceptProposal, by: Actor): Promise<Proposal> {
    await this.db.inTransaction(async (tx) => {
      const open = await this.proposals.accept(tx, id, by);
      await this.audit.append(tx, by, [
        {
          action: 'accept-proposal',
          subjectKind: 'proposal',
          subjectId: id,
          detail: { billId: open.billId, ...open.what, why: open.why },
        },
      ]);
      await this.act(open, version, by);
    });
    return this.proposals.one(id);
  }

  /** @throws ProposalNotFoundError, ProposalClosedError */
  async decline(id: string, by: Actor): Promise<Proposal> {
    await this.db.inTransaction(async (tx) => {
      await this.proposals.decline(tx, id, by);
      await this.audit.append(tx, by, [{ action: 'decline-proposal', subjectKind: 'proposal', subjectId: id }]);
    });
    return this.proposals.one(id);
  }

  private async act({ billId, what, why }: OpenProposal, version: number, by: Actor): Promise<void> {
    if (what.kind === 'hold') return this.park.hold(billId, { version, reason: why }, by);
    // A person who may hold a bill may not always set values.
    if (!FIXERS.some((role) => by.roles.includes(role)))
      throw new AccessRefusedError(FIXERS, await adminNames(this.db));
    const { path, targetNumber } = what;
    await this.fixes.run({ billId, version, path, targetNumber, scope: 'bill' }, by);
  }
}
