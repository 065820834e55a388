import type { AdoptBill as AdoptBody, ReasonedAction } from '@dingdee/shared/bill';
import type { BatchResult, ResendBills } from '@dingdee/shared/bill-batch';
import { pushRoutes } from '@dingdee/shared/routes/push';
import { Body, Controller, Param } from '@nestjs/common';
import { CurrentActor } from '../../access/role/roles.decorator.js';
import { Route } from '../../access/role/route.decorator.js';
import { oneByOne } from '../../bill/selection/one-by-one.js';
import { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { AdoptBill } from './adopt-bill.js';
import { ResendBill } from './resend-bill.js';

/** What a person decides about a save that no question settled, where Kingdee numbers the bills. */
@Controller()
export class DoubtfulBillController {
  constructor(
    private readonly adopting: AdoptBill,
    private readonly resending: ResendBill,
    private readonly db: Database,
  ) {}

  @Route(pushRoutes.adopt)
  adopt(@Param('id') id: string, @Body() body: AdoptBody, @CurrentActor() actor: Actor): Promise<void> {
    return this.adopting.run(id, body.version, body.number, actor);
  }

  /** One decision for all that a lost answer left to a person: each by its own two looks. */
  @Route(pushRoutes.resendMany)
  resendMany(@Body() { items, reason }: ResendBills, @CurrentActor() actor: Actor): Promise<BatchResult> {
    return oneByOne(this.db, items, ({ id, version }) => this.resending.run(id, version, reason, actor));
  }

  @Route(pushRoutes.resend)
  resend(@Param('id') id: string, @Body() body: ReasonedAction, @CurrentActor() actor: Actor): Promise<void> {
    return this.resending.run(id, body.version, body.reason, actor);
  }
}
