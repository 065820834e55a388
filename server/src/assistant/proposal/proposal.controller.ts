import type { AcceptProposal, Proposal, Proposals as ProposalList } from '@dingdee/shared/assistant';
import { proposalRoutes } from '@dingdee/shared/routes/assistant';
import { Body, Controller, Param } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { DecideProposal } from './decide-proposal.js';
import { Proposals } from './proposals.js';

/** Assistants' proposals, for people to decide. */
@Controller()
export class ProposalController {
  constructor(
    private readonly proposals: Proposals,
    private readonly deciding: DecideProposal,
  ) {}

  @Route(proposalRoutes.list)
  list(@Param('id') id: string): Promise<ProposalList> {
    return this.proposals.ofBill(id);
  }

  @Route(proposalRoutes.accept)
  accept(@Param('id') id: string, @Body() body: AcceptProposal, @CurrentActor() actor: Actor): Promise<Proposal> {
    return this.deciding.accept(id, body, actor);
  }

  @Route(proposalRoutes.decline)
  decline(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<Proposal> {
    return this.deciding.decline(id, actor);
  }
}
