import type { BillSummary, ReasonedAction, ReversedAction } from '@dingdee/shared/bill';
import { billRoutes } from '@dingdee/shared/routes/bill';
import { Body, Controller, Param } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import type { Actor } from '../../domain/actor.js';
import { ListBills } from '../../read/list/list-bills.js';
import { SettleReversal } from './settle-reversal.js';

/** The decisions about a booked bill that may not be valid: it was changed in Kingdee, or its approval was changed or cancelled. */
@Controller()
export class ReversalController {
  constructor(
    private readonly settle: SettleReversal,
    private readonly list: ListBills,
  ) {}

  @Route(billRoutes.reversed)
  async reversed(
    @Param('id') id: string,
    @Body() body: ReversedAction,
    @CurrentActor() actor: Actor,
  ): Promise<BillSummary> {
    await this.settle.reversed(id, body, actor);
    return this.list.summary(id);
  }

  @Route(billRoutes.stands)
  async stands(
    @Param('id') id: string,
    @Body() body: ReasonedAction,
    @CurrentActor() actor: Actor,
  ): Promise<BillSummary> {
    await this.settle.stands(id, body, actor);
    return this.list.summary(id);
  }
}
